internal import CMongo
public import CoreMetrics

/// A connection to a MongoDB database, on which operations are performed.
///
///     let store = try Store(StoreConfiguration(uri: "mongodb://localhost", database: "ebb"))
///     let found: [BSON] = try await store.perform(Find("items", filter: .empty))
///
/// A store has a fixed number of lanes. An operation runs on one of them and blocks only the
/// thread of that lane. All clients come from one pool, so that the lanes share one server
/// monitor: its threads notice a failover before the next operation does.
public final class Store: Sendable {
    /// The version of libmongoc, such as `1.23.1`.
    public static var driverVersion: String { unsafe String(cString: mongoc_get_version()) }

    /// The name of the database that all collections are in.
    package let database: String
    /// The metrics of this store, which the layers above use too.
    package let metrics: any MetricsFactory
    private let meters: StoreMeters
    private let gate: LaneGate
    private let lanes: [Lane]

    /// Creates the lanes. The first operation connects to the server, not this initializer.
    ///
    /// Throws ``StoreError/Code/invalidURI`` with one sentence, without the password.
    public init(
        _ configuration: StoreConfiguration, metrics: any MetricsFactory = MetricsSystem.factory
    ) throws(StoreError) {
        guard configuration.lanes > 0, configuration.waitersMax >= 0 else {
            throw StoreError(.malformed, "invalid number of lanes: expected at least 1")
        }
        let pool = try ClientPool(configuration)
        let patientPool = try ClientPool(configuration, isPatient: true)
        let meters = StoreMeters(metrics)
        let settings = Client.Settings(configuration, meters)
        var lanes: [Lane] = []
        for number in 0..<configuration.lanes {
            lanes.append(
                Lane(number: number, client: try Client(of: pool, patient: patientPool, settings)))
        }
        self.lanes = lanes
        database = configuration.database
        self.metrics = metrics
        self.meters = meters
        gate = LaneGate(lanes: lanes.count, waitersMax: configuration.waitersMax)
    }

    /// Performs an operation on the first free lane.
    ///
    /// Throws the error of the operation, ``StoreError/Code/busy`` when too many wait,
    /// ``StoreError/Code/cancelled`` when the task was cancelled while it waited, and
    /// ``StoreError/Code/closed`` after ``close()``.
    public func perform<O: Operation>(_ operation: O) async throws(StoreError) -> O.Output {
        try await perform(operation, lane: nil)
    }

    /// Performs an operation on the lane of `key`: operations with the same key never overlap, and
    /// run in the order of their calls.
    public func perform<O: Operation>(
        _ operation: O, for key: Int
    ) async throws(StoreError) -> O.Output {
        try await perform(operation, lane: lane(of: key))
    }

    /// Starts a task that performs operations for `key`, on the thread of its lane when that is
    /// free, so that no other thread must be woken before and after them.
    package func start(for key: Int, _ work: @escaping @Sendable () async -> Void) {
        let lane = lane(of: key)
        let executor = gate.isFree(lane: lane) ? lanes[lane].executor : nil
        Task(executorPreference: executor) { await work() }
    }

    private func lane(of key: Int) -> Int {
        // The bit pattern, so that a negative key has a lane too.
        Int(UInt(bitPattern: key) % UInt(lanes.count))
    }

    private func perform<O: Operation>(
        _ operation: O, lane: Int?
    ) async throws(StoreError) -> O.Output {
        let number = try await enter(lane)
        defer { gate.leave(lane: number) }
        return try await lanes[number].perform(operation)
    }

    private func enter(_ lane: Int?) async throws(StoreError) -> Int {
        let start = ContinuousClock.now
        do {
            let number = try await gate.enter(lane: lane)
            meters.laneWait.recordNanoseconds((ContinuousClock.now - start).wholeNanoseconds)
            return number
        } catch {
            if error.code == .busy { meters.laneRefusals.increment() }
            throw error
        }
    }

    /// The number of operations that can run at once.
    package var laneCount: Int { lanes.count }

    /// The number of operations that wait for a lane now.
    package var waiting: Int { gate.waiting }

    /// Rejects waiting operations, lets running ones finish, then frees the clients and the pool.
    public func close() async {
        await gate.close()
        for lane in lanes { await lane.close() }
    }
}
