public enum Tool { public static func main() { print("x") } }
