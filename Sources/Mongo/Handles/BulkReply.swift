/// The outcome of writes that were sent together.
struct BulkReply {
    /// A write that the server rejected.
    struct WriteError: BSONDecodable {
        /// The index of the write, from 0, in the order in which they were added.
        let index: Int
        let code: Int32
        let message: String

        init(reading reader: borrowing BSONReader) throws(StoreError) {
            index = Int(try reader.int64("index"))
            code = Int32(truncatingIfNeeded: try reader.int64("code"))
            message = try reader.optionalString("errmsg") ?? "no reason given"
        }

        var isDuplicate: Bool { [11000, 11001, 12582].contains(code) }
        var isRefused: Bool { code == StoreError.refusedByValidator }
    }

    var inserted = 0
    var matched = 0
    var modified = 0
    var removed = 0
    var upserted = 0
    var writeErrors: [WriteError] = []
    /// The error when a majority did not confirm the writes.
    var concernError: StoreError?
    /// The error of the driver for the whole bulk.
    var error: StoreError?

    init() {}

    init(_ reply: BSON, _ error: StoreError?) throws(StoreError) {
        self.error = error
        try reply.read { (reader) throws(StoreError) in
            inserted = Int(try reader.optionalInt64("nInserted") ?? 0)
            matched = Int(try reader.optionalInt64("nMatched") ?? 0)
            modified = Int(try reader.optionalInt64("nModified") ?? 0)
            removed = Int(try reader.optionalInt64("nRemoved") ?? 0)
            upserted = Int(try reader.optionalInt64("nUpserted") ?? 0)
            if try reader.has("writeErrors") {
                writeErrors = try reader.decodeArray("writeErrors")
            }
            guard try reader.has("writeConcernErrors") else { return }
            try reader.forEachDocument(in: "writeConcernErrors") { (item) throws(StoreError) in
                concernError = StoreError(
                    serverCode: Int32(truncatingIfNeeded: try item.optionalInt64("code") ?? 64),
                    try item.optionalString("errmsg") ?? "a majority did not confirm",
                    name: try item.optionalString("codeName"),
                    labels: error?.server?.labels ?? [])
            }
        }
    }

    /// Throws unless every write succeeded.
    func requireSuccess() throws(StoreError) {
        if let error { throw error }
    }

    /// Throws unless every one of `count` writes succeeded, met a duplicate key, or was rejected
    /// by a validator when that is reported. Returns the indices of the duplicates and of the
    /// rejected writes.
    ///
    /// The driver reports the first rejected write before anything else, so a connection that
    /// was lost later shows only in counts that do not add up.
    func notInserted(
        of count: Int, reportsRefused: Bool
    ) throws(StoreError) -> (duplicates: [Int], refused: [Int]) {
        let other = writeErrors.first { !$0.isDuplicate && !($0.isRefused && reportsRefused) }
        if let other {
            throw StoreError(
                serverCode: other.code, other.message, name: nil,
                labels: error?.server?.labels ?? [])
        }
        if let concernError { throw concernError }
        if let error, writeErrors.isEmpty { throw error }
        guard inserted + writeErrors.count == count else {
            let unknown = count - inserted - writeErrors.count
            throw StoreError(
                .unreachable,
                "MongoDB did not report the outcome of \(unknown) of \(count) documents")
        }
        return (
            writeErrors.filter(\.isDuplicate).map(\.index),
            writeErrors.filter(\.isRefused).map(\.index)
        )
    }
}
