import Bytes
import Digests
import L402Protocol
import Macaroons
import Store

/// What the tokens of one run have in common.
struct TokenRecipe {
  let location: ArraySlice<UInt8>
  let conditions: [String]
  let expiresAt: Timestamp?
  let services: [String]
  let now: Timestamp
  let format: MacaroonFormat
  let encoding: MacaroonText.Encoding
  /// Whether play money pays for them.
  var isSandbox = false

  init(
    location: String, caveats: CaveatOptions, now: Timestamp, format: MacaroonFormat,
    encoding: MacaroonText.Encoding
  ) {
    self.location = Array(location.utf8)[...]
    services = caveats.service.map(\.name)
    conditions = caveats.texts(now: now, expiryServices: services)
    expiresAt = caveats.expiry(from: now)
    self.now = now
    self.format = format
    self.encoding = encoding
  }
}

/// A token that was made.
struct MintedToken {
  let token: [UInt8]
  let paymentHash: Bytes32
  let tokenID: Bytes32
  let preimage: Bytes32?
}

extension MintKey {
  /// Makes a token; where its key is to be kept, adds a row for the store.
  func mint(
    _ recipe: TokenRecipe, paymentHash: Bytes32, preimage: Bytes32?, tokenID: Bytes32,
    rows: inout [StoredRootKey], _ session: Session
  ) throws -> MintedToken {
    let draft = TokenDraft(
      paymentHash: paymentHash, tokenID: tokenID, location: recipe.location,
      conditions: recipe.conditions)
    let rootKey: [UInt8]
    if let minting {
      guard let key = minting.rootKey(for: draft.identifier, isSandbox: recipe.isSandbox) else {
        throw Failure(.software, "a version-0 identifier without derived key")
      }
      rootKey = key
    } else {
      rootKey = session.environment.randomBytes(32)
      rows.append(
        StoredRootKey(
          identifierHash: SHA256.digest(draft.identifier.bytes), rootKey: rootKey,
          createdAt: recipe.now.unixSeconds, paymentHash: paymentHash, tokenID: tokenID,
          location: String(decoding: recipe.location, as: UTF8.self), services: recipe.services,
          expiresAt: recipe.expiresAt?.unixSeconds, isSandbox: recipe.isSandbox))
    }
    do {
      let token = try draft.signed(
        with: rootKey, format: recipe.format, encoding: recipe.encoding)
      return MintedToken(
        token: token, paymentHash: paymentHash, tokenID: tokenID, preimage: preimage)
    } catch {
      throw Failure(error, what: "the token")
    }
  }
}

extension CaveatOptions {
  /// Warns of what will be refused, or skipped, later.
  func warn(_ session: Session, now: Timestamp) {
    if expiry(from: now) != nil, service.isEmpty {
      session.console.warn(
        "without --service the expiry is written as expires_at, which aperture skips")
    }
    for text in caveats {
      let caveat = ParsedCaveat(Array(text.utf8)[...])
      if case .unreadable(let why) = caveat.value {
        session.console.warn("caveat \"\(text)\" will be refused: \(why)")
      } else if let family = caveat.nearMiss {
        session.console.warn(
          "caveat \"\(text)\" is nearly \(family.form); case and blanks count")
      }
    }
    let all = texts(now: now, expiryServices: service.map(\.name))
    let widenings = ParsedCaveat.widenings(in: all.map { ParsedCaveat(Array($0.utf8)[...]) })
    for (index, earlier) in widenings.enumerated() {
      guard let earlier else { continue }
      session.console.warn(
        "caveat \"\(all[index])\" widens \"\(all[earlier])\": the token will be refused")
    }
  }
}
