import Foundation
import Harness
import Interest
import Mongo
import Testing

@testable import Repositories

/// A backup comes back to the same bits, whole or not at all.
@Suite(.store)
struct BackupTests {
    private static let now = Timestamp(
        milliseconds: Int64(Date.now.timeIntervalSince1970 * 1000))

    private func content(of store: Store) async throws -> [String: [BSON]] {
        var content: [String: [BSON]] = [:]
        let options = FindOptions(sort: Schema.ascending("_id"))
        for name in try await store.perform(ListCollections()) {
            content[name] = try await store.perform(
                Find(name, filter: .empty, options: options))
        }
        return content
    }

    /// Something in every collection, folded and pending, a model in several parts, and documents
    /// that JSON cannot say as they are.
    private func fill() async throws {
        let lines = (0..<500).map { number in
            #"{"user":"u\#(number % 7)","item":"i\#(number % 11)","action":"rating","#
                + #""value":\#(Double(number % 10) + 0.1),"time":\#(1_400_000_000 + number)}"#
        }
        let input = Data(lines.joined(separator: "\n").utf8)
        #expect(try await EbbProcess.run(["import", "-"], input: input).status == 0)
        #expect(try await EbbProcess.run(["interests", "u1"]).status == 0)
        #expect(try await EbbProcess.run(["forget", "u6", "--yes"]).status == 0)
        let made = MongoRepositories(store: try LentStore.current.store)
        try await made.items.put([
            Item(id: ItemID(unchecked: "i\u{0}1"), title: "nul\u{0} \u{1F600} \"")
        ])
        try await made.profiles.put([Profile(id: UserID(unchecked: "u1"), labels: ["vip"])])
        _ = try await made.models.save(
            TrainedModel(
                recommender: "linear", time: Self.now, trainedUntil: Self.now, behaviors: 1,
                parameters: ["a": "b"],
                payload: (0..<600_000).map { UInt8(truncatingIfNeeded: $0 &* 7) }))
        let odd = BSON { document in
            document.append("_id", "odd")
            document.document("labels") { $0.append("$date", "no date") }
            document.append("nan", -Double.nan)
            document.append("tiny", Double.leastNonzeroMagnitude)
            document.append("zero", -0.0)
        }
        _ = try await made.store.perform(InsertMany("others", documents: [odd]))
        try await made.behaviors.setRetention(.days(20_000))
    }

    private func withFolder(_ body: (String) async throws -> Void) async throws {
        let folder = FileManager.default.temporaryDirectory
            .appending(path: "ebb-backup-\(UUID().uuidString)").path
        defer { try? FileManager.default.removeItem(atPath: folder) }
        try await body(folder)
    }

    @Test func `every bit comes back, with indexes, retention and fence`() async throws {
        try await fill()
        let store = try LentStore.current.store
        let before = try await content(of: store)
        let copy = try SecondDatabase()
        try await withFolder { folder in
            let backup = try await EbbProcess.run(["backup", folder, "--format", "json"])
            #expect(backup.status == 0, "\(backup.errors)")
            let answer = try #require(try backup.json() as? [String: Any])
            #expect(answer["documents"] as? Int == before.values.map(\.count).reduce(0, +))
            let again = try await EbbProcess.run(["backup", folder])
            #expect(again.errors.contains("already contains a backup"), "\(again.errors)")

            let restored = try await copy.run("restore", folder)
            #expect(restored.status == 0, "\(restored.errors)")
            #expect(try await content(of: copy.store) == before)
            let made = MongoRepositories(store: copy.store)
            #expect(try await made.missingIndexes().isEmpty)
            #expect(try await made.behaviors.retention() == .days(20_000))
            let count = try await made.behaviors.append([
                Behavior(
                    user: UserID(unchecked: "u6"), item: ItemID(unchecked: "i"), action: .click,
                    time: Self.now)
            ])
            #expect(count.forgotten == 1)
            let late = BSON { $0.append("_id", "unstamped") }
            let insert = InsertMany("behaviors", documents: [late], reportsRefused: true)
            #expect(try await copy.store.perform(insert).refused == [0])

            let unasked = try await copy.run("restore", folder)
            #expect(unasked.status == 1)
            #expect(unasked.errors.contains("--yes"), "\(unasked.errors)")
        }
        try await copy.drop()
    }

    @Test func `who was erased since the backup stays erased`() async throws {
        try await fill()
        try await withFolder { folder in
            #expect(try await EbbProcess.run(["backup", folder]).status == 0)
            #expect(try await EbbProcess.run(["forget", "u1", "--yes"]).status == 0)
            let restored = try await EbbProcess.run(["restore", folder, "--yes"])
            #expect(restored.status == 0, "\(restored.errors)")
            #expect(restored.output.contains("were skipped"), "\(restored.output)")
        }
        for user in ["u1", "u6"] {
            let left = try await EbbProcess.run(["forget", user, "--verify"])
            #expect(left.status == 0)
            #expect(left.output.contains("New data of the user is rejected"))
        }
        #expect(try await EbbProcess.run(["doctor", "--documents"]).status == 0)
    }

