import Foundation
import Harness
import Mongo
import Testing

@testable import Repositories

/// `ebb backup` and `ebb restore`, killed in the middle.
@Suite(.store)
struct KilledBackupTests: BackupTesting {
    /// So many that neither is done with them when the first of them are seen.
    private static let count = 60_000

    private func fill() async throws {
        let input = Data(
            #"{"user":"ann","item":"a","action":"click","time":1400000000}"#.utf8)
        #expect(try EbbProcess.run(["import", "-"], input: input).status == 0)
        #expect(try EbbProcess.run(["interests", "ann"]).status == 0)
        let documents = (0..<Self.count).map { number in
            BSON { document in
                document.append("_id", Int64(number))
                document.append("text", String(repeating: "\(number) ", count: 50))
            }
        }
        let store = try LentStore.current.store
        _ = try await store.perform(InsertMany("others", documents: documents))
    }

    @Test func `a backup that is killed is none, and says so`() async throws {
        try await fill()
        try await withFolder { folder in
            let place = try LentStore.current.configuration
            let arguments = ["--database", place.uri, "--database-name", place.database]
            let others = "\(folder)/others.jsonl.zst"
            try await EbbProcess.kill(["backup", folder] + arguments) {
                FileManager.default.fileExists(atPath: others)
            }
            let restored = try EbbProcess.run(["restore", folder, "--yes"])
            #expect(restored.status == 1)
            #expect(restored.errors.contains("holds no whole backup"), "\(restored.errors)")
            let again = try EbbProcess.run(["backup", folder])
            #expect(again.status == 1)
            #expect(again.errors.contains("a backup that was broken off?"), "\(again.errors)")

            try FileManager.default.removeItem(atPath: folder)
            #expect(try EbbProcess.run(["backup", folder]).status == 0)
        }
    }

    @Test func `a restore that is killed is seen by all, and goes through at the second try`()
        async throws
    {
        try await fill()
        let before = try await content(of: try LentStore.current.store)
        let copy = try BackupCopy()
        try await withFolder { folder in
            #expect(try EbbProcess.run(["backup", folder]).status == 0)
            let first = FindOne<BSON>("others", filter: .empty)
            try await EbbProcess.kill(["restore", folder] + copy.place) {
                try await copy.store.perform(first) != nil
            }
            #expect(try await content(of: copy.store) != before)
            let refused = try copy.run("stats")
            #expect(refused.status == 1)
            #expect(refused.errors.contains("was broken off"), "\(refused.errors)")
            let restored = try copy.run("restore", folder, "--yes")
            #expect(restored.status == 0, "\(restored.errors)")
            #expect(try await content(of: copy.store) == before)
            #expect(try copy.run("stats").status == 0)
        }
        try await copy.drop()
    }
}
