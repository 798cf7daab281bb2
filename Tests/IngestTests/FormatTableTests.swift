import Foundation
import Interest
import Testing

@testable import Ingest

/// Runs every sample line of the table in docs/formats.md.
struct FormatTableTests {
    struct Row: CustomTestStringConvertible, Sendable {
        let source: String
        let sample: String
        var testDescription: String { source }
    }

    static let rows: [Row] = {
        let path = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
            .deletingLastPathComponent().deletingLastPathComponent()
            .appending(path: "docs/formats.md")
        let text = (try? String(contentsOf: path, encoding: .utf8)) ?? ""
        let table = text.components(separatedBy: "## Files that need no flags").last ?? ""
        return table.split(separator: "\n").compactMap { line in
            guard line.hasPrefix("| "), !line.hasPrefix("| source") else { return nil }
            let cells = line.replacing("\\|", with: "\u{1}").split(separator: "|")
            guard cells.count == 3 else { return nil }
            let source = cells[0].trimmingCharacters(in: .whitespaces)
            let sample = cells[1].trimmingCharacters(in: .whitespaces)
                .trimmingCharacters(in: ["`"])
            return Row(source: source, sample: sample.replacing("\u{1}", with: "|"))
        }
    }()

    /// The sample without its gaps: `…` in it stands for what does not matter.
    private func line(_ row: Row) -> String {
        row.sample.replacing(#""…""#, with: #""2013-04-03T22:45:07Z""#)
            .replacing("|…", with: String(repeating: "|0", count: 13))
            .replacing("⇥", with: "\t")
    }

    @Test func `the table is there`() { #expect(Self.rows.count >= 18) }

    @Test(arguments: rows)
    func `the sample line of a known source is read without flags`(row: Row) throws {
        var text = line(row)
        if row.source.contains("ratings.csv") { text += "\n1,2,5,1147880044" }
        if row.source.contains("RetailRocket") { text += "\n1435460400000,460429,categoryid,1338" }
        if row.source.contains("enriched") {
            text = SnowplowTests.line([12: "u", 54: "view_item", 56: "p"])
        }
        let isItem = row.source.contains("--items")
        let (records, sentences) = try isItem ? items(text) : behaviors(text)
        #expect(sentences == [])
        #expect(records >= 1, "\(text)")
    }

    private func behaviors(_ text: String) throws -> (Int, [String]) {
        let reading = try readBehaviors(text)
        return (reading.records.count, reading.sentences)
    }

    private func items(_ text: String) throws -> (Int, [String]) {
        let reading = try readChanges(text)
        return (reading.records.count, reading.sentences)
    }
}
