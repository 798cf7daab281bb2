internal import CMongo

/// Runs any command and returns the reply.
///
/// A command without `maxTimeMS` gets the configured one, except `getMore`, which has that of the
/// command that opened its cursor. No read or write concern is added, and
/// the command is not retried.
public struct RunCommand: Operation {
    private let database: String?
    private let command: BSON
    private let limited: Bool
    private let isPatient: Bool

    /// Creates a command for a database.
    ///
    /// - Parameters:
    ///   - database: nil for the store's own.
    ///   - command: its name must come first.
    ///   - isPatient: whether no caller waits for it, so that the server may be silent for longer
    ///     before it answers. In a transaction that makes no difference.
    public init(database: String? = nil, _ command: BSON, isPatient: Bool = false) {
        self.init(database: database, command, limited: true, isPatient: isPatient)
    }

    init(database: String? = nil, _ command: BSON, limited: Bool, isPatient: Bool = true) {
        self.database = database
        self.command = command
        self.limited = limited
        self.isPatient = isPatient
    }

    /// Throws the error that the server returns.
    public func execute(on client: inout Client) throws(StoreError) -> BSON {
        let name = database ?? client.settings.database
        try requireName(name, "database")
        let hasLimit = try command.read { (reader) throws(StoreError) in
            try reader.has("getMore") ? true : try reader.has("maxTimeMS")
        }
        let options = limited && !hasLimit ? client.options() : client.unlimitedOptions()
        let mayWait = isPatient && !client.isInTransaction
        let pointer = unsafe mayWait ? try client.patientPointer() : client.pointer
        let (reply, error) = withReply { (reply, error) in
            command.withPointer { command in
                options.withPointer { options in
                    unsafe mongoc_client_command_with_opts(
                        pointer, name, command, nil, options, reply, &error)
                }
            }
        }
        if let error { throw error }
        return reply
    }
}
