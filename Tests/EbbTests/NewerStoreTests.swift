import Foundation
import Harness
import Interest
import Mongo
import Testing

@testable import Repositories

/// What a newer version of Ebb wrote is refused in one sentence.
@Suite(.store)
struct NewerStoreTests {
    private let newer = StoreFormat.current.newest + 2

    private func mark(_ format: Int) async throws {
        let mark = BSON { document in
            document.append("_id", "format")
            document.append("format", Int64(format))
        }
        _ = try await LentStore.current.store.perform(
            InsertMany(Schema.settings, documents: [mark]))
    }

    private func sentence(_ subject: String, _ format: Int, upTo newest: Int) -> String {
        "\(subject) has format \(format), and this ebb \(Release.version) reads up to format "
            + "\(newest): use a newer ebb"
    }

    @Test func `every command refuses a newer store, and writes nothing to it`() async throws {
        try await mark(newer)
        let lent = try LentStore.current
        let sentence = sentence(
            "the store \"\(lent.configuration.database)\"", newer,
            upTo: StoreFormat.current.newest)
        let line = #"{"user":"u","item":"i","action":"click","time":1767225600}"#
        for arguments in [["stats"], ["import", "-"], ["import", "-", "--dry-run"], ["fold"]] {
            let refused = try await EbbProcess.run(arguments, input: Data(line.utf8))
            #expect(refused.status == 1)
            #expect(refused.errors.hasSuffix("Error: \(sentence)\n"), "\(refused.errors)")
        }
        let doctor = try await EbbProcess.run(["doctor", "--fix"])
        #expect(doctor.status == 1)
        #expect(doctor.output.contains(sentence), "\(doctor.output)")
        #expect(try await lent.store.perform(ListCollections()) == [Schema.settings])
    }

    @Test(arguments: ["format", "storeFormat"])
    func `a newer backup is refused`(_ field: String) async throws {
        let folder = FileManager.default.temporaryDirectory
            .appending(path: "ebb-newer-\(UUID().uuidString)", directoryHint: .isDirectory)
        defer { try? FileManager.default.removeItem(at: folder) }
        #expect(try await EbbProcess.run(["backup", folder.path]).status == 0)
        let file = folder.appending(path: "manifest.json")
        var manifest = try #require(
            try JSONSerialization.jsonObject(with: Data(contentsOf: file)) as? [String: Any])
        manifest[field] = newer
        // Whatever else a newer version may have changed.
        manifest["collections"] = nil
        try JSONSerialization.data(withJSONObject: manifest).write(to: file)
        let refused = try await EbbProcess.run(["restore", folder.path, "--yes"])
        #expect(refused.status == 1)
        let expected =
            field == "format"
            ? sentence(
                "the backup \(folder.path)", newer, upTo: 1)
            : sentence(
                "the store in the backup \(folder.path)", newer,
                upTo: StoreFormat.current.newest)
        #expect(refused.errors == "Error: \(expected)\n")
    }

    @Test func `a store that was only opened counts as empty for a restore`() async throws {
        let folder = FileManager.default.temporaryDirectory
            .appending(path: "ebb-empty-\(UUID().uuidString)", directoryHint: .isDirectory)
        defer { try? FileManager.default.removeItem(at: folder) }
        #expect(try await EbbProcess.run(["backup", folder.path]).status == 0)
        let restored = try await EbbProcess.run(["restore", folder.path])
        #expect(restored.status == 0, "\(restored.errors)")
    }
}
