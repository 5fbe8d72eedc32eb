// libsecp256k1 as bytes in, bytes out: keys of 33 bytes (compressed), signatures of 64 (r, s).
#include <secp256k1.h>
#include <secp256k1_recovery.h>

/// Whether 33 bytes are a point of the curve.
static inline int ecdsa_is_public_key(const unsigned char *key33) {
  secp256k1_pubkey point;
  return secp256k1_ec_pubkey_parse(secp256k1_context_static, &point, key33, 33);
}

/// Whether 32 bytes are a number from 1 to the order less 1.
static inline int ecdsa_is_secret_key(const unsigned char *key32) {
  return secp256k1_ec_seckey_verify(secp256k1_context_static, key32);
}

/// Whether r and s are below the order.
static inline int ecdsa_is_signature(const unsigned char *signature64) {
  secp256k1_ecdsa_signature signature;
  return secp256k1_ecdsa_signature_parse_compact(secp256k1_context_static, &signature, signature64);
}

/// Whether s is at most half the order.
static inline int ecdsa_is_low_s(const unsigned char *signature64) {
  secp256k1_ecdsa_signature signature;
  return secp256k1_ecdsa_signature_parse_compact(secp256k1_context_static, &signature,
                                                 signature64) &&
         !secp256k1_ecdsa_signature_normalize(secp256k1_context_static, NULL, &signature);
}

/// Writes the key that signed a digest; 0 where there is none.
static inline int ecdsa_recover(const unsigned char *signature64, int id,
                                const unsigned char *digest32, unsigned char *key33) {
  secp256k1_ecdsa_recoverable_signature signature;
  secp256k1_pubkey point;
  size_t size = 33;
  return secp256k1_ecdsa_recoverable_signature_parse_compact(secp256k1_context_static, &signature,
                                                             signature64, id) &&
         secp256k1_ecdsa_recover(secp256k1_context_static, &point, &signature, digest32) &&
         secp256k1_ec_pubkey_serialize(secp256k1_context_static, key33, &size, &point,
                                       SECP256K1_EC_COMPRESSED);
}

/// Whether a key signed a digest, with a low or a high s.
static inline int ecdsa_verify(const unsigned char *signature64, const unsigned char *digest32,
                               const unsigned char *key33) {
  secp256k1_ecdsa_signature signature;
  secp256k1_pubkey point;
  return secp256k1_ecdsa_signature_parse_compact(secp256k1_context_static, &signature,
                                                 signature64) &&
         (secp256k1_ecdsa_signature_normalize(secp256k1_context_static, &signature, &signature),
          secp256k1_ec_pubkey_parse(secp256k1_context_static, &point, key33, 33)) &&
         secp256k1_ecdsa_verify(secp256k1_context_static, &signature, digest32, &point);
}

/// A context blinded with 32 random bytes, for what touches a secret key; NULL without memory.
static inline secp256k1_context *ecdsa_blinded_context(const unsigned char *seed32) {
  secp256k1_context *context = secp256k1_context_create(SECP256K1_CONTEXT_NONE);
  if (context && !secp256k1_context_randomize(context, seed32)) {
    secp256k1_context_destroy(context);
    return NULL;
  }
  return context;
}

/// Writes the public key of a secret one; 0 on failure.
static inline int ecdsa_public_key(const unsigned char *key32, const unsigned char *seed32,
                                   unsigned char *key33) {
  secp256k1_context *context = ecdsa_blinded_context(seed32);
  secp256k1_pubkey point;
  size_t size = 33;
  int done;
  if (!context) return 0;
  done = secp256k1_ec_pubkey_create(context, &point, key32) &&
         secp256k1_ec_pubkey_serialize(context, key33, &size, &point, SECP256K1_EC_COMPRESSED);
  secp256k1_context_destroy(context);
  return done;
}

/// Writes a signature with the nonce of RFC 6979 and low s; returns its recovery id, or -1.
static inline int ecdsa_sign(const unsigned char *key32, const unsigned char *digest32,
                             const unsigned char *seed32, unsigned char *signature64) {
  secp256k1_context *context = ecdsa_blinded_context(seed32);
  secp256k1_ecdsa_recoverable_signature signature;
  int id = -1;
  if (!context) return -1;
  if (secp256k1_ecdsa_sign_recoverable(context, &signature, digest32, key32,
                                       secp256k1_nonce_function_rfc6979, NULL))
    secp256k1_ecdsa_recoverable_signature_serialize_compact(context, signature64, &id, &signature);
  secp256k1_context_destroy(context);
  return id;
}
