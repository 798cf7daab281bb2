import Foundation
import Harness
import Mongo
import Testing

/// `ebb follow` on the real server: a shop's orders, a catalog, a file that grows, a pipe.
@Suite(.store)
struct FollowTests {
    private let folder: URL

    init() throws {
        folder = FileManager.default.temporaryDirectory
            .appending(path: "ebb-follow-\(UUID().uuidString)", directoryHint: .isDirectory)
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    }

    private func ebb(
        _ arguments: [String], input: String = ""
    ) async throws -> EbbProcess.Answer {
        try await EbbProcess.run(arguments, input: Data(input.utf8))
    }

    /// The source's database, dropped behind `body`.
    private func withShop(_ body: (Store, [String]) async throws -> Void) async throws {
        var configuration = try LentStore.current.configuration
        configuration.database += "_shop"
        let shop = try Store(configuration)
        let words = [
            "follow", configuration.uri, "--source-database", configuration.database,
        ]
        do {
            try await body(shop, words)
        } catch {
            Issue.record(error)
        }
        try await shop.perform(DropDatabase())
        await shop.close()
    }

    private static let orders = [
        "--collection", "orders", "--map",
        "user=customerId,item=lines[].sku,value=lines[].qty,time=createdAt", "--action",
        "purchase", "--once",
    ]

    private func write(_ shop: Store, _ json: String...) async throws {
        for text in json {
            _ = try await shop.perform(RunCommand(try BSON(json: text)))
        }
    }

