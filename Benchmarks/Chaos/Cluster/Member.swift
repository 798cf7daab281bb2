import Glibc
import Mongo

/// One `mongod` and the proxy before it. The replica set knows it by the proxy's address, so that
/// the other members and every client come through it.
struct Member {
    /// What the server is now.
    enum Role: Hashable, Sendable { case primary, secondary, other }

    /// How long the transaction of a killed process locks what it wrote. A server that is told
    /// nothing lets it live for a minute, and whoever wants the same documents waits for it.
    private static let abandonedSecondsMax = 5

    let number: Int
    let port: Int
    let proxy: Proxy
    /// Straight to the server, past the proxy.
    let store: Store
    private let household: Household
    private let arguments: [String]
    private let mongod: String
    private var process: Spawned?
    private(set) var isStopped = false

    init(
        number: Int, port: Int, proxy: Proxy, mongod: String, setName: String,
        household: Household
    ) throws {
        self.number = number
        self.port = port
        self.proxy = proxy
        self.mongod = mongod
        self.household = household
        let name = "\(setName)-\(number)"
        let options =
            "directConnection=true&connectTimeoutMS=500&socketTimeoutMS=1000"
            + "&serverSelectionTimeoutMS=500"
        var configuration = StoreConfiguration(
            uri: "mongodb://127.0.0.1:\(port)/?\(options)", database: "admin")
        configuration.lanes = 1
        store = try Store(configuration)
        arguments = [
            "--dbpath", "\(household.folder)/\(name)", "--bind_ip", "127.0.0.1", "--port",
            "\(port)", "--replSet", setName, "--nounixsocket", "--oplogSize", "128",
            "--wiredTigerCacheSizeGB", "0.25", "--wiredTigerEngineConfigString",
            "log=(file_max=32MB,prealloc=false)", "--setParameter",
            "diagnosticDataCollectionEnabled=false", "--setParameter",
            "transactionLifetimeLimitSeconds=\(Self.abandonedSecondsMax)", "--logappend",
            "--logpath",
            "\(household.folder)/\(name).log",
        ]
    }

    var isRunning: Bool { process.map { $0.poll() == nil } ?? false }

    /// Starts it where it does not run.
    mutating func start() throws {
        guard !isRunning else { return }
        isStopped = false
        process = try household.start(mongod, arguments, name: "mongod")
    }

    mutating func kill() {
        isStopped = false
        process?.end()
    }

    mutating func stop() {
        guard isRunning else { return }
        isStopped = true
        process?.signal(SIGSTOP)
    }

    mutating func resume() {
        isStopped = false
        process?.signal(SIGCONT)
    }

    /// What it says of itself; `other` where it says nothing.
    func role() async -> Role {
        guard isRunning, !isStopped else { return .other }
        let hello = BSON { $0.append("hello", Int32(1)) }
        do {
            let reply = try await store.perform(RunCommand(database: "admin", hello))
            return try reply.read { (reader) throws(StoreError) in
                if try reader.optionalBool("isWritablePrimary") == true { return .primary }
                return try reader.optionalBool("secondary") == true ? .secondary : .other
            }
        } catch {
            return .other
        }
    }
}
