import Damage
import Foundation
import Interest
import Testing

@testable import Ingest

/// What is exported reads again to the same bits.
struct ExportTests {
    private static let letters = Array("aé😀\",|\\\n\r\t :;{}[]'\u{7F}\u{1}\u{FEFF}0.-")

    private func text(_ random: inout SplitMix) -> String {
        let count = Int(random.next() % 6) + 1
        return String(
            (0..<count).map { _ in Self.letters[Int(random.next() % UInt64(Self.letters.count))] })
    }

    private func behaviors(_ count: Int) -> [Behavior] {
        var random = SplitMix(state: 5)
        return (0..<count).map { _ in
            // Every bit pattern that is a number on the scale of no action is one value more.
            let value = Double(bitPattern: random.next())
            return Behavior(
                event: random.next() % 3 == 0 ? EventID(unchecked: text(&random)) : nil,
                user: UserID(unchecked: text(&random)), item: ItemID(unchecked: text(&random)),
                action: .click, value: value.isFinite ? value : nil,
                time: Timestamp(milliseconds: Int64(random.next() % 1_800_000_000_000)),
                note: random.next() % 3 == 0
                    ? Note(
                        labels: ["\"a\"", text(&random).replacing("|", with: "") + "x"],
                        comment: text(&random)) : nil)
        }
    }

    private func written(_ rows: [ExportRow], _ format: ExportFormat) throws -> String {
        let folder = FileManager.default.temporaryDirectory
        let path = folder.appending(path: "ebb-\(UInt64.random(in: .min ... .max)).txt").path
        let file = try ExportFile(path, format: format)
        if let row = rows.first { try file.begin(like: row) }
        try file.write(rows)
        try file.finish()
        defer { try? FileManager.default.removeItem(atPath: path) }
        return try String(contentsOfFile: path, encoding: .utf8)
    }

    private func options(_ format: ExportFormat) -> ImportOptions {
        ImportOptions { $0.format = format == .csv ? .delimited(by: ",") : .jsonLines }
    }

    @Test(arguments: ExportFormat.allCases)
    func `behaviors of any text and value`(format: ExportFormat) throws {
        let log = behaviors(2000)
        let reading = try readBehaviors(
            try written(log.map { ExportRow($0) }, format), options(format))
        #expect(reading.sentences == [])
        #expect(reading.records == log)
        #expect(
            reading.records.map { $0.value?.bitPattern } == log.map { $0.value?.bitPattern })
    }

    @Test(arguments: ExportFormat.allCases)
    func `items, with titles of no letters and of none`(format: ExportFormat) throws {
        let items = [
            Item(id: ItemID(unchecked: "0104257"), title: "", categories: ["Drama", "A, B"]),
            Item(
                id: ItemID(unchecked: "x"), labels: ["\"", "two\nlines"], hidden: true,
                time: Timestamp(milliseconds: -1_234_567)),
            Item(id: ItemID(unchecked: "y"), title: "null", time: Timestamp(milliseconds: 1)),
        ]
        let text = try written(items.map { ExportRow($0) }, format)
        #expect(try readItems(text, options(format)).records == items)
    }

    @Test(arguments: ExportFormat.allCases)
    func `profiles`(format: ExportFormat) throws {
        let profiles = [
            Profile(id: UserID(unchecked: "ann"), labels: ["new", "vip"], comment: "says \"hi\""),
            Profile(id: UserID(unchecked: "bob")),
        ]
        let options = options(format)
        let bytes = Array(try written(profiles.map { ExportRow($0) }, format).utf8)
        let reading = try read(.bytes(bytes, name: "memory"), options, ProfileShape(options))
        #expect(reading.records == profiles)
    }

    @Test func `what the lines look like`() throws {
        let row = ExportRow(
            behavior("ann", "a,b", .rating, 7.25, at: 1_365_029_107, event: "e"))
        #expect(
            row.json == #"{"event":"e","user":"ann","item":"a,b","action":"rating","#
                + #""value":7.25,"time":"2013-04-03T22:45:07Z"}"#)
        #expect(row.header == "event,user,item,action,value,time,labels,comment")
        #expect(try row.csv() == #"e,ann,"a,b",rating,7.25,2013-04-03T22:45:07Z,,"#)
        var noted = behavior("ann", "a", .click, at: 1)
        noted.note = Note(labels: Labels(unchecked: .integer(7)), comment: "c")
        #expect(ExportRow(noted).json.hasSuffix(#","labels":7,"comment":"c"}"#))
        let error = #expect(throws: ExportError.self) { try ExportRow(noted).csv() }
        #expect(error?.message.hasPrefix(#""ann" has labels"#) == true)
    }

    @Test func `labels of every shape come back as they were`() throws {
        let labels: [JSON] = [
            .array([]), .array([.number(0.5)]), .array([.text("b"), .text("c|d")]),
            .object([.init(name: "a", value: .array([.text("b")]))]),
        ]
        let log = labels.enumerated().map { number, json in
            var behavior = behavior("ann", "a", .click, at: Int64(number))
            behavior.note = Note(labels: Labels(unchecked: json))
            return behavior
        }
        let reading = try readBehaviors(
            written(log.map { ExportRow($0) }, .jsonLines), options(.jsonLines))
        #expect(reading.sentences == [])
        #expect(reading.records == log)
    }

    @Test func `a word that CSV would cut is refused`() {
        let row = ExportRow(Item(id: ItemID(unchecked: "x"), categories: ["a|b"]))
        let error = #expect(throws: ExportError.self) { try row.csv() }
        #expect(error?.message.contains("a|b") == true)
    }

    @Test func `a gzip inflates to the same, and half of one has no name yet`() throws {
        let log = behaviors(5000)
        let path = FileManager.default.temporaryDirectory
            .appending(path: "ebb-\(UInt64.random(in: .min ... .max)).jsonl.gz").path
        defer { try? FileManager.default.removeItem(atPath: path) }
        let file = try ExportFile(path, format: .jsonLines)
        for start in stride(from: 0, to: log.count, by: 100) {
            try file.write(log[start..<start + 100].map { ExportRow($0) })
        }
        #expect(!FileManager.default.fileExists(atPath: path))
        try file.finish()
        let reading = try read(
            .file(path), options(.jsonLines), BehaviorShape(options(.jsonLines), admission))
        #expect(reading.detection?.compression == .gzip)
        #expect(reading.records == log)
    }

    @Test func `a full disk is a sentence`() throws {
        #expect(throws: ExportError.self) {
            try ExportFile("/nowhere/log.jsonl", format: .jsonLines)
        }
    }
}
