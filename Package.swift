// swift-tools-version: 6.2
import PackageDescription

/// What every module of ours is compiled with.
let common: [SwiftSetting] = [
  .enableUpcomingFeature("ExistentialAny"),
  .enableUpcomingFeature("MemberImportVisibility"),
  .enableUpcomingFeature("InternalImportsByDefault"),
  .treatAllWarnings(as: .error),
]

/// The format modules also mark every unsafe expression.
let pure: [SwiftSetting] = common + [.strictMemorySafety()]

let package = Package(
  name: "l402",
  products: [
    .library(name: "Macaroons", targets: ["Macaroons"]),
    .library(name: "BOLT11", targets: ["BOLT11"]),
    .library(name: "L402Protocol", targets: ["L402Protocol"]),
    .executable(name: "l402", targets: ["l402"]),
  ],
  dependencies: [
    .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.2"),
    .package(url: "https://github.com/LebJe/TOMLKit", from: "0.6.0"),
    .package(url: "https://github.com/apple/swift-nio", from: "2.101.2"),
    .package(url: "https://github.com/apple/swift-nio-extras", from: "1.35.2"),
  ],
  targets: [
    // C libraries, linked as archives: nothing to install where the program runs.
    .systemLibrary(name: "COpenSSL"),
    .systemLibrary(name: "CSecp256k1"),
    .systemLibrary(name: "CSodium"),
    .systemLibrary(name: "CSQLite"),

    // Two calls of the C library that its module for Swift lacks.
    .systemLibrary(name: "CDescriptors"),

    // A shim that opens libqrencode on first use: Debian has no archive of it, and the program must
    // start without it.
    .target(name: "CQRencode", cSettings: [.treatAllWarnings(as: .error)]),

    // The same for libcurl, whose setters are variadic besides.
    .target(name: "CCurl", cSettings: [.treatAllWarnings(as: .error)]),

    .target(name: "Bytes", swiftSettings: pure),
    .target(name: "Bech32", dependencies: ["Bytes"], swiftSettings: pure),
    .target(name: "JSON", dependencies: ["Bytes"], swiftSettings: pure),
    .target(
      name: "Digests", dependencies: ["Bytes", "COpenSSL"], swiftSettings: pure,
      linkerSettings: [.linkedLibrary(":libcrypto.a")]),
    .target(
      name: "Secp256k1", dependencies: ["Bytes", "CSecp256k1"], swiftSettings: pure,
      linkerSettings: [.linkedLibrary(":libsecp256k1.a")]),
    .target(
      name: "Macaroons", dependencies: ["Bytes", "JSON", "Digests", "CSodium"],
      swiftSettings: pure, linkerSettings: [.linkedLibrary(":libsodium.a")]),
    .target(
      name: "BOLT11", dependencies: ["Bytes", "Bech32", "Digests", "Secp256k1"],
      swiftSettings: pure),
    .target(
      name: "L402Protocol", dependencies: ["Bytes", "JSON", "Digests", "Macaroons", "BOLT11"],
      swiftSettings: pure),
    .target(
      name: "Store", dependencies: ["Bytes", "JSON", "Digests", "CSQLite"], swiftSettings: pure,
      linkerSettings: [.linkedLibrary(":libsqlite3.a"), .linkedLibrary("m")]),
    .target(name: "QRCodes", dependencies: ["CQRencode"], swiftSettings: pure),
    .target(name: "HTTPTransport", dependencies: ["Bytes", "CCurl"], swiftSettings: pure),
    .target(
      name: "CurlTool", dependencies: ["Bytes", "JSON", "CCurl", "HTTPTransport"],
      swiftSettings: common),
    .target(
      name: "Wallets",
      dependencies: [
        "Bytes", "JSON", "Digests", "Secp256k1", "Macaroons", "BOLT11", "L402Protocol",
        "HTTPTransport", "Store", "CDescriptors",
      ],
      swiftSettings: pure),
    .target(
      name: "Payments",
      dependencies: [
        "Bytes", "Digests", "Secp256k1", "Macaroons", "BOLT11", "L402Protocol", "Store", "Wallets",
      ],
      swiftSettings: pure),
    .target(
      name: "Paywall",
      dependencies: [
        "Bytes", "JSON", "Digests", "Macaroons", "BOLT11", "L402Protocol", "Store", "Wallets",
        .product(name: "NIOCore", package: "swift-nio"),
        .product(name: "NIOPosix", package: "swift-nio"),
        .product(name: "NIOHTTP1", package: "swift-nio"),
        .product(name: "NIOExtras", package: "swift-nio-extras"),
      ],
      swiftSettings: common),
    .target(
      name: "Presentation",
      dependencies: [
        "Bytes", "JSON", "Digests", "Macaroons", "Secp256k1", "BOLT11", "L402Protocol",
      ],
      swiftSettings: pure),
    .target(
      name: "L402CLI",
      dependencies: [
        "Bytes", "JSON", "Digests", "Macaroons", "Bech32", "BOLT11", "QRCodes", "L402Protocol",
        "HTTPTransport", "CurlTool", "Store", "Wallets", "Payments", "Paywall", "Presentation",
        "TOMLKit",
        .product(name: "ArgumentParser", package: "swift-argument-parser"),
      ],
      swiftSettings: common),
    .executableTarget(name: "l402", dependencies: ["L402CLI"], swiftSettings: common),

    // Man pages, completions, schemas and README against the program.
    .testTarget(
      name: "DocumentationTests",
      dependencies: [
        "L402CLI", "L402Protocol", "Macaroons", "BOLT11", "Bech32", "Secp256k1", "Store", "JSON",
        "Bytes", "CurlTool",
        .product(name: "ArgumentParser", package: "swift-argument-parser"),
      ],
      swiftSettings: common),
    .testTarget(
      name: "CurlToolTests", dependencies: ["CurlTool", "CCurl", "Bytes", "JSON"],
      swiftSettings: common),
    // Against the corpora outside this repository: `make conformance`.
    .testTarget(
      name: "ConformanceTests",
      dependencies: [
        "Bytes", "Digests", "JSON", "Macaroons", "Bech32", "BOLT11", "L402Protocol", "Presentation",
      ],
      swiftSettings: common),
    // A real wallet server for the tests, and one that misbehaves.
    .target(
      name: "WalletPeers", dependencies: ["HTTPTransport", "JSON"], path: "Tests/WalletPeers",
      swiftSettings: common),
    .testTarget(
      name: "WalletsTests",
      dependencies: [
        "Wallets", "WalletPeers", "HTTPTransport", "Store", "BOLT11", "Secp256k1", "Digests",
        "JSON",
        "Bytes",
      ],
      swiftSettings: common),
    .testTarget(
      name: "PaymentsTests",
      dependencies: [
        "Payments", "Wallets", "Store", "BOLT11", "L402Protocol", "Macaroons", "Secp256k1",
        "Digests", "Bytes", "CrashPayer", "WalletPeers",
      ],
      swiftSettings: common),
    // What PaymentsTests kills: one payment in a process of its own.
    .executableTarget(
      name: "CrashPayer", dependencies: ["Payments", "Wallets", "Store", "BOLT11", "Bytes"],
      path: "Tests/CrashPayer", swiftSettings: common),
    .testTarget(
      name: "PaywallTests",
      dependencies: [
        "Paywall", "Wallets", "Store", "L402Protocol", "BOLT11", "Digests", "JSON", "Bytes",
      ],
      swiftSettings: common),
    .testTarget(
      name: "StoreTests", dependencies: ["Store", "Bytes", "Digests"], swiftSettings: common),

    .testTarget(name: "BytesTests", dependencies: ["Bytes"], swiftSettings: common),
    .testTarget(name: "Bech32Tests", dependencies: ["Bech32", "Bytes"], swiftSettings: common),
    .testTarget(
      name: "Secp256k1Tests", dependencies: ["Secp256k1", "Digests", "Bytes"],
      swiftSettings: common),
    .testTarget(
      name: "BOLT11Tests", dependencies: ["BOLT11", "Bech32", "Secp256k1", "Digests", "Bytes"],
      swiftSettings: common),
    .testTarget(name: "JSONTests", dependencies: ["Bytes", "JSON"], swiftSettings: common),
    .testTarget(name: "DigestsTests", dependencies: ["Bytes", "Digests"], swiftSettings: common),
    .testTarget(
      name: "MacaroonsTests", dependencies: ["Bytes", "JSON", "Digests", "Macaroons"],
      swiftSettings: common),
    .testTarget(
      name: "L402ProtocolTests",
      dependencies: ["Bytes", "JSON", "Digests", "Macaroons", "L402Protocol"],
      swiftSettings: common),
    .testTarget(name: "QRCodesTests", dependencies: ["QRCodes"], swiftSettings: common),
    .testTarget(
      name: "HTTPTransportTests", dependencies: ["HTTPTransport", "Bytes", "Digests"],
      swiftSettings: common),
    .testTarget(
      name: "PresentationTests",
      dependencies: ["Bytes", "JSON", "Digests", "Macaroons", "L402Protocol", "Presentation"],
      swiftSettings: common),
    // Against other libraries, where `L402_TEST_PEERS` says that they are built.
    .testTarget(
      name: "DifferentialTests",
      dependencies: ["Bytes", "Macaroons", "Bech32", "Secp256k1", "BOLT11"],
      swiftSettings: common),
    .testTarget(
      name: "L402CLITests",
      dependencies: [
        "L402CLI", "L402Protocol", "Macaroons", "Bech32", "BOLT11", "Secp256k1", "JSON", "Bytes",
        "Digests", "Store", "Wallets", "Payments",
        .product(name: "ArgumentParser", package: "swift-argument-parser"),
      ],
      swiftSettings: common),
    // The built program: `make test` names the release one in L402_TEST_BINARY.
    .testTarget(
      name: "EndToEndTests",
      dependencies: [
        "l402", "WalletPeers", "JSON", "BOLT11", "Secp256k1", "Digests", "Bytes", "L402Protocol",
        "Macaroons",
      ],
      swiftSettings: common),
  ]
)

// `make docs` only: nothing else should have to fetch and build a documentation compiler plugin.
if Context.environment["L402_DOCS"] == "1" {
  package.dependencies.append(
    .package(url: "https://github.com/swiftlang/swift-docc-plugin", from: "1.5.0"))
}
