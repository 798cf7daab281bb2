internal import CMongo
internal import CoreMetrics

/// Owns a `mongoc_transaction_opt_t` and drives one session's transactions with it.
@safe struct Transaction: ~Copyable {
    private let session: SessionReference
    private let options: OpaquePointer
    private let meters: StoreMeters

    init(_ session: SessionReference, _ settings: Client.Settings) {
        self.session = session
        meters = settings.meters
        unsafe options = mongoc_transaction_opts_new()
        HandleCount.create()
        let concern = WriteConcern.majority(within: settings.operationTimeout)
        unsafe mongoc_transaction_opts_set_write_concern(options, concern.pointer)
        // The options copy both concerns, so ours are freed here.
        let snapshot = unsafe mongoc_read_concern_new()
        _ = unsafe mongoc_read_concern_set_level(snapshot, MONGOC_READ_CONCERN_LEVEL_SNAPSHOT)
        unsafe mongoc_transaction_opts_set_read_concern(options, snapshot)
        unsafe mongoc_read_concern_destroy(snapshot)
        // Whatever the URI says of reads: the server refuses a transaction on a secondary.
        let primary = unsafe mongoc_read_prefs_new(MONGOC_READ_PRIMARY)
        unsafe mongoc_transaction_opts_set_read_prefs(options, primary)
        unsafe mongoc_read_prefs_destroy(primary)
        unsafe mongoc_transaction_opts_set_max_commit_time_ms(
            options, settings.operationTimeout.wholeMilliseconds)
    }

    deinit {
        unsafe mongoc_transaction_opts_destroy(options)
        HandleCount.destroy()
    }

    func start() throws(StoreError) {
        var error = bson_error_t()
        guard unsafe mongoc_client_session_start_transaction(session.pointer, options, &error)
        else { throw StoreError(&error) }
    }

    /// Sends the commit until its outcome is known.
    func commit(_ patience: inout Patience) throws(StoreError) {
        while true {
            let (_, error) = withReply { (reply, error) in
                unsafe mongoc_client_session_commit_transaction(session.pointer, reply, &error)
            }
            guard let error else { return }
            // A commit that exceeded its own time limit would do so again.
            let isWorthIt = error.isUnknownCommitResult && error.server?.code != 50
            guard isWorthIt, try patience.mayRetry() else { throw error }
            meters.commitRetries.increment()
        }
    }

    /// Aborts the transaction. If the server does not receive this, it aborts by timeout.
    func abort() {
        var error = bson_error_t()
        _ = unsafe mongoc_client_session_abort_transaction(session.pointer, &error)
    }
}
