// The floor under decoding a signed invoice: secp256k1_ecdsa_recover and nothing else.
//
//     recover-peer --bench decode --seconds S
//
// Reads the line that the other programs get, to be run in their stead, and ignores it: recovers
// the keys of 64 signatures of its own in turn. Prints {"ops":N,"seconds":S}.
#include <secp256k1.h>
#include <secp256k1_recovery.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

enum { COUNT = 64 };

static secp256k1_ecdsa_recoverable_signature signatures[COUNT];
static unsigned char digests[COUNT][32];
static secp256k1_pubkey recovered[COUNT];

static _Noreturn void fail(const char *what) {
  fprintf(stderr, "error: %s\n", what);
  exit(70);
}

static double now(void) {
  struct timespec t;
  clock_gettime(CLOCK_MONOTONIC, &t);
  return (double)t.tv_sec + (double)t.tv_nsec / 1e9;
}

// Digests that share no pattern: every byte is the top of a step of a linear congruential generator.
static void make_digests(void) {
  unsigned long long state = 11;
  for (int i = 0; i < COUNT; i++)
    for (int j = 0; j < 32; j++) {
      state = state * 6364136223846793005ULL + 1442695040888963407ULL;
      digests[i][j] = (unsigned char)(state >> 56);
    }
}

// Signed, written and read back as from an invoice: 64 bytes and the recovery id.
static void sign(const secp256k1_context *context, const unsigned char *key) {
  for (int i = 0; i < COUNT; i++) {
    unsigned char compact[64];
    int id = 0;
    if (!secp256k1_ecdsa_sign_recoverable(context, &signatures[i], digests[i], key, NULL, NULL) ||
        !secp256k1_ecdsa_recoverable_signature_serialize_compact(context, compact, &id,
                                                                 &signatures[i]) ||
        !secp256k1_ecdsa_recoverable_signature_parse_compact(context, &signatures[i], compact, id))
      fail("a digest cannot be signed");
  }
}

static void bench_decode(double seconds) {
  secp256k1_context *context = secp256k1_context_create(SECP256K1_CONTEXT_SIGN |
                                                        SECP256K1_CONTEXT_VERIFY);
  unsigned char key[32];
  secp256k1_pubkey expected;
  memset(key, 0x11, sizeof key);
  if (context == NULL || !secp256k1_ec_pubkey_create(context, &expected, key))
    fail("no key can be made");
  make_digests();
  sign(context, key);

  char *line = NULL;
  size_t size = 0;
  if (getline(&line, &size, stdin) <= 0) fail("no line on standard input");
  free(line);

  long operations = 0;
  double start = now();
  do
    for (int i = 0; i < COUNT; i++, operations++)
      if (!secp256k1_ecdsa_recover(context, &recovered[i], &signatures[i], digests[i]))
        fail("no key can be recovered");
  while (now() - start < seconds);
  double elapsed = now() - start;

  for (int i = 0; i < COUNT; i++)
    if (secp256k1_ec_pubkey_cmp(context, &recovered[i], &expected) != 0)
      fail("another key was recovered");
  secp256k1_context_destroy(context);
  printf("{\"ops\":%ld,\"seconds\":%.6f}\n", operations, elapsed);
}

int main(int count, char **arguments) {
  const char *bench = NULL;
  double seconds = 1;
  for (int i = 1; i + 1 < count; i += 2) {
    if (strcmp(arguments[i], "--bench") == 0) bench = arguments[i + 1];
    if (strcmp(arguments[i], "--seconds") == 0) seconds = atof(arguments[i + 1]);
  }
  if (bench == NULL || strcmp(bench, "decode") != 0) {
    fputs("usage: recover-peer --bench decode --seconds S\n", stderr);
    return 64;
  }
  bench_decode(seconds);
  return 0;
}
