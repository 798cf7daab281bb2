import Daemon
import Dispatch
import Foundation
import Interest
package import Mongo
import Program
package import Repositories

/// A store that is open while one command runs.
///
/// This is the only place that chooses implementations: the server that the flags name, or Ebb's
/// own, with the MongoDB repositories on top.
package struct Session: Sendable {
    package let repositories: MongoRepositories
    package let store: Store
    /// The MongoDB URI of the store; may contain a password.
    package let uri: String
    /// The database's name.
    package let databaseName: String
    package let settings: ProcessSettings
    /// Ebb's own server, when it runs one.
    let server: LocalServer?

    /// How long a server's database may stay silent in an answer, unless `socketTimeoutMS` in the
    /// URI says otherwise: requests wait for it. What nobody waits for has longer.
    private static let silenceMax = Duration.seconds(10)

    /// Opens the store, runs `body`, and closes everything again: when it returns, when it
    /// throws, and when SIGINT or SIGTERM ends it.
    package static func with<T: Sendable>(
        _ options: StoreOptions, flags: [String: String] = [:],
        _ body: @Sendable @escaping (MongoRepositories) async throws -> T
    ) async throws -> T {
        try await open(options, flags: flags) { try await body($0.repositories) }
    }

    /// Opens the store like `open`, for callers that need the session itself. Without `prepares`
    /// nothing is written, not even indexes. A store with a newer format is an error either way.
    package static func open<T: Sendable>(
        _ options: StoreOptions, flags: [String: String] = [:], watchSignals: Bool = true,
        prepares: Bool = true, isServing: Bool = false,
        _ body: @Sendable @escaping (Session) async throws -> T
    ) async throws -> T {
        let settings = try await ProcessSettings(
            flags: options.given.merging(flags) { _, flag in flag }, file: options.config)
        ProcessSecrets.hideEnvironment([
            "EBB_API_KEY", "EBB_DATABASE", "EBB_EMBEDDING_KEY", "EBB_RERANKER_KEY",
        ])
        ProcessSecrets.forbidCoreDumps()
        guard watchSignals else { return try await run(settings, prepares, isServing, body) }
        return try await Interruption.watch {
            try await run(settings, prepares, isServing, body)
        }
    }

    private static func run<T: Sendable>(
        _ settings: ProcessSettings, _ prepares: Bool, _ isServing: Bool,
        _ body: @Sendable @escaping (Session) async throws -> T
    ) async throws -> T {
        let server: LocalServer? =
            settings.secret("database") == nil
            ? try await LocalServer.open(settings.localServer) : nil
        do {
            let session = try Session(settings, server: server, isServing: isServing)
            let result = try await session.prepared(prepares, body)
            await session.store.close()
            await server?.close()
            return result
        } catch {
            await server?.close()
            throw error
        }
    }

    private init(
        _ settings: ProcessSettings, server: LocalServer?, isServing: Bool
    ) throws {
        self.settings = settings
        self.server = server
        uri = server?.uri ?? settings.secret("database") ?? ""
        databaseName = settings.text("database.name") ?? Self.databaseName(in: uri)
        var configuration = StoreConfiguration(uri: uri, database: databaseName)
        try settings.apply(to: &configuration)
        if isServing { configuration.socketTimeout = Self.silenceMax }
        var reads = try settings.readLimits
        // A command has nothing better to do than to wait.
        if !isServing { reads.stepsMax = .max }
        store = try Store(configuration)
        repositories = MongoRepositories(store: store, reads: reads)
    }

    private func prepared<T: Sendable>(
        _ prepares: Bool, _ body: @Sendable @escaping (Session) async throws -> T
    ) async throws -> T {
        do {
            if prepares {
                try await repositories.prepare()
            } else {
                try await repositories.requireFormat()
            }
            return try await body(self)
        } catch {
            await store.close()
            throw error
        }
    }

    /// The database named by the path of the URI, or `ebb`.
    private static func databaseName(in uri: String) -> String {
        guard let start = uri.range(of: "://")?.upperBound,
            let slash = uri[start...].firstIndex(of: "/")
        else { return "ebb" }
        let path = uri[uri.index(after: slash)...].prefix { $0 != "?" }
        return path.isEmpty ? "ebb" : path.removingPercentEncoding ?? String(path)
    }
}
