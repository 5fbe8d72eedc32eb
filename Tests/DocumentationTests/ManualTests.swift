import BOLT11
import CurlTool
import Foundation
import JSON
import L402Protocol
import Testing

@testable import L402CLI

/// Man pages against the parser and the lists of the program.
struct ManualTests {
  static let commands = CommandLineTree.commands.map(\.name).filter { $0 != "help" }
  static let others = ["l402.1", "l402-config.5", "l402-tutorial.7"]

  @Test func `every page is known here, and the page of l402 leads to it`() throws {
    let folder = Repository.root.appending(path: "man").path
    let pages = try FileManager.default.contentsOfDirectory(atPath: folder)
    #expect(Set(pages) == Set(Self.commands.map { "l402-\($0).1" } + Self.others))
    let named = try ManualPage("l402.1").section("SEE ALSO").filter { $0.hasPrefix(".Xr ") }.map {
      $0.split(separator: " ")[1...2].joined(separator: ".")
    }
    #expect(Set(named) == Set(pages).subtracting(["l402.1"]))
  }

  @Test func `the parser tells its commands`() {
    #expect(Self.commands == RootCommand.names.filter { $0 != "help" })
  }

  @Test(arguments: commands)
  func `a page describes exactly the options of its command`(name: String) throws {
    let page = try ManualPage("l402-\(name).1")
    let command = try #require(CommandLineTree.command(name))
    #expect(command.flags.subtracting(page.definedFlags) == [], "not in the page")
    #expect(page.definedFlags.subtracting(command.flags) == [], "not in the parser")
  }

  @Test func `the page of l402 describes the options of every command`() throws {
    let common = try #require(CommandLineTree.command("help")?.flags)
    #expect(try ManualPage("l402.1").definedFlags == common)
  }

  @Test(arguments: commands.map { "l402-\($0).1" } + others)
  func `a page speaks of no option that does not exist`(name: String) throws {
    var known = CommandLineTree.commands.reduce(into: Set<String>()) { $0.formUnion($1.flags) }
    if name == "l402-curl.1" {
      known.formUnion(Self.flags(of: CurlOption.all + CurlOption.refused))
    }
    #expect(try ManualPage(name).mentionedFlags.subtracting(known) == [])
  }

  /// As a page has them: the letters that are none count for nothing there.
  private static func flags(of options: [CurlOption]) -> Set<String> {
    Set(
      options.flatMap { option in
        ["--\(option.name)"]
          + (option.letter.flatMap { $0.isLetter ? "-\($0)" : nil }.map { [$0] } ?? [])
      })
  }

  @Test func `the page of curl lists the options of curl that there are, and those that are not`()
    throws
  {
    let page = try ManualPage("l402-curl.1")
    // curl's --rate, of requests, gave its name to ours.
    let refused = CurlOption.refused.filter { $0.name != "rate" }
    #expect(page.flags(in: "What is there of curl") == Self.flags(of: CurlOption.all))
    #expect(page.flags(in: "What is not there of curl") == Self.flags(of: refused))
  }

