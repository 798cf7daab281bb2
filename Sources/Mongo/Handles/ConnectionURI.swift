internal import CMongo

/// Owns a `mongoc_uri_t` with the configuration's limits set where the URI has none.
@safe struct ConnectionURI: ~Copyable {
    let pointer: OpaquePointer

    /// Throws ``StoreError/Code/invalidURI``.
    init(_ configuration: StoreConfiguration) throws(StoreError) {
        unsafe pointer = try Self.parse(configuration)
        HandleCount.create()
        setLimits(configuration)
        setName(configuration)
        setWriteConcern(configuration)
    }

    private static func parse(
        _ configuration: StoreConfiguration
    ) throws(StoreError) -> OpaquePointer {
        Driver.start()
        let name = configuration.appName.utf8
        guard name.count <= 128, !name.contains(0) else {
            throw .illFormed("the application's name exceeds 128 bytes or holds a NUL")
        }
        guard !configuration.uri.utf8.contains(0) else {
            throw .invalidURI("it holds a NUL", configuration)
        }
        var error = bson_error_t()
        guard let uri = unsafe mongoc_uri_new_with_error(configuration.uri, &error) else {
            throw .invalidURI(driverMessage(&error), configuration)
        }
        return unsafe uri
    }

    deinit {
        unsafe mongoc_uri_destroy(pointer)
        HandleCount.destroy()
    }

    private func setLimits(_ configuration: StoreConfiguration) {
        let limits = [
            (MONGOC_URI_SERVERSELECTIONTIMEOUTMS, configuration.serverSelectionTimeout),
            (MONGOC_URI_CONNECTTIMEOUTMS, configuration.connectTimeout),
            (MONGOC_URI_SOCKETTIMEOUTMS, configuration.socketTimeout),
        ]
        for (option, limit) in limits where unsafe !mongoc_uri_has_option(pointer, option) {
            let milliseconds = Int32(clamping: limit.wholeMilliseconds)
            _ = unsafe mongoc_uri_set_option_as_int32(pointer, option, milliseconds)
        }
        if unsafe !mongoc_uri_has_option(pointer, MONGOC_URI_RETRYWRITES) {
            _ = unsafe mongoc_uri_set_option_as_bool(pointer, MONGOC_URI_RETRYWRITES, true)
        }
    }

    private func setName(_ configuration: StoreConfiguration) {
        guard unsafe !mongoc_uri_has_option(pointer, MONGOC_URI_APPNAME) else { return }
        // Refused only for a length that has been checked.
        _ = unsafe mongoc_uri_set_appname(pointer, configuration.appName)
    }

    /// Majority and journal, unless the URI says otherwise: a behavior that was
    /// acknowledged survives any one server.
    private func setWriteConcern(_ configuration: StoreConfiguration) {
        let options = [MONGOC_URI_W, MONGOC_URI_JOURNAL, MONGOC_URI_WTIMEOUTMS]
        guard !options.contains(where: { unsafe mongoc_uri_has_option(pointer, $0) }) else {
            return
        }
        let concern = WriteConcern.majority(within: configuration.operationTimeout)
        unsafe mongoc_uri_set_write_concern(pointer, concern.pointer)
    }
}

/// Owns a `mongoc_write_concern_t`.
@safe struct WriteConcern: ~Copyable {
    let pointer: OpaquePointer

    private init() {
        unsafe pointer = mongoc_write_concern_new()
        HandleCount.create()
    }

    deinit {
        unsafe mongoc_write_concern_destroy(pointer)
        HandleCount.destroy()
    }

    static func majority(within timeout: Duration) -> WriteConcern {
        let concern = WriteConcern()
        unsafe mongoc_write_concern_set_wmajority(
            concern.pointer, Int32(clamping: timeout.wholeMilliseconds))
        unsafe mongoc_write_concern_set_journal(concern.pointer, true)
        return concern
    }
}

extension Duration {
    /// Milliseconds, rounded up: a limit above zero never becomes "without limit".
    var wholeMilliseconds: Int64 {
        let (seconds, attoseconds) = components
        let (product, overflow) = seconds.multipliedReportingOverflow(by: 1000)
        if overflow { return seconds < 0 ? 1 : .max / 2 }
        return max(1, product + (attoseconds + 999_999_999_999_999) / 1_000_000_000_000_000)
    }
}

extension StoreError {
    /// A URI that cannot be read, explained without the password.
    static func invalidURI(_ reason: String, _ configuration: StoreConfiguration) -> StoreError {
        let credentials = Credentials(uri: configuration.uri)
        let reason = credentials.appear(in: reason) ? "see its part before the @" : reason
        return StoreError(
            .invalidURI,
            "the MongoDB URI cannot be read (\(reason)); "
                + "write it like mongodb://host:27017, with % escapes in name and password")
    }
}
