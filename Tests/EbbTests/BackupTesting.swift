import Foundation
import Harness
import Mongo
import Testing

@testable import Repositories

/// A second database, and what takes `ebb` there.
struct BackupCopy {
    let store: Store
    let place: [String]

    init() throws {
        var configuration = try LentStore.current.configuration
        configuration.database += "_copy"
        store = try Store(configuration)
        place = [
            "--database", configuration.uri, "--database-name", configuration.database,
        ]
    }

    func run(_ arguments: String...) throws -> EbbProcess.Answer {
        try EbbProcess.run(arguments + place, onStore: false)
    }

    func drop() async throws {
        try await store.perform(DropDatabase())
        await store.close()
    }
}

/// What tests of backups have in common.
protocol BackupTesting {}

extension BackupTesting {
    func content(of store: Store) async throws -> [String: [BSON]] {
        var content: [String: [BSON]] = [:]
        let options = FindOptions(sort: Schema.ascending("_id"))
        for name in try await store.perform(ListCollections()) {
            content[name] = try await store.perform(
                Find(name, filter: .empty, options: options))
        }
        return content
    }

    func withFolder(_ body: (String) async throws -> Void) async throws {
        let folder = FileManager.default.temporaryDirectory
            .appending(path: "ebb-backup-\(UUID().uuidString)").path
        defer { try? FileManager.default.removeItem(atPath: folder) }
        try await body(folder)
    }
}