  @Test func `an option is curl's or ours, but for those named here`() throws {
    let ours = try #require(CommandLineTree.command("curl")).flags
    let both = ours.intersection(Self.flags(of: CurlOption.all + CurlOption.refused))
    #expect(both == ["--version", "--help", "-h", "--rate"])
    #expect(
      ours.filter { $0.hasPrefix("--") }.subtracting(both)
        == Set(CurlPaymentOptions.extras.map { "--\($0.name)" }).subtracting(both))
  }

  @Test(arguments: commands.map { "l402-\($0).1" } + ["l402.1"])
  func `a page has the sections that readers look for`(name: String) throws {
    let page = try ManualPage(name)
    for title in [
      "NAME", "SYNOPSIS", "DESCRIPTION", "ENVIRONMENT", "FILES", "EXIT STATUS", "EXAMPLES",
      "SEE ALSO",
    ] {
      #expect(page.sections.contains(title), "\(title)")
      #expect(!page.section(title).isEmpty, "\(title) is empty")
    }
    #expect(page.section("EXAMPLES").contains { $0.contains("l402 ") })
  }

  @Test(arguments: commands.map { "l402-\($0).1" } + others)
  func `a page refers only to pages that there are`(name: String) throws {
    for line in try ManualPage(name).lines where line.hasPrefix(".Xr ") {
      let words = line.split(separator: " ")
      _ = try Repository.text("man/\(words[1]).\(words[2])")
    }
  }

  @Test(arguments: commands.map { "l402-\($0).1" })
  func `a page lists only statuses that the program ends with`(name: String) throws {
    let known = Set(ExitStatus.allCases.map { "\($0.rawValue)" })
    let listed = try ManualPage(name).entries(of: "EXIT STATUS")
    #expect(listed.contains("0"))
    #expect(Set(listed).subtracting(known) == [])
  }

  @Test func `the table of exit statuses is that of the program`() throws {
    let lines = try ManualPage("l402.1").section("EXIT STATUS").filter {
      !$0.hasPrefix(".Bl") && $0 != ".El"
    }
    let expected = ExitStatus.allCases.flatMap { [".It \($0.rawValue)", $0.meaning] }
    #expect(lines == expected)
  }

  @Test func `the table of error codes is that of the program`() throws {
    let rows = try ManualPage("l402.1").section("Errors").filter { $0.hasPrefix(".It ") }
    #expect(
      rows == Failure.Code.allCases.map { ".It \($0.rawValue) Ta \($0.exit.rawValue)" })
  }

  @Test func `the families of caveats are those of the registry`() throws {
    let families = CaveatFamily.allCases.map(\.rawValue)
    #expect(try ManualPage("l402-verify.1").entries(of: "Families of caveats") == families)
    let lines = HelpTopic.caveats.text.split(separator: "\n").map(String.init)
    let index = try #require(lines.firstIndex { $0.hasPrefix("The word for --ignore") })
    let words = lines[(index + 1)...].prefix { $0.hasPrefix("  ") }
    #expect(words.flatMap { $0.split(separator: " ").map(String.init) } == families)
    for family in CaveatFamily.allCases {
      #expect(lines.contains { $0.hasPrefix("  \(family.form)  ") && $0.hasSuffix(family.rule) })
    }
  }

  @Test func `the forms of caveats are those of the registry`() throws {
    let forms = try ManualPage("l402-verify.1").section("Families of caveats")
      .filter { $0.hasPrefix(".It ") }
      .map { String($0[($0.firstRange(of: "Li ")?.upperBound ?? $0.endIndex)...]) }
    #expect(
      forms == CaveatFamily.allCases.map { $0.form.replacing("  ip=", with: " or ip=") })
  }

  @Test func `the reasons are those of the verifier`() throws {
    let reasons = try ManualPage("l402-verify.1").section("Reasons")
      .filter { $0.hasPrefix(".Li ") }.map { String($0.split(separator: " ")[1]) }
    #expect(reasons == ["reason"] + RefusalReason.allCases.map(\.rawValue))
  }

  @Test func `the kinds are those that are recognised`() throws {
    let page = try ManualPage("l402-inspect.1")
    #expect(Set(page.entries(of: "DESCRIPTION").filter { $0 != "Fl" }) == Set(Recognised.kinds))
  }

  @Test func `the warnings are those of the schema`() throws {
    let page = try ManualPage("l402-inspect.1")
    let schema = try Repository.json("schema/inspect.json")
    let codes = schema["$defs"]?["warning"]?["properties"]?["code"]?["enum"]?.array ?? []
    #expect(page.entries(of: "Warnings") == codes.compactMap(\.string))
  }

  @Test func `the problems and notes are those of the library`() throws {
    let page = try ManualPage("l402-decode-invoice.1")
    #expect(page.entries(of: "Problems") == InvoiceProblem.codes)
    #expect(page.entries(of: "Notes") == InvoiceNote.codes)
  }

  @Test func `the checks are those of the schema`() throws {
    for name in ["inspect", "decode-invoice"] {
      let check = try Repository.json("schema/\(name).json")["$defs"]?["check"]?["properties"]
      let names = check?["check"]?["enum"]?.array?.compactMap(\.string)
      #expect(try ManualPage("l402-\(name).1").entries(of: "Checks") == names)
    }
  }

  @Test func `the examples of decode-invoice print what the page shows`() throws {
    let home = try ProgramHome()
    try home.write(PublishedInvoice.coffee.utf8, to: "coffee.txt")
    let examples = try ManualPage("l402-decode-invoice.1").examples
    #expect(examples.count == 2)
    for example in examples {
      let arguments = example.command.split(separator: " ").dropFirst().map {
        $0 == "@coffee.txt" ? "@" + home.path("coffee.txt") : String($0)
      }
      let run = try home.run(arguments)
      #expect(run.status == 0)
      #expect(run.output == example.output.map { $0 + "\n" }.joined(), "\(example.command)")
    }
  }

  @Test(
    .enabled(
      if: Repository.program != nil || Repository.requiresAll,
      "no program: build it, or name it in L402_TEST_BINARY"),
    arguments: ["challenge", "credentials", "pay", "payments", "wallet"])
  func `the examples of payments print what the page shows`(name: String) throws {
    let shell = try ProgramShell(program: try #require(Repository.program))
    let examples = try ManualPage("l402-\(name).1").examples
    #expect(!examples.isEmpty)
    for example in examples {
      let (status, output) = try shell.run(example.command)
      #expect(status == 0, "\(example.command)")
      #expect(output == example.output, "\(example.command)")
    }
  }

  @Test func `the reasons not to pay are the codes of the program`() throws {
    // Those of curl alone stand in its own page.
    let rows = try ["l402-pay.1", "l402-curl.1"].flatMap {
      try ManualPage($0).section("What is not paid").filter { $0.hasPrefix(".It Cm ") }
    }
    let named = rows.flatMap {
      $0.dropFirst(7).split { $0 == " " || $0 == "," }.map(String.init)
    }
    let refusing = Failure.Code.allCases.filter {
      [.brokenProtocol, .refusedByPolicy].contains($0.exit)
    }
    #expect(Set(named) == Set(refusing.map(\.rawValue)))
    #expect(named.count == refusing.count)
  }

  @Test func `the settings are those of the configuration file`() throws {
    let page = try ManualPage("l402-config.5")
    let first = page.section("Without table").filter { $0.hasPrefix(".It Li ") }
    #expect(first == [".It Li wallet"])
    for (table, keys) in Configuration.tables {
      let described = page.section("[\(table)]").filter { $0.hasPrefix(".It Li ") }
      #expect(described.map { String($0.dropFirst(7)) }.sorted() == keys.sorted())
    }
  }

  @Test func `dates do not change from day to day`() throws {
    for name in Self.commands.map({ "l402-\($0).1" }) + ["l402.1", "l402-config.5"] {
      #expect(try ManualPage(name).lines.first == ".Dd November 21, 2026")
    }
  }
}
