import Interest
import Testing

@testable import Ingest

/// Lines that give several records.
struct SiblingTests {
    private let options = ImportOptions { $0.names = ["item": "items[].id"] }

    private func line(_ items: [String]) -> String {
        let list = items.map { #"{"id":\#($0)}"# }.joined(separator: ",")
        return #"{"user":"u","action":"click","time":1,"items":[\#(list)]}"#
    }

    @Test func `records of one line are counted beside it, and no count is negative`() throws {
        let text = [line([#""a""#, #""b""#, #""c""#]), line([#""d""#]), "", line([])]
            .joined(separator: "\n")
        let reading = try readBehaviors(text, options)
        #expect(reading.records.map(\.item.text) == ["a", "b", "c", "d"])
        #expect(reading.counts.lines == 4)
        #expect(reading.counts.siblings == 2)
        #expect(reading.counts.continued == 0)
        #expect(reading.isAccounted)
    }

    @Test func `a bad record of a line leaves the others, and the counts add up`() throws {
        let text = [line([#""a""#, "1.5", "[]", #""b""#]), line(["true", #""c""#])]
            .joined(separator: "\n")
        let reading = try readBehaviors(text, options)
        #expect(reading.records.map(\.item.text) == ["a", "b", "c"])
        #expect(reading.counts.rejected == 3)
        #expect(reading.counts.siblings == 4)
        #expect(reading.isAccounted)
    }

    @Test func `a mark keeps the count, so that an import goes on with it`() throws {
        var counts = try readBehaviors(line([#""a""#, #""b""#]), options).counts
        let mark = counts.mark(at: 10, rejectsLength: 0)
        counts = LineCounts(mark)
        #expect(counts.siblings == 1)
        #expect(counts.isAccounted)
    }
}
