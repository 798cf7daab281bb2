import Glibc
import Mongo

/// One `mongod` with a proxy in front of it. The replica set uses the address of the proxy, so that
/// the other members and all clients go through it.
struct Member {
    /// The role of the server.
    enum Role: Hashable, Sendable { case primary, secondary, other }

    /// How long the transaction of a killed process locks its documents. By default it lives for a
    /// minute, during which writes to the same documents wait.
    private static let abandonedSecondsMax = 5

    let number: Int
    let port: Int
    let proxy: Proxy
    /// A direct connection to the server, without the proxy.
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

    /// Starts the server unless it runs.
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

    /// The role that the server reports; `other` when it does not answer.
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
