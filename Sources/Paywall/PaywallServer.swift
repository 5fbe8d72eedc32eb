internal import Glibc
internal import L402Protocol
internal import NIOCore
internal import NIOExtras
internal import NIOHTTP1
internal import NIOPosix
internal import Synchronization

/// A paywall on a socket.
public final class PaywallServer: Sendable {
  private let limits: ServerLimits
  private let service: PaywallService
  private let group: MultiThreadedEventLoopGroup
  private let pool: NIOThreadPool
  private let helpers = Mutex<[ServerQuiescingHelper]>([])
  private let isStopped = Atomic(false)

  /// Why there is no server.
  public struct Failure: Error, CustomStringConvertible {
    /// One line, lower case.
    public let description: String
  }

  /// A server that does not listen yet.
  ///
  /// - Parameters:
  ///   - paywall: who decides.
  ///   - limits: what it takes on.
  ///   - log: where a line for each request goes; nil for none.
  public init(_ paywall: Paywall, limits: ServerLimits = ServerLimits(), log: AccessLog?) {
    self.limits = limits
    group = MultiThreadedEventLoopGroup(numberOfThreads: max(1, System.coreCount))
    pool = NIOThreadPool(numberOfThreads: limits.walletThreads)
    pool.start()
    service = PaywallService(paywall, limits, log: log, pool: pool)
  }

  /// Listens for requests; port 0 is any that is free.
  ///
  /// - Returns: the port.
  public func listen(host: String, port: Int) throws(Failure) -> Int {
    try listen(host: host, port: port, service, isCounted: true)
  }

  /// Listens for those who ask how it is doing: `/metrics` and `/healthz`.
  ///
  /// - Returns: the port.
  public func listenForMetrics(host: String, port: Int) throws(Failure) -> Int {
    try listen(host: host, port: port, MetricsService(service), isCounted: false)
  }

  private func listen(
    host: String, port: Int, _ answering: any ConnectionService, isCounted: Bool
  ) throws(Failure) -> Int {
    let helper = ServerQuiescingHelper(group: group)
    let (limits, counts) = (limits, service.counts)
    let bootstrap = ServerBootstrap(group: group)
      .serverChannelOption(.backlog, value: 1024)
      .serverChannelOption(.socketOption(.so_reuseaddr), value: 1)
      .serverChannelInitializer { channel in
        channel.eventLoop.makeCompletedFuture {
          try channel.pipeline.syncOperations.addHandler(
            helper.makeServerChannelHandler(channel: channel))
        }
      }
      .childChannelOption(.socketOption(.tcp_nodelay), value: 1)
      .childChannelOption(.maxMessagesPerRead, value: 4)
      .childChannelOption(.allowRemoteHalfClosure, value: true)
      .childChannelInitializer { channel in
        if isCounted {
          guard counts.connect(limit: limits.connections) else {
            return channel.eventLoop.makeFailedFuture(Failure(description: "too many connections"))
          }
          channel.closeFuture.whenComplete { _ in counts.disconnect() }
        }
        return channel.eventLoop.makeCompletedFuture {
          try Self.prepare(channel, answering, limits)
        }
      }
    do {
      let channel = try bootstrap.bind(host: host, port: port).wait()
      helpers.withLock { $0.append(helper) }
      return channel.localAddress?.port ?? port
    } catch let error as IOError {
      throw Failure(description: String(cString: strerror(error.errnoCode)).lowercased())
    } catch {
      throw Failure(description: "\(error)")
    }
  }

  private static func prepare(
    _ channel: any Channel, _ answering: any ConnectionService, _ limits: ServerLimits
  ) throws {
    var decoding = NIOHTTPDecoderLimitConfiguration()
    decoding.maxHeaderFieldSize = limits.fieldBytes
    decoding.maxHeaderListSize = limits.headerBytes
    decoding.maxHeaderFieldCount = limits.fields
    try channel.pipeline.syncOperations.configureHTTPServerPipeline(
      withPipeliningAssistance: true, withServerUpgrade: nil, withErrorHandling: true,
      withOutboundHeaderValidation: true, withEncoderConfiguration: .init(),
      withDecoderLimitConfiguration: decoding)
    let peer = channel.remoteAddress?.ipAddress.flatMap { IPAddress($0) }
    try channel.pipeline.syncOperations.addHandler(
      ConnectionHandler(answering, limits, peer: peer))
  }

  /// Takes no more connections, lets requests finish within the limit, and ends; once.
  public func stop() {
    guard !isStopped.exchange(true, ordering: .relaxed) else { return }
    quiesce()
    try? pool.syncShutdownGracefully()
    try? group.syncShutdownGracefully()
  }

  private func quiesce() {
    // They hold promises of the loops, and must be gone before these are.
    let helpers = helpers.withLock { helpers in
      defer { helpers.removeAll() }
      return helpers
    }
    let loop = group.any()
    let ends = helpers.map { helper in
      let promise = loop.makePromise(of: Void.self)
      helper.initiateShutdown(promise: promise)
      return promise.futureResult
    }
    let end = loop.makePromise(of: Void.self)
    let deadline = loop.scheduleTask(in: .seconds(limits.stopSeconds)) { end.succeed() }
    EventLoopFuture.andAllComplete(ends, on: loop).whenComplete { _ in
      deadline.cancel()
      end.succeed()
    }
    try? end.futureResult.wait()
  }
}
