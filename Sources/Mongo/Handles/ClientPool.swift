internal import CMongo
internal import Dispatch

/// Owns a `mongoc_client_pool_t`. Each client holds its pool, so the pool outlives them all.
@safe final class ClientPool: Sendable {
    // Thread-safe by libmongoc's own promise; given up once, when the last client has gone.
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
        unsafe mongoc_client_pool_max_size(pool, UInt32(clamping: configuration.lanes))
        // Version 2 gives the server's own codes in a domain of their own.
        _ = unsafe mongoc_client_pool_set_error_api(pool, MONGOC_ERROR_API_VERSION_2)
    }

    // The driver's watch over a server looks only every half second whether it is to end, and the
    // pool's end waits for it. Nobody else has to.
    deinit {
        nonisolated(unsafe) let pool = unsafe pointer
        Self.endings.async {
            unsafe mongoc_client_pool_destroy(pool)
            HandleCount.destroy()
        }
    }

    private static let endings = DispatchQueue(label: "store.endings", attributes: .concurrent)

    /// Waits for every pool that has been given up until now to have ended.
    static func awaitEndings() { endings.sync(flags: .barrier) {} }

    /// A client for life; nil when all are out.
    func pop() -> OpaquePointer? { unsafe mongoc_client_pool_try_pop(pointer) }

    func push(_ client: OpaquePointer) { unsafe mongoc_client_pool_push(pointer, client) }
}

/// The library itself.
public enum Driver {
    private static let started: Void = ebb_start()

    /// Initializes libmongoc, once for the process. (Its clean-up is for leak checkers only.)
    ///
    /// Every store does so. A program that may end without one does it first of all: it then leaves
    /// no counters behind in shared memory, of which another with its number would complain.
    public static func start() { started }
}
