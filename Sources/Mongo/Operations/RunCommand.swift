internal import CMongo

/// Runs any command and returns the reply.
///
/// A command without `maxTimeMS` gets the configured one. No read or write concern is added, and
/// the command is not retried.
public struct RunCommand: Operation {
    private let database: String?
    private let command: BSON
    private let limited: Bool

    /// Creates a command for a database (nil for the store's own); its name must come first.
    public init(database: String? = nil, _ command: BSON) {
        self.init(database: database, command, limited: true)
    }

    init(database: String? = nil, _ command: BSON, limited: Bool) {
        self.database = database
        self.command = command
        self.limited = limited
    }

    /// Throws the error that the server returns.
    public func execute(on client: inout Client) throws(StoreError) -> BSON {
        let name = database ?? client.settings.database
        try requireName(name, "database")
        let hasLimit = try command.read { (reader) throws(StoreError) in
            try reader.has("maxTimeMS")
        }
        let options = limited && !hasLimit ? client.options() : client.unlimitedOptions()
        let isPatient = !limited && !client.isInTransaction
        let pointer = unsafe isPatient ? try client.patientPointer() : client.pointer
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
