import CurlTool
import Testing

@Suite struct DefaultsTests {
  @Test func redirectsAreLimitedToFiftyAsInCurl() {
    #expect(CurlOperation().maximumRedirects == 50)
  }
}
