import Foundation
import Testing
import Work

struct LimitTests {
    /// Written by what is expected here.
    @Test func `the page of limits is the list of limits`() throws {
        let page = URL(filePath: #filePath).deletingLastPathComponent()
            .appending(path: "../../docs/limits.md")
        #expect(try String(contentsOf: page, encoding: .utf8).contains(Limit.table))
    }

    @Test func `defaults are allowed, and each limit has its own variable`() {
        #expect(Limit.allCases.allSatisfy { $0.range.contains($0.standard) })
        #expect(Set(Limit.allCases.map(\.variable)).count == Limit.allCases.count)
        #expect(Limit.backgroundLanes.variable == "EBB_LANES_BACKGROUND")
    }
}
