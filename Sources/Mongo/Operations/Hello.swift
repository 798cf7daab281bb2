/// Pings the server.
public struct Ping: Operation {
    /// Creates the command.
    public init() {}

    /// Throws ``StoreError/Code/unreachable`` when no server answers.
    public func execute(on client: inout Client) throws(StoreError) {
        let command = BSON { $0.append("ping", Int32(1)) }
        _ = try RunCommand(database: "admin", command).execute(on: &client)
    }
}

/// What a server says about itself.
public struct ServerIdentity: Sendable, Hashable {
    /// The replica set's name; nil for a standalone server.
    public let setName: String?
    /// Whether the server accepts writes.
    public let isWritablePrimary: Bool
    /// The server's version, such as `6.0.5`.
    public let version: String
}

/// Asks the server for its role and version.
public struct Hello: Operation {
    /// Creates the command.
    public init() {}

    /// Every kind of server answers this.
    public func execute(on client: inout Client) throws(StoreError) -> ServerIdentity {
        let hello = try reply(to: "hello", on: &client)
        let build = try reply(to: "buildInfo", on: &client)
        let version = try build.read { (reader) throws(StoreError) in
            try reader.string("version")
        }
        return try hello.read { (reader) throws(StoreError) in
            ServerIdentity(
                setName: try reader.optionalString("setName"),
                isWritablePrimary: try reader.optionalBool("isWritablePrimary") ?? false,
                version: version)
        }
    }

    private func reply(to name: String, on client: inout Client) throws(StoreError) -> BSON {
        let command = BSON { $0.append(name, Int32(1)) }
        return try RunCommand(database: "admin", command).execute(on: &client)
    }
}
