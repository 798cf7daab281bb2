internal import CMongo

/// The message of a driver's error.
func driverMessage(_ error: inout bson_error_t) -> String {
    // The C string is part of the error, which outlives the copy made here.
    let message = unsafe String(cString: ebb_error_message(&error))
    return message.hasSuffix(".") ? String(message.dropLast()) : message
}

/// Translates the errors of libmongoc into `StoreError`, in this one place.
extension StoreError {
    /// Translates the error of a failed call and its reply, if there is one.
    init(_ error: inout bson_error_t, reply: BSON? = nil) {
        let answered = [MONGOC_ERROR_SERVER, MONGOC_ERROR_WRITE_CONCERN].contains {
            $0.rawValue == error.domain
        }
        let words = driverMessage(&error)
        let labels = reply?.errorLabels ?? []
        let code = Int32(truncatingIfNeeded: error.code)
        if answered {
            self.init(
                serverCode: code, words, name: reply?.optional("codeName"), labels: labels)
        } else {
            let server = ServerReply(code: 0, name: nil, labels: labels)
            // For a connection that broke during a commit, the label says more than the code.
            let kind =
                labels.contains(StoreError.unknownCommit)
                ? Code.commitUnknown
                : Code(domain: error.domain, driverCode: error.code, words)
            self.init(kind, kind.sentence(words), server: labels.isEmpty ? nil : server)
        }
    }

    /// Translates an error code of the server.
    init(serverCode: Int32, _ words: String, name: String?, labels: Set<String>) {
        let server = ServerReply(code: serverCode, name: name, labels: labels)
        let kind = Code(server, words)
        self.init(kind, kind.sentence(words), server: server)
    }
}

extension BSON {
    /// The labels that a failed command carries.
    fileprivate var errorLabels: Set<String> {
        let labels = try? read { (reader) throws(StoreError) in
            try reader.has("errorLabels") ? reader.strings("errorLabels") : []
        }
        return Set(labels ?? [])
    }

    fileprivate func optional(_ key: String) -> String? {
        try? read { (reader) throws(StoreError) in try reader.optionalString(key) }
    }
}

extension StoreError.Code {
    /// Translates an error of the driver.
    fileprivate init(domain: UInt32, driverCode: UInt32, _ words: String) {
        switch mongoc_error_domain_t(rawValue: domain) {
        case MONGOC_ERROR_STREAM: self = .unreachable
        case MONGOC_ERROR_SERVER_SELECTION:
            self = words.contains("uthentication") ? .authenticationFailed : .unreachable
        case MONGOC_ERROR_SASL, MONGOC_ERROR_SCRAM: self = .authenticationFailed
        case MONGOC_ERROR_CLIENT:
            self =
                switch mongoc_error_code_t(rawValue: driverCode) {
                case MONGOC_ERROR_CLIENT_AUTHENTICATE: .authenticationFailed
                case MONGOC_ERROR_CLIENT_SESSION_FAILURE: .notReplicaSet
                default: .unreachable
                }
        case MONGOC_ERROR_BSON where words.contains("too large"): self = .tooLarge
        case MONGOC_ERROR_BSON, MONGOC_ERROR_NAMESPACE, MONGOC_ERROR_COMMAND: self = .malformed
        case MONGOC_ERROR_TRANSACTION where words.contains("not supported"): self = .notReplicaSet
        case MONGOC_ERROR_GRIDFS:
            let isMissing =
                driverCode == MONGOC_ERROR_GRIDFS_BUCKET_FILE_NOT_FOUND.rawValue
            self = isMissing ? .notFound : .malformed
        default: self = .server
        }
    }

    /// Translates a server error. The numbers come from the server's error_codes.yml.
    fileprivate init(_ reply: StoreError.ServerReply, _ words: String) {
        if reply.labels.contains(StoreError.unknownCommit) {
            self = .commitUnknown
            return
        }
        switch reply.code {
        case 11000, 11001, 12582: self = .duplicateKey
        case 112: self = .writeConflict
        case 18: self = .authenticationFailed
        case 13: self = .unauthorized
        case 50, 64, 89, 202, 262, 290: self = .timedOut
        case 76, 123: self = .notReplicaSet
        case 20 where words.contains("Transaction numbers"): self = .notReplicaSet
        case 14031: self = .diskFull
        case 6, 7, 91, 189, 9001, 10058, 10107, 11600, 11602, 13435, 13436: self = .unreachable
        case 10334, 17419, 17420: self = .tooLarge
        case 22: self = .malformed
        case 8000 where words.contains("not allowed to do action"): self = .unauthorized
        case 26, 27: self = .notFound
        case 239: self = .snapshotTooOld
        case _ where words.contains("does not support retryable writes"): self = .notReplicaSet
        case _ where words.contains("No space left on device"): self = .diskFull
        case _ where reply.labels.contains(StoreError.transientTransaction): self = .transient
        default: self = .server
        }
    }

    /// The message: what is wrong and what to do, with the text of the driver or the server.
    fileprivate func sentence(_ words: String) -> String {
        switch self {
        case .unreachable:
            "MongoDB cannot be reached (\(words)): check the address and that the server runs"
        case .timedOut: "MongoDB did not finish in time (\(words)): try again, or allow more time"
        case .authenticationFailed:
            "MongoDB refuses the user name or the password (\(words)): check them in the URI"
        case .unauthorized:
            "MongoDB does not allow this user to do this (\(words)): grant "
                + (MissingRole(words)?.text ?? "a role that allows it")
        case .notReplicaSet:
            "MongoDB runs as a standalone server, without transactions (\(words)): "
                + "start it with --replSet and initiate the set"
        case .duplicateKey: "duplicate key: a document with this key already exists (\(words))"
        case .writeConflict: "another write changed the same document (\(words)): try again"
        case .transient: "the transaction failed for now (\(words)): try again"
        case .commitUnknown:
            "it is unknown whether the transaction was committed (\(words)): read before you retry"
        case .tooLarge:
            "a document is larger than MongoDB can hold, 16 MB (\(words))"
        case .diskFull: "the disk of MongoDB is full (\(words)): free some space and try again"
        case .notFound: "not found in MongoDB (\(words))"
        case .snapshotTooOld:
            "MongoDB no longer has the snapshot (\(words)): it keeps history for "
                + "minSnapshotHistoryWindowInSeconds, 300 by default"
        default: "MongoDB rejected the request (\(words))"
        }
    }
}
