import Foundation
public import Mongo
import Synchronization
import Testing

/// A private `mongod` for one test, for events that must not affect the shared server.
///
/// The program is the one that `EBB_TEST_MONGOD` names, or else the program of the shared server.
/// Its data is in a temporary folder, which is removed with it.
public final class PrivateServer: Sendable {
    /// The environment variable that names the program.
    public static let variable = "EBB_TEST_MONGOD"

    /// The URI of the server.
    public let uri: String
    private let process: Mutex<Process>
    private let folder: URL
    private let port: UInt16
    private let arguments: [String]

    /// Starts the server with further arguments and waits until it answers.
    public init(_ arguments: [String] = []) async throws {
        folder = FileManager.default.temporaryDirectory.appending(
            path: "ebbtest_\(UInt64.random(in: .min ... .max))", directoryHint: .isDirectory)
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        port = try freePort()
        uri = "mongodb://127.0.0.1:\(port)"
        self.arguments =
            [
                "--bind_ip", "127.0.0.1", "--port", "\(port)", "--dbpath", folder.path,
                "--wiredTigerCacheSizeGB", "0.25", "--nounixsocket",
            ] + arguments
        process = Mutex(try Self.start(try await Self.program(), self.arguments))
        try await waitUntilReady(initiating: arguments.contains("--replSet"))
    }

    private static func start(_ program: String, _ arguments: [String]) throws -> Process {
        let process = Process()
        process.executableURL = URL(filePath: program)
        process.arguments = arguments
        process.standardOutput = FileHandle.nullDevice
        process.standardError = FileHandle.nullDevice
        try process.run()
        return process
    }

    /// Kills the server without a warning (SIGKILL); its data and its port stay.
    public func kill() {
        process.withLock { process in
            Foundation.kill(process.processIdentifier, SIGKILL)
            process.waitUntilExit()
        }
    }

    /// Stops the server (SIGSTOP), and returns when it stands still: it keeps its connections but
    /// does not answer.
    public func pause() {
        process.withLock { process in
            let pid = process.processIdentifier
            Foundation.kill(pid, SIGSTOP)
            // On a busy machine it may run on for a moment, and answer.
            while process.isRunning, Self.isMoving(pid) { usleep(1000) }
        }
    }

    /// Whether a thread of a process is not stopped, by Linux's list of them.
    private static func isMoving(_ pid: Int32) -> Bool {
        let tasks = "/proc/\(pid)/task"
        let threads = (try? FileManager.default.contentsOfDirectory(atPath: tasks)) ?? []
        return threads.contains { thread in
            let line = try? String(contentsOfFile: "\(tasks)/\(thread)/stat", encoding: .utf8)
            // The state stands behind the name, which is in parentheses.
            return line?.split(separator: ")").last?.split(separator: " ").first != "T"
        }
    }

    /// Continues the server (SIGCONT).
    public func resume() { process.withLock { _ = Foundation.kill($0.processIdentifier, SIGCONT) } }

    /// Starts a killed server with the same data and port, and waits until it accepts writes.
    public func restart() async throws {
        let program = try process.withLock { process in
            try #require(process.executableURL).path
        }
        let started = try Self.start(program, arguments)
        process.withLock { $0 = started }
        try await waitUntilReady(initiating: false)
    }

    /// A store that uses only this server, whatever its role in its set.
    public func directStore() throws -> Store {
        var configuration = StoreConfiguration(
            uri: uri + "/?directConnection=true", database: "admin")
        // The driver tries to connect until the server answers: that is the wait for its start.
        configuration.serverSelectionTimeout = .seconds(30)
        return try Store(configuration)
    }

    private func waitUntilReady(initiating: Bool) async throws {
        let store = try directStore()
        try await store.perform(Ping())
        if initiating {
            let initiate = try BSON(
                json: #"{"replSetInitiate": {"_id": "rs0", "members": "#
                    + #"[{"_id": {"$numberInt": "0"}, "host": "127.0.0.1:\#(port)"}]}}"#)
            _ = try await store.perform(RunCommand(database: "admin", initiate))
        }
        if arguments.contains("--replSet") {
            while try await !store.perform(Hello()).isWritablePrimary {}
        }
        await store.close()
    }

    /// Ends the server and removes its data.
    public func stop() {
        resume()
        process.withLock { process in
            process.terminate()
            process.waitUntilExit()
        }
        try? FileManager.default.removeItem(at: folder)
    }

    private static func program() async throws -> String {
        if let named = ProcessInfo.processInfo.environment[variable], !named.isEmpty {
            return named
        }
        let store = try Store(StoreConfiguration(uri: try LentStore.uri, database: "admin"))
        let command = BSON { $0.append("getCmdLineOpts", Int32(1)) }
        let reply = try await store.perform(RunCommand(command))
        await store.close()
        let path = try reply.read { (reader) throws(StoreError) in
            try reader.strings("argv").first ?? ""
        }
        guard FileManager.default.isExecutableFile(atPath: path) else {
            throw LentStore.Missing(
                description: "set \(variable) to the path of mongod: this test starts its own")
        }
        return path
    }
}

/// A free port.
private func freePort() throws -> UInt16 {
    let listener = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
    defer { close(listener) }
    var address = sockaddr_in()
    address.sin_family = sa_family_t(AF_INET)
    address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
    var length = socklen_t(MemoryLayout<sockaddr_in>.size)
    // The address is lent to both calls as the base type that they take.
    let isBound = unsafe withUnsafeMutablePointer(to: &address) { pointer in
        unsafe pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { base in
            unsafe bind(listener, base, length) == 0 && getsockname(listener, base, &length) == 0
        }
    }
    guard isBound else { throw LentStore.Missing(description: "no port is free on loopback") }
    return UInt16(bigEndian: address.sin_port)
}
