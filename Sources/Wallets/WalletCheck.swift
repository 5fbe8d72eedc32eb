internal import BOLT11
public import Bytes

/// One thing that was looked at about a wallet.
public struct WalletFinding: Hashable, Sendable {
  /// How it stands.
  public enum Status: String, Hashable, Sendable, CaseIterable {
    /// As it should be.
    case pass
    /// It works, but not as it should.
    case warning
    /// It does not work.
    case fail
    /// It cannot be told.
    case unknown
  }

  /// A stable name: `reachable`, `network`, `balance`, `pays`, `invoices`, `look_up`, `fee_limit`,
  /// `idempotent`.
  public let check: String
  /// How it stands.
  public let status: Status
  /// In words, without any secret.
  public let detail: String

  /// A finding.
  public init(_ check: String, _ status: Status, _ detail: String) {
    self.check = check
    self.status = status
    self.detail = detail
  }
}

/// What can be found out about a wallet without paying.
public struct WalletReport: Hashable, Sendable {
  /// What it says about itself; nil where it says nothing.
  public var info: WalletInfo?
  /// In the order in which they were looked at.
  public var findings: [WalletFinding]

  /// A report.
  public init(info: WalletInfo?, findings: [WalletFinding]) {
    self.info = info
    self.findings = findings
  }
}

extension Wallet {
  /// What every wallet can be asked.
  ///
  /// - Parameter unusedHash: a hash that no payment has.
  public func check(unusedHash: Bytes32) -> WalletReport {
    var report = WalletReport(info: nil, findings: [])
    guard checkInfo(&report) else { return report }
    do {
      _ = try identity()
      report.add("pays", .pass, "it pays")
    } catch {
      report.add("pays", .fail, "\(error)")
    }
    checkLookUp(&report, unusedHash)
    return report
  }

  /// Whether it answers, and what it says about itself.
  func checkInfo(_ report: inout WalletReport) -> Bool {
    do {
      let info = try info()
      report.info = info
      report.add("reachable", .pass, "it answers as \"\(info.name)\"")
      report.add(
        "network", info.network == nil ? .unknown : .pass,
        info.network?.rawValue ?? "it does not say; bitcoin is assumed")
      report.add(
        "balance", info.balance == nil ? .unknown : .pass,
        info.balance.map { "\($0.satoshis) sat" } ?? "it does not say")
      return true
    } catch {
      report.add("reachable", .fail, "\(error)")
      return false
    }
  }

  /// Whether a lost answer could be looked up, and fees be limited.
  func checkLookUp(_ report: inout WalletReport, _ unusedHash: Bytes32) {
    do {
      guard profile.looksUpPayments else {
        throw WalletError(.unsupported, "it cannot say what became of a payment")
      }
      switch try lookUpPayment(unusedHash) {
      case .neverTried: report.add("look_up", .pass, "it says what became of payments")
      case .unknown(let why): report.add("look_up", .fail, why)
      default: report.add("look_up", .fail, "it knows a payment that never was")
      }
    } catch {
      report.add("look_up", .fail, "\(error)")
    }
    checkFeeLimit(&report)
  }

  /// Whether fees are limited.
  func checkFeeLimit(_ report: inout WalletReport) {
    if profile.enforcesFeeLimit {
      report.add("fee_limit", .pass, "it keeps to fee limits")
    } else {
      report.add(
        "fee_limit", .warning, "it keeps to no fee limit: set fee_bound to what it may take")
    }
  }
}

extension WalletReport {
  mutating func add(_ check: String, _ status: WalletFinding.Status, _ detail: String) {
    findings.append(WalletFinding(check, status, detail))
  }
}
