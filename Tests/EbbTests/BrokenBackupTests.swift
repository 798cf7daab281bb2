import Foundation
import Harness
import Mongo
import Testing

@testable import Repositories

/// `ebb backup` where there is not room for all of it.
@Suite(.store)
struct BrokenBackupTests: BackupTesting {
    /// So many that their file is longer than what may be written.
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

    @Test func `a backup that there is no room for is none, and says so`() async throws {
        try await fill()
        try await withFolder { folder in
            // A file of 32 KB cannot be written on.
            let broken = try EbbProcess.shell { ebb in
                "trap '' XFSZ; ulimit -f 64; \(ebb) backup \(folder)"
            }
            #expect(broken.status == 1)
            let place = "\(folder)/others.jsonl.zst"
            #expect(broken.errors == "Error: cannot write \(place): File too large\n")
            #expect(!FileManager.default.fileExists(atPath: place))
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
}
