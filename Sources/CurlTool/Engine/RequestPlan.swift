/// What kind of request is sent, and what redirects make of it (RFC 9110, 15.4, as libcurl does it).
struct RequestPlan {
  /// The kinds that libcurl tells apart.
  enum Kind { case get, head, post, form, put }

  private(set) var kind: Kind
  private let custom: String?
  private let isHead: Bool
  private let hasUpload: Bool

  init(_ operation: CurlOperation, hasUpload: Bool) {
    isHead = operation.isHead
    self.hasUpload = hasUpload
    custom = operation.method
    kind =
      if hasUpload {
        .put
      } else if operation.isHead {
        .head
      } else {
        switch operation.body {
        case .none: .get
        case .data: .post
        case .form: .form
        }
      }
  }

  /// The method that is sent.
  var method: String {
    if let custom { return custom }
    return switch kind {
    case .get: isHead ? "HEAD" : "GET"
    case .head: "HEAD"
    case .post, .form: "POST"
    case .put: "PUT"
    }
  }

  var sendsUpload: Bool { kind == .put }
  var hasNoBodyInAnswer: Bool { isHead }

  /// Follows a redirect.
  mutating func follow(_ status: Int, keepingPost: Set<Int>) {
    let isPost = kind == .post || kind == .form
    switch status {
    case 301, 302:
      if isPost, !keepingPost.contains(status) { kind = .get }
    case 303:
      if kind != .get, !(isPost && keepingPost.contains(303)) { kind = .get }
    default: break
    }
  }
}
