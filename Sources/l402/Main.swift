import L402CLI

@main
struct Main {
  static func main() {
    Tool.main()
  }
}
