// swift-tools-version: 6.2
import PackageDescription

// A package of its own, so that nothing here costs a user of the libraries anything.
let package = Package(
  name: "l402-benchmarks",
  dependencies: [.package(name: "l402", path: "..")],
  targets: [
    .executableTarget(
      name: "l402-bench",
      dependencies: [
        .product(name: "Macaroons", package: "l402"), .product(name: "BOLT11", package: "l402"),
      ])
  ]
)
