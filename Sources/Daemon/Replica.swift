internal import Mongo

/// Makes a newly started server the only member of its own replica set.
struct Replica {
    /// The name of the replica set.
    static let name = "ebb"
    /// The server's error code for a replica set that was never initiated.
    private static let notYetInitialized: Int32 = 94

    let store: Store
    let socket: SocketPath

    /// One step toward a primary. Returns its version when it is primary, nil to try again.
    func advance() async throws(StoreError) -> String? {
        let server = try await store.perform(Hello())
        if server.isWritablePrimary { return server.version }
        // A member becomes primary by itself within some tens of milliseconds.
        if server.setName == nil { try await makeMember() }
        return nil
    }

    /// Initiates the set, or updates its address after the data folder was moved.
    private func makeMember() async throws(StoreError) {
        do {
            let current = try await perform(BSON { $0.append("replSetGetConfig", Int32(1)) })
            let version = try current.read { (reader) throws(StoreError) in
                try reader.document("config") { (config) throws(StoreError) in
                    try config.int64("version")
                }
            }
            let moved = configuration(version: version + 1)
            try await perform(
                BSON {
                    $0.append("replSetReconfig", bson: moved)
                    // Without a primary, no member could agree to it.
                    $0.append("force", true)
                })
        } catch let error where error.server?.code == Self.notYetInitialized {
            let first = configuration(version: 1)
            try await perform(BSON { $0.append("replSetInitiate", bson: first) })
        }
    }

    private func configuration(version: Int64) -> BSON {
        BSON {
            $0.append("_id", Self.name)
            $0.append("version", Int32(clamping: version))
            $0.append("protocolVersion", Int64(1))
            $0.array("members") {
                $0.document {
                    $0.append("_id", Int32(0))
                    $0.append("host", socket.path)
                }
            }
        }
    }

    @discardableResult
    private func perform(_ command: BSON) async throws(StoreError) -> BSON {
        try await store.perform(RunCommand(database: "admin", command))
    }
}
