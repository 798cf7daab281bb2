internal import CMongo
internal import Dispatch

/// Owns a `mongoc_client_pool_t`. Each client holds its pool, so the pool outlives them all.
@safe final class ClientPool: Sendable {
    // libmongoc guarantees thread safety; freed once, after the last client.
    private nonisolated(unsafe) let pointer: OpaquePointer

    /// How long a patient client waits for a silent server.
    private static let patience = Duration.seconds(120)

    /// - Parameter isPatient: whether its clients wait longer for a silent server, unless the URI
    ///   says otherwise.
    /// - Throws: ``StoreError/Code/invalidURI``.
    init(_ configuration: StoreConfiguration, isPatient: Bool = false) throws(StoreError) {
        var configuration = configuration
        if isPatient {
            configuration.socketTimeout = max(configuration.socketTimeout, Self.patience)
        }
        Driver.start()
        let uri = try ConnectionURI(configuration)
        var error = bson_error_t()
        guard let pool = unsafe mongoc_client_pool_new_with_error(uri.pointer, &error) else {
            throw .invalidURI(driverMessage(&error), configuration)
        }
        unsafe pointer = pool
        HandleCount.create()
        unsafe mongoc_client_pool_max_size(pool, UInt32(clamping: configuration.lanesInAll))
        // Version 2 reports the server's own codes in a separate domain.
        _ = unsafe mongoc_client_pool_set_error_api(pool, MONGOC_ERROR_API_VERSION_2)
    }

    // The driver's server monitor checks only every half second whether it should end, and freeing
    // the pool waits for it. So the pool is freed in the background.
    deinit {
        nonisolated(unsafe) let pool = unsafe pointer
        Self.endings.async {
            unsafe mongoc_client_pool_destroy(pool)
            HandleCount.destroy()
        }
    }

    private static let endings = DispatchQueue(label: "store.endings", attributes: .concurrent)

    /// Waits until every pool that was released so far has been freed.
    static func awaitEndings() { endings.sync(flags: .barrier) {} }

    /// Pops a client for good; nil when the pool is empty.
    func pop() -> OpaquePointer? { unsafe mongoc_client_pool_try_pop(pointer) }

    func push(_ client: OpaquePointer) { unsafe mongoc_client_pool_push(pointer, client) }
}

/// The libmongoc library.
public enum Driver {
    private static let started: Void = ebb_start()

    /// Initializes libmongoc, once per process. (Only leak checkers need its cleanup.)
    ///
    /// Every store does this. A program that may end without opening a store must do it first: then
    /// it leaves no counters in shared memory, about which a later process with the same number
    /// would print a warning.
    public static func start() { started }
}
