internal import JSON
internal import L402Protocol
internal import NIOCore
internal import NIOHTTP1

/// Answers the requests of one connection, one after another.
final class ConnectionHandler: ChannelInboundHandler {
  typealias InboundIn = HTTPServerRequestPart
  typealias OutboundOut = HTTPServerResponsePart

  /// A request that is being read or answered.
  private struct Exchange {
    let head: HTTPRequestHead
    let start: NIODeadline
    var bodyBytes = 0
    /// All of it is here.
    var isWhole = false
    /// Set with the answer: whatever else comes is thrown away.
    var isAnswered = false
    /// The answer was handed to the system.
    var isSent = false
  }

  private let service: any ConnectionService
  private let limits: ServerLimits
  private let peer: IPAddress?
  private var exchange: Exchange?
  /// A request whose answer would only be piled up: the client does not take what it was sent.
  private var held: PaywallRequest?
  /// When the connection is cut; nil while the wallet is waited for.
  private var deadline: NIODeadline?
  private var isClosing = false
  /// The client sends nothing more, and may still read.
  private var hasFinished = false

  init(_ service: any ConnectionService, _ limits: ServerLimits, peer: IPAddress?) {
    self.service = service
    self.limits = limits
    self.peer = peer
  }

  func channelActive(context: ChannelHandlerContext) {
    expect(within: limits.headSeconds)
    watch(context)
    context.fireChannelActive()
  }

  func channelInactive(context: ChannelHandlerContext) {
    deadline = nil
    isClosing = true
    context.fireChannelInactive()
  }

  func channelRead(context: ChannelHandlerContext, data: NIOAny) {
    guard !isClosing else { return }
    switch unwrapInboundIn(data) {
    case .head(let head): begin(head, context)
    case .body(let bytes): add(bytes.readableBytes, context)
    case .end: finish(context)
    }
  }

  func userInboundEventTriggered(context: ChannelHandlerContext, event: Any) {
    if case .inputClosed? = event as? ChannelEvent {
      hasFinished = true
      if let exchange, exchange.isWhole, !exchange.isSent { return }
      isClosing = true
      context.close(promise: nil)
    } else {
      context.fireUserInboundEventTriggered(event)
    }
  }

  func errorCaught(context: ChannelHandlerContext, error: any Error) {
    // What is no HTTP was answered with 400 by the handler before this one.
    if error is HTTPParserError { service.noteBroken(peer: peer) }
    isClosing = true
    context.close(promise: nil)
  }

  private func begin(_ head: HTTPRequestHead, _ context: ChannelHandlerContext) {
    exchange = Exchange(head: head, start: .now())
    expect(within: limits.bodySeconds)
    if let problem = RequestFraming.problem(head) {
      refuse(.problem(400, Answer.title(400), problem, .malformed), context)
      return
    }
    if let length = head.headers.first(name: "content-length").flatMap(Int.init),
      length > limits.bodyBytes
    {
      refuse(.problem(413, Answer.title(413), nil, .limited), context)
      return
    }
    if head.version == .http1_1,
      head.headers["expect"].contains(where: { $0.lowercased() == "100-continue" })
    {
      let head = HTTPResponseHead(version: .http1_1, status: .continue)
      context.writeAndFlush(wrapOutboundOut(.head(head)), promise: nil)
    }
  }

  private func add(_ count: Int, _ context: ChannelHandlerContext) {
    guard var current = exchange, !current.isAnswered else { return }
    current.bodyBytes += count
    exchange = current
    if current.bodyBytes > limits.bodyBytes {
      refuse(.problem(413, Answer.title(413), nil, .limited), context)
    }
  }

  private func finish(_ context: ChannelHandlerContext) {
    exchange?.isWhole = true
    guard let current = exchange, !current.isAnswered else { return }
    let request = PaywallRequest(
      method: current.head.method.rawValue, target: current.head.uri,
      headers: current.head.headers.map { ($0.name, $0.value) }, peer: peer)
    // Until it is answered no other request is read.
    guard context.channel.isWritable else {
      held = request
      expect(within: limits.bodySeconds)
      return
    }
    answer(request, context)
  }

  func channelWritabilityChanged(context: ChannelHandlerContext) {
    if context.channel.isWritable, !isClosing, let request = held {
      held = nil
      answer(request, context)
    }
    context.fireChannelWritabilityChanged()
  }