    @Test func `a folder without its manifest is no backup, and a damaged file restores nothing`()
        async throws
    {
        try await fill()
        let store = try LentStore.current.store
        try await withFolder { folder in
            #expect(try await EbbProcess.run(["backup", folder]).status == 0)
            let before = try await content(of: store)
            let other = URL(filePath: folder).appending(path: "profiles.jsonl.zst")
            let weights = URL(filePath: folder).appending(path: "weights.jsonl.zst")
            try FileManager.default.removeItem(at: weights)
            try FileManager.default.copyItem(at: other, to: weights)
            let damaged = try await EbbProcess.run(["restore", folder, "--yes"])
            #expect(damaged.status == 1)
            #expect(damaged.errors.contains("weights.jsonl.zst does not match"), "\(damaged)")
            #expect(try await content(of: store) == before)

            let manifest = URL(filePath: folder).appending(path: "manifest.json")
            try FileManager.default.removeItem(at: manifest)
            let broken = try await EbbProcess.run(["restore", folder, "--yes"])
            #expect(
                broken.errors.contains("does not contain a complete backup"), "\(broken.errors)")
            let rest = try await EbbProcess.run(["backup", folder])
            #expect(rest.errors.contains("is not empty"), "\(rest.errors)")
        }
    }

    @Test func `a database with half a restore in it is opened by nothing but a restore`()
        async throws
    {
        try await fill()
        let store = try LentStore.current.store
        let before = try await content(of: store)
        try await withFolder { folder in
            #expect(try await EbbProcess.run(["backup", folder]).status == 0)
            // The last file is a pipe: read once, to be checked, and then, as another pipe is in
            // its place, waited for in the midst of the restore. There it is killed.
            let killed = try await EbbProcess.shell { ebb in
                """
                cd '\(folder)'; file=weights.jsonl.zst; mv $file kept; mkfifo $file
                before=exec; \(ebb) restore . --yes & restore=$!
                timeout 60 sh -c "exec 3>$file; cat kept >&3
                  rm $file; mkfifo $file; exec 3>&-; exec 3>$file"
                kill -9 $restore; wait $restore; status=$?
                mv kept $file; exit $status
                """
            }
            #expect(killed.status == 128 + SIGKILL, "\(killed)")
            let refused = try await EbbProcess.run(["stats"])
            #expect(refused.status == 1)
            #expect(refused.errors.contains("was interrupted"), "\(refused.errors)")
            #expect(try await EbbProcess.run(["restore", folder, "--yes"]).status == 0)
            #expect(try await content(of: store).mapValues(\.count) == before.mapValues(\.count))
            #expect(try await EbbProcess.run(["stats"]).status == 0)
        }
    }

    @Test func `a backup without enough disk space fails with a message`() async throws {
        let documents = (0..<60_000).map { number in
            BSON { document in
                document.append("_id", Int64(number))
                document.append("text", String(repeating: "\(number) ", count: 50))
            }
        }
        let store = try LentStore.current.store
        _ = try await store.perform(InsertMany("others", documents: documents))
        try await withFolder { folder in
            // A file of 32 KB cannot be written on.
            let broken = try await EbbProcess.shell { ebb in
                "trap '' XFSZ; ulimit -f 64; \(ebb) backup \(folder)"
            }
            #expect(broken.status == 1)
            let place = "\(folder)/others.jsonl.zst"
            #expect(broken.errors == "Error: cannot write \(place): File too large\n")
            #expect(!FileManager.default.fileExists(atPath: place))
            let restored = try await EbbProcess.run(["restore", folder, "--yes"])
            #expect(restored.status == 1)
            #expect(
                restored.errors.contains("does not contain a complete backup"),
                "\(restored.errors)")
            let again = try await EbbProcess.run(["backup", folder])
            #expect(again.status == 1)
            #expect(again.errors.contains("an incomplete backup?"), "\(again.errors)")

            try FileManager.default.removeItem(atPath: folder)
            #expect(try await EbbProcess.run(["backup", folder]).status == 0)
        }
    }

    @Test func `a window is set for the time of the backup only`() async throws {
        try await withFolder { folder in
            let wrong = try await EbbProcess.run(
                ["backup", folder, "--window", "3s"], onStore: false)
            #expect(wrong.status == 64)
            #expect(try await EbbProcess.run(["backup", folder, "--window", "7min"]).status == 0)
        }
        let ask = BSON { command in
            command.append("getParameter", Int32(1))
            command.append("minSnapshotHistoryWindowInSeconds", Int32(1))
        }
        let reply = try await LentStore.current.store.perform(
            RunCommand(database: "admin", ask))
        let seconds = try reply.read { (reader) throws(StoreError) in
            try reader.int64("minSnapshotHistoryWindowInSeconds")
        }
        #expect(seconds == 300)
    }
}
