internal import CMongo

/// Owns a `mongoc_client_t`, popped from its pool for good, and the handles that depend on it: one
/// for each collection used so far, and the session of a running transaction.
///
/// Only the lane has access to the client, and lends it to operations.
@safe public struct Client: ~Copyable {
    /// The maximum number of collections; more would mean that names are built from data.
    static let collectionsMax = 256

    /// The part of the configuration that operations need.
    struct Settings: Sendable {
        let database: String
        let operationTimeout: Duration
        let transactionTimeout: Duration
        let transactionAttemptsMax: Int
        let meters: StoreMeters

        init(_ configuration: StoreConfiguration, _ meters: StoreMeters) {
            self.meters = meters
            database = configuration.database
            operationTimeout = configuration.operationTimeout
            transactionTimeout = configuration.transactionTimeout
            transactionAttemptsMax = configuration.transactionAttemptsMax
        }
    }

    let pointer: OpaquePointer
    let settings: Settings
    /// The session of the running transaction, and its encoded field for command options.
    private(set) var session: SessionReference?
    private var collections: [String: CollectionReference] = [:]
    private let pool: ClientPool
    /// Where the client comes from whose commands may take long.
    private let patientPool: ClientPool
    private var patient: OpaquePointer?

    init(
        of pool: ClientPool, patient patientPool: ClientPool, _ settings: Settings
    ) throws(StoreError) {
        try requireName(settings.database, "database")
        guard let client = unsafe pool.pop() else {
            throw StoreError(.busy, "the pool has no client left")
        }
        unsafe pointer = client
        self.pool = pool
        self.patientPool = patientPool
        self.settings = settings
        HandleCount.create()
    }

    deinit {
        // Free the dependent handles first, then the client, then the pool if it was the last.
        for collection in collections.values { collection.destroy() }
        session?.destroy()
        unsafe patient.map { unsafe patientPool.push($0) }
        unsafe pool.push(pointer)
        HandleCount.destroy()
    }

    /// The handle of a collection, created once for each client.
    mutating func collection(_ name: String) throws(StoreError) -> CollectionReference {
        if let known = collections[name] { return known }
        try requireName(name, "collection")
        guard collections.count < Self.collectionsMax else {
            throw StoreError(.malformed, "more than \(Self.collectionsMax) collections are in use")
        }
        let made = unsafe CollectionReference(of: pointer, settings.database, name)
        collections[name] = made
        return made
    }

    /// A client of the driver for commands that take the server long and that no caller waits for,
    /// such as building an index on a large collection. It is connected when it is first needed,
    /// and is not part of a transaction.
    mutating func patientPointer() throws(StoreError) -> OpaquePointer {
        if let patient = unsafe patient { return unsafe patient }
        guard let popped = unsafe patientPool.pop() else {
            throw StoreError(.busy, "the pool has no client left")
        }
        unsafe patient = popped
        return unsafe popped
    }

    /// Whether a transaction is running.
    public var isInTransaction: Bool { session != nil }

    /// - Parameter isSnapshot: whether all reads see the database as of the first read.
    mutating func beginSession(isSnapshot: Bool = false) throws(StoreError) -> SessionReference {
        let begun = try unsafe SessionReference(of: pointer, isSnapshot: isSnapshot)
        session = begun
        return begun
    }

    mutating func endSession() {
        session?.destroy()
        session = nil
    }

    /// A command's options: those of `build`, the time it may take, and the session.
    ///
    /// A `timeout` of nil is the configured one.
    func options(
        timeout: Duration? = nil, _ build: (inout BSONWriter) -> Void = { _ in }
    ) -> BSON {
        BSON { writer in
            build(&writer)
            writer.append(
                "maxTimeMS", (timeout ?? settings.operationTimeout).wholeMilliseconds)
            appendSession(to: &writer)
        }
    }

    /// The options of a command without a time limit on the server.
    func unlimitedOptions(_ build: (inout BSONWriter) -> Void = { _ in }) -> BSON {
        BSON { writer in
            build(&writer)
            appendSession(to: &writer)
        }
    }

    private func appendSession(to writer: inout BSONWriter) {
        if let session { writer.append(encoded: session.field) }
    }
}

/// Rejects a name with a NUL: C would end it there, and it would name something else.
func requireName(_ name: String, _ what: String) throws(StoreError) {
    guard !name.isEmpty, !name.utf8.contains(0) else {
        throw .illFormed("invalid name of a \(what): it is empty or contains a NUL")
    }
}