  private func answer(_ request: PaywallRequest, _ context: ChannelHandlerContext) {
    deadline = nil
    let bound = NIOLoopBound((handler: self, context: context), eventLoop: context.eventLoop)
    switch service.answer(request, on: context.eventLoop) {
    case .now(let answer): send(answer, request, closes: false, context)
    case .later(let future):
      future.whenSuccess { answer in
        let (handler, context) = bound.value
        handler.send(answer, request, closes: false, context)
      }
    }
  }

  /// Answers before the request is whole, and ends the connection.
  private func refuse(_ answer: Answer, _ context: ChannelHandlerContext) {
    guard let head = exchange?.head else { return }
    let request = PaywallRequest(
      method: head.method.rawValue, target: head.uri, headers: [], peer: peer)
    send(answer, request, closes: true, context)
  }

  private func send(
    _ answer: Answer, _ request: PaywallRequest, closes: Bool, _ context: ChannelHandlerContext
  ) {
    guard let current = exchange, !current.isAnswered, !isClosing else { return }
    exchange?.isAnswered = true
    let asked = current.head
    // After an upgrade nothing more is read.
    let isLast =
      closes || hasFinished || !asked.isKeepAlive || asked.headers.contains(name: "upgrade")
    var headers = HTTPHeaders()
    headers.reserveCapacity(answer.headers.count + 3)
    for (name, value) in answer.headers { headers.add(name: name, value: value) }
    headers.add(name: "Date", value: HTTPDate.now)
    if answer.status != 204 {
      headers.add(name: "Content-Length", value: String(answer.body.count))
    }
    if isLast {
      headers.add(name: "Connection", value: "close")
    } else if asked.version == .http1_0 {
      headers.add(name: "Connection", value: "keep-alive")
    }
    let version = asked.version == .http1_0 ? HTTPVersion.http1_0 : .http1_1
    let head = HTTPResponseHead(
      version: version, status: HTTPResponseStatus(statusCode: answer.status), headers: headers)
    context.write(wrapOutboundOut(.head(head)), promise: nil)
    let sendsBody = asked.method != .HEAD && answer.status != 204 && !answer.body.isEmpty
    if sendsBody {
      var buffer = context.channel.allocator.buffer(capacity: answer.body.count)
      buffer.writeBytes(answer.body)
      context.write(wrapOutboundOut(.body(.byteBuffer(buffer))), promise: nil)
    }
    expect(within: limits.bodySeconds)
    service.note(answer, request, sent: sendsBody ? answer.body.count : 0, since: current.start)
    if isLast {
      isClosing = true
      let bound = NIOLoopBound(context, eventLoop: context.eventLoop)
      context.writeAndFlush(wrapOutboundOut(.end(nil))).whenComplete { _ in
        bound.value.close(promise: nil)
      }
    } else {
      let bound = NIOLoopBound((handler: self, context: context), eventLoop: context.eventLoop)
      context.writeAndFlush(wrapOutboundOut(.end(nil))).whenSuccess {
        let (handler, context) = bound.value
        // Unless the next request is here already.
        guard handler.exchange?.isAnswered == true else { return }
        handler.exchange?.isSent = true
        handler.expect(within: handler.limits.idleSeconds)
        if handler.hasFinished { context.close(promise: nil) }
      }
    }
  }

  private func expect(within seconds: Int64) { deadline = .now() + .seconds(seconds) }

  /// Looks at the deadline now and then: a timer a connection, not one a request.
  private func watch(_ context: ChannelHandlerContext) {
    let bound = NIOLoopBound((handler: self, context: context), eventLoop: context.eventLoop)
    let wait = deadline.map { max($0 - .now(), .milliseconds(50)) } ?? .seconds(1)
    context.eventLoop.scheduleTask(in: min(wait, .seconds(1))) {
      let (handler, context) = bound.value
      guard context.channel.isActive else { return }
      if let deadline = handler.deadline, deadline <= .now() {
        handler.isClosing = true
        context.close(promise: nil)
      } else {
        handler.watch(context)
      }
    }
  }
}

/// Who answers the requests of connections.
protocol ConnectionService: AnyObject, Sendable {
  /// The answer, or when there will be one; such a future always succeeds.
  func answer(_ request: PaywallRequest, on loop: any EventLoop) -> PendingAnswer

  /// Takes note of what was sent.
  func note(_ answer: Answer, _ request: PaywallRequest, sent: Int, since start: NIODeadline)

  /// Takes note of something that was no request.
  func noteBroken(peer: IPAddress?)
}

/// An answer that is there, or will be.
enum PendingAnswer {
  case now(Answer)
  case later(EventLoopFuture<Answer>)
}
