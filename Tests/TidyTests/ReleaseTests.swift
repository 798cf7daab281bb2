import Foundation
import Testing

/// The version is defined in one place, and the change log describes it.
struct ReleaseTests {
    private static let home = "Sources/Interest/Release.swift"

    private var version: String {
        get throws {
            let match = try #require(
                Checkout.text(of: Self.home).firstMatch(of: #/let version = "([^"]+)"/#))
            return String(match.1)
        }
    }

    @Test func `the version is three numbers`() throws {
        #expect(try version.wholeMatch(of: #/\d+\.\d+\.\d+/#) != nil)
    }

    @Test func `the version stands nowhere else in the sources`() throws {
        let version = try version
        let others = Checkout.files(under: "Sources").filter {
            $0 != Self.home && Checkout.text(of: $0).contains(version)
        }
        #expect(others.isEmpty, "import Interest and use Release.version")
    }

    @Test func `the newest heading of the change log is the version`() throws {
        let heading = Checkout.text(of: "CHANGELOG.md").split(separator: "\n")
            .first { $0.hasPrefix("## ") }
        let match = try #require(
            heading?.wholeMatch(of: #/## \[([^\]]+)\] - \d{4}-\d{2}-\d{2}/#),
            "the newest heading of CHANGELOG.md should read ## [VERSION] - YYYY-MM-DD")
        #expect(String(match.1) == (try version))
    }
}
