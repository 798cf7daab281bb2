import Daemon
import Dispatch
import Foundation
import Interest
import Mongo
import Repositories
import UnixSignals

/// An open store for the time of one command.
///
/// The only place that chooses implementations: the server that the flags name or Ebb's own, and
/// over it the repositories in MongoDB.
struct Session: Sendable {
    let repositories: MongoRepositories
    let store: Store
    /// Where the store is; may hold a password.
    let uri: String
    /// The database's name.
    let databaseName: String
    let settings: ProcessSettings
    /// Ebb's own server, where it runs one.
    let server: LocalServer?

    /// The most lanes: each is a thread and a connection.
    static let lanes = 1...64

    /// Opens the store, runs `body`, and closes everything again: when it returns, when it
    /// throws, and when SIGINT or SIGTERM ends it.
    static func with<T: Sendable>(
        _ options: StoreOptions, flags: [String: String] = [:],
        _ body: @Sendable @escaping (MongoRepositories) async throws -> T
    ) async throws -> T {
        try await open(options, flags: flags) { try await body($0.repositories) }
    }

    /// The same for who needs the session itself, and, without `prepares`, for who must write
    /// nothing at all: not even the indexes.
    static func open<T: Sendable>(
        _ options: StoreOptions, flags: [String: String] = [:], watchSignals: Bool = true,
        prepares: Bool = true,
        _ body: @Sendable @escaping (Session) async throws -> T
    ) async throws -> T {
        let settings = try await ProcessSettings(
            flags: options.given.merging(flags) { _, flag in flag }, file: options.config)
        guard watchSignals else { return try await run(settings, prepares, body) }
        return try await Interruption.watch { try await run(settings, prepares, body) }
    }

    private static func run<T: Sendable>(
        _ settings: ProcessSettings, _ prepares: Bool,
        _ body: @Sendable @escaping (Session) async throws -> T
    ) async throws -> T {
        let server: LocalServer? =
            settings.secret("database") == nil
            ? try await LocalServer.open(settings.localServer) : nil
        do {
            let session = try Session(settings, server: server)
            let result = try await session.prepared(prepares, body)
            await session.store.close()
            await server?.close()
            return result
        } catch {
            await server?.close()
            throw error
        }
    }

    private init(_ settings: ProcessSettings, server: LocalServer?) throws {
        self.settings = settings
        self.server = server
        uri = server?.uri ?? settings.secret("database") ?? ""
        databaseName = settings.text("database.name") ?? Self.databaseName(in: uri)
        var configuration = StoreConfiguration(uri: uri, database: databaseName)
        configuration.lanes = try settings.number(
            "lanes", Self.lanes, default: configuration.lanes)
        let reads = try settings.readLimits
        store = try Store(configuration)
        repositories = MongoRepositories(store: store, reads: reads)
    }

    private func prepared<T: Sendable>(
        _ prepares: Bool, _ body: @Sendable @escaping (Session) async throws -> T
    ) async throws -> T {
        do {
            if prepares { try await repositories.prepare() }
            return try await body(self)
        } catch {
            await store.close()
            throw error
        }
    }

    /// The database that the URI's path names, else `ebb`.
    private static func databaseName(in uri: String) -> String {
        guard let start = uri.range(of: "://")?.upperBound,
            let slash = uri[start...].firstIndex(of: "/")
        else { return "ebb" }
        let path = uri[uri.index(after: slash)...].prefix { $0 != "?" }
        return path.isEmpty ? "ebb" : path.removingPercentEncoding ?? String(path)
    }
}

/// Ends a command when somebody presses Ctrl-C or asks the process to stop.
enum Interruption {
    /// Runs `body`; on SIGINT or SIGTERM it is cancelled, and when it has cleaned up this throws
    /// `Failure`.
    static func watch<T: Sendable>(
        _ body: @Sendable @escaping () async throws -> T
    ) async throws -> T {
        let signals = await UnixSignalsSequence(trapping: .sigint, .sigterm)
        return try await withThrowingTaskGroup(of: Ending<T>.self) { group in
            group.addTask { .done(try await body()) }
            group.addTask {
                for await signal in signals { return .stopped(signal) }
                return .stopped(nil)
            }
            defer { group.cancelAll() }
            let ending = try await group.next()
            if case .done(let result)? = ending { return result }
            group.cancelAll()
            _ = try? await group.next()
            guard case .stopped(let signal?)? = ending else { throw Failure("interrupted") }
            throw Failure("interrupted by \(signal)")
        }
    }

    private enum Ending<T: Sendable>: Sendable {
        case done(T)
        case stopped(UnixSignal?)
    }
}
