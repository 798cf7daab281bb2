import Interest
import Mongo
import Repositories

/// The history window of the MongoDB server: how far back a snapshot can be read.
enum SnapshotWindow {
    static let range = Interval.seconds(60)...Interval.days(7)
    private static let parameter = "minSnapshotHistoryWindowInSeconds"

    /// Sets the window while `body` runs and restores it afterward; nil does not change it.
    static func with<T: Sendable>(
        _ window: Interval?, in store: Store, _ body: () async throws -> T
    ) async throws -> T {
        guard let window else { return try await body() }
        let before = try await seconds(in: store)
        try await set(window.milliseconds / 1000, in: store)
        do {
            let result = try await body()
            try await set(before, in: store)
            return result
        } catch {
            // The error of `body` matters more; the server resets this parameter when it restarts.
            try? await set(before, in: store)
            throw error
        }
    }

    private static func seconds(in store: Store) async throws -> Int64 {
        let command = BSON { command in
            command.append("getParameter", Int32(1))
            command.append(parameter, Int32(1))
        }
        let reply = try await store.perform(RunCommand(database: "admin", command))
        return try reply.read { (reader) throws(StoreError) in try reader.int64(parameter) }
    }

    private static func set(_ seconds: Int64, in store: Store) async throws {
        let command = BSON { command in
            command.append("setParameter", Int32(1))
            command.append(parameter, seconds)
        }
        _ = try await store.perform(RunCommand(database: "admin", command))
    }
}
