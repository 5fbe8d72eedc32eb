/// The table `[serve]` of the configuration.
struct ServeConfiguration: Hashable, Sendable {
  /// What everything costs.
  var amount: PriceArgument?
  /// Where to listen.
  var listen: ListenAddress?
  /// What some paths cost, as `--route` takes it.
  var routes: [String]?

  static let keys = ["amount", "listen", "routes"]

  /// Says nothing.
  init() {}

  /// Reads the table.
  init(_ table: ConfigurationTable) throws {
    try table.allow(Self.keys)
    amount = try table.value(
      "amount", "an amount in quotes: \"21sat\"", PriceArgument.init(argument:))
    listen = try table.value(
      "listen", "an address with a port: \"127.0.0.1:8402\"", ListenAddress.init(argument:))
    routes = try table.list("routes", "a list of routes: [\"/paid/**=21sat\"]") { $0 }
    guard amount == nil || routes == nil else {
      throw table.failure(".amount and serve.routes exclude each other")
    }
    guard routes?.isEmpty != true else {
      throw table.failure(".routes is empty: it would refuse everything")
    }
  }
}