    private func order(_ id: String, _ user: String, _ lines: String...) -> String {
        let list = lines.map { #"{"sku": "\#($0)", "qty": 1}"# }.joined(separator: ",")
        return #"{"_id": \#(id), "customerId": "\#(user)", "lines": [\#(list)], "#
            + #""createdAt": {"$date": "2024-03-01T10:00:00Z"}}"#
    }

    private func insert(_ orders: String...) -> String {
        #"{"insert": "orders", "documents": [\#(orders.joined(separator: ","))]}"#
    }

    /// `event user item` of each behavior.
    private func log() async throws -> [String] {
        let options = FindOptions(sort: BSON { $0.append("_id", Int32(1)) })
        let found: [BSON] = try await LentStore.current.store.perform(
            Find("behaviors", filter: .empty, options: options))
        return try found.map { behavior in
            try behavior.read { (reader) throws(StoreError) in
                try "\(reader.string("_id")) \(reader.string("user")) \(reader.string("item"))"
            }
        }
    }

    @Test func `orders are read once, and inserts, updates and deletions are followed`()
        async throws
    {
        try await withShop { shop, words in
            try await write(shop, insert(order("1", "ann", "tea", "cup"), order("2", "bob", "tea")))
            let first = try await ebb(words + Self.orders)
            #expect(first.status == 0, "\(first.errors)")
            #expect(first.output.contains("2 documents, 3 added"))
            #expect(
                try await log() == [
                    "orders/1#1 ann tea", "orders/1#2 ann cup", "orders/2#1 bob tea",
                ])

            try await write(
                shop, insert(order(#""A-3""#, "ann", "pot")),
                #"{"update": "orders", "updates": [{"q": {"_id": 1}, "u": "#
                    + order("1", "ann", "milk") + "}]}",
                #"{"delete": "orders", "deletes": [{"q": {"_id": 2}, "limit": 1}]}"#)
            let second = try await ebb(words + Self.orders)
            #expect(second.status == 0, "\(second.errors)")
            #expect(try await log() == [##"orders/"A-3"#1 ann pot"##, "orders/1#1 ann milk"])

            let third = try await ebb(words + Self.orders + ["--format", "json"])
            let answer = try #require(try third.json() as? [String: Any])
            #expect(answer["inserted"] as? Int == 5)
            #expect(answer["removed"] as? Int == 3)
            #expect(answer["phase"] as? String == "changing")
        }
    }

    @Test func `a follower that is killed goes on, and each document counts once`() async throws {
        try await withShop { shop, words in
            for start in stride(from: 0, to: 20_000, by: 1000) {
                let orders = (start..<start + 1000).map {
                    order("\($0)", "user\($0 % 50)", "a\($0 % 70)", "b\($0 % 30)")
                }
                try await write(
                    shop, #"{"insert": "orders", "documents": [\#(orders.joined(separator: ","))]}"#
                )
            }
            let configuration = try LentStore.current.configuration
            let place = [
                "--database", configuration.uri, "--database-name", configuration.database,
            ]
            for count in [1, 3000, 17_000] {
                let store = try LentStore.current.store
                try await EbbProcess.kill(words + Self.orders + place) {
                    try await store.perform(EstimatedCount("behaviors")) >= count
                }
            }
            let last = try await ebb(words + Self.orders)
            #expect(last.status == 0, "\(last.errors)")
            #expect(try await log().count == 40_000)
        }
    }

    @Test func `documents as large as MongoDB allows are followed, and changes of them`()
        async throws
    {
        try await withShop { shop, words in
            func pad(_ letter: String) -> String { String(repeating: letter, count: 16_700_000) }
            func large(_ id: Int64, _ item: String) -> BSON {
                BSON { document in
                    document.append("_id", id)
                    document.append("customerId", "ann")
                    document.array("lines") { lines in
                        lines.document { line in
                            line.append("sku", item)
                            line.append("qty", Int32(1))
                        }
                    }
                    document.append("createdAt", date: 1_700_000_000_000)
                    document.append("pad", pad("x"))
                }
            }
            // The first is the sample, too; a reply of the server holds only one of them.
            _ = try await shop.perform(InsertMany("orders", documents: [large(1, "tea")]))
            _ = try await shop.perform(InsertMany("orders", documents: [large(2, "cup")]))
            let first = try await ebb(words + Self.orders)
            #expect(first.status == 0, "\(first.errors)")
            #expect(try await log() == ["orders/1#1 ann tea", "orders/2#1 ann cup"])

            _ = try await shop.perform(InsertMany("orders", documents: [large(3, "pot")]))
            let change = BSON { update in
                update.document("$set") { fields in
                    fields.append("customerId", "bob")
                    fields.append("pad", pad("y"))
                }
            }
            _ = try await shop.perform(
                UpdateMany("orders", filter: BSON { $0.append("_id", Int64(1)) }, update: change))
            let replaced = BSON { $0.append("_id", Int64(2)) }
            _ = try await shop.perform(
                ReplaceOne("orders", filter: replaced, replacement: large(2, "jug")))
            let second = try await ebb(words + Self.orders)
            #expect(second.status == 0, "\(second.errors)")
            #expect(
                try await log() == [
                    "orders/1#1 bob tea", "orders/2#1 ann jug", "orders/3#1 ann pot",
                ])
        }
    }

    @Test func `what cannot be followed is said in one sentence`() async throws {
        try await withShop { shop, words in
            try await write(shop, insert(order("1", "ann", "tea")))
            let missing = try await ebb(words + ["--collection", "visits", "--once"])
            #expect(missing.status == 1)
            #expect(missing.errors.contains("has no collection \"visits\": it has orders"))
            let unmapped = try await ebb(
                words + ["--collection", "orders", "--map", "user=buyer", "--once"])
            #expect(unmapped.errors.contains("has no field \"buyer\" for the user"))
            let nameless = try await ebb(words)
            #expect(nameless.status == 64)
            #expect(nameless.errors.contains("Name the collection to follow"))
            let odd = try await ebb(["follow", "mongodb://", "--collection", "a"])
            #expect(odd.status != 0)
            let events = try await ebb(words + ["--collection", "orders", "--map", "event=no"])
            #expect(events.status == 64)
            let nowhere = try await ebb([
                "follow", "mongodb://127.0.0.1:1/shop?serverSelectionTimeoutMS=200",
                "--collection", "orders", "--once",
            ])
            #expect(nowhere.status == 1)
            #expect(nowhere.errors.contains("MongoDB cannot be reached"))
        }
    }

    @Test func `documents that cannot be taken are named, counted and kept`() async throws {
        try await withShop { shop, words in
            try await write(
                shop, insert(order("1", "ann", "tea"), #"{"_id": 2, "lines": [{"sku": "x"}]}"#))
            let rejects = folder.appending(path: "bad.jsonl").path
            let answer = try await ebb(words + Self.orders + ["--rejects", rejects])
            #expect(answer.status == 0, "\(answer.errors)")
            #expect(answer.errors.contains("orders: document 2: there is no user id"))
            #expect(answer.output.contains("1 rejected"))
            let kept = try String(contentsOfFile: rejects, encoding: .utf8)
            #expect(kept.split(separator: "\n").count == 1)
        }
    }

    @Test func `a catalog is followed, and an item goes with its document`() async throws {
        try await withShop { shop, words in
            let flags = [
                "--collection", "products", "--items", "--map", "id=sku,title=name", "--once",
            ]
            try await write(
                shop,
                #"{"insert": "products", "documents": [{"_id": 1, "sku": "tea", "name": "Tea"}, "#
                    + #"{"_id": 2, "sku": "cup", "name": "Cup"}]}"#)
            #expect(try await ebb(words + flags).status == 0)
            try await write(
                shop, #"{"delete": "products", "deletes": [{"q": {"_id": 2}, "limit": 1}]}"#,
                #"{"update": "products", "updates": [{"q": {"_id": 1}, "#
                    + #""u": {"$set": {"name": "Green tea"}}}]}"#)
            #expect(try await ebb(words + flags).status == 0)
            let tea = try await ebb(["item", "show", "tea"])
            #expect(tea.output.contains("Green tea"))
            #expect(try await ebb(["item", "show", "cup"]).status == 1)
        }
    }

    private func click(_ number: Int) -> String {
        #"{"user":"u\#(number)","item":"i","action":"click","time":\#(1_700_000_000 + number)}"#
    }

    @Test func `a file is followed through growth, rotation and truncation`() async throws {
        let path = folder.appending(path: "events.jsonl").path
        let words = ["follow", path, "--once", "--format", "json"]
        func append(_ text: String) throws {
            if !FileManager.default.fileExists(atPath: path) {
                try Data().write(to: URL(filePath: path))
            }
            let handle = try FileHandle(forWritingTo: URL(filePath: path))
            try handle.seekToEnd()
            try handle.write(contentsOf: Data(text.utf8))
            try handle.close()
        }
        func count() async throws -> Int {
            let answer = try await ebb(words)
            #expect(answer.status == 0, "\(answer.errors)")
            return try await LentStore.current.store.perform(EstimatedCount("behaviors"))
        }
        // The last line has no end yet.
        try append(click(1) + "\n" + click(2) + "\n" + click(3).dropLast(5))
        #expect(try await count() == 2)
        try append(click(3).suffix(5) + "\n" + click(4) + "\n")
        try FileManager.default.moveItem(atPath: path, toPath: path + ".1")
        try append(click(5) + "\n")
        #expect(try await count() == 5)
        try Data((click(6) + "\n").utf8).write(to: URL(filePath: path))
        #expect(try await count() == 6)
    }

    @Test func `a pipe is followed to its end`() async throws {
        let lines = (1...3000).map(click).joined(separator: "\n") + "\nno JSON\n"
        let answer = try await ebb(["follow", "-"], input: lines)
        #expect(answer.status == 0, "\(answer.errors)")
        #expect(answer.output.contains("3,001 documents, 3,000 added"))
        #expect(answer.output.contains("1 rejected"))
    }

    @Test func `sources are added, listed without passwords, and removed`() async throws {
        let added = try await ebb([
            "follow", "add", "orders", "mongodb://ann:secret@127.0.0.1:1/shop", "--collection",
            "orders",
        ])
        #expect(added.status == 0, "\(added.errors)")
        let list = try await ebb(["follow", "list"])
        #expect(list.output.contains("mongodb://127.0.0.1:1/shop --collection orders"))
        #expect(!list.output.contains("secret"))
        #expect(try await ebb(["stats"]).output.contains("FOLLOWED"))
        #expect(try await ebb(["follow", "remove", "orders"]).status == 0)
        #expect(try await ebb(["follow", "remove", "orders"]).status == 1)
    }
}
