internal import CMongo
public import CoreMetrics

/// A connection to a MongoDB database, on which operations are performed.
///
///     let store = try Store(StoreConfiguration(uri: "mongodb://localhost", database: "ebb"))
///     let found: [BSON] = try await store.perform(Find("items", filter: .empty))
///
/// A store has a fixed number of lanes for each class of operations. An operation runs on one of
/// them and blocks only the thread of that lane, so slow operations of one class never delay those
/// of another. All clients come from one pool, so that the lanes share one server
/// monitor: its threads notice a failover before the next operation does.
public final class Store: Sendable {
    /// The version of libmongoc, such as `1.23.1`.
    public static var driverVersion: String { unsafe String(cString: mongoc_get_version()) }

    /// The name of the database that all collections are in.
    package let database: String
    /// The metrics of this store, which the layers above use too.
    package let metrics: any MetricsFactory
    private let meters: StoreMeters
    private let interactive: LaneGroup
    private let background: LaneGroup
    private let maintenance: LaneGroup

    /// Creates the lanes. The first operation connects to the server, not this initializer.
    ///
    /// Throws ``StoreError/Code/invalidURI`` with one sentence, without the password.
    public init(
        _ configuration: StoreConfiguration, metrics: any MetricsFactory = MetricsSystem.factory
    ) throws(StoreError) {
        let counts = LaneClass.allCases.map(configuration.lanes(of:))
        guard counts.allSatisfy({ $0 > 0 }), configuration.waitersMax >= 0 else {
            throw StoreError(.malformed, "invalid number of lanes: expected at least 1")
        }
        let pool = try ClientPool(configuration)
        let patientPool = try ClientPool(configuration, isPatient: true)
        let meters = StoreMeters(metrics)
        let settings = Client.Settings(configuration, meters)
        var number = 0
        func group(_ work: LaneClass) throws(StoreError) -> LaneGroup {
            var lanes: [Lane] = []
            for _ in 0..<configuration.lanes(of: work) {
                let client = try Client(of: pool, patient: patientPool, settings)
                lanes.append(Lane(number: number, client: client))
                number += 1
            }
            return LaneGroup(lanes, waitersMax: configuration.waitersMax)
        }
        interactive = try group(.interactive)
        background = try group(.background)
        maintenance = try group(.maintenance)
        database = configuration.database
        self.metrics = metrics
        self.meters = meters
    }

    /// Performs an operation on the first free lane of its class.
    ///
    /// Throws the error of the operation, ``StoreError/Code/busy`` when too many wait,
    /// ``StoreError/Code/cancelled`` when the task was cancelled while it waited, and
    /// ``StoreError/Code/closed`` after ``close()``.
    public func perform<O: Operation>(
        _ operation: O, as work: LaneClass = .interactive
    ) async throws(StoreError) -> O.Output {
        try await perform(operation, in: group(of: work), lane: nil)
    }

    /// Performs an interactive operation on the lane of `key`: operations with the same key never
    /// overlap, and run in the order of their calls.
    public func perform<O: Operation>(
        _ operation: O, for key: Int
    ) async throws(StoreError) -> O.Output {
        try await perform(operation, in: interactive, lane: interactive.lane(of: key))
    }

    /// Starts a task that performs operations for `key`, on the thread of its lane when that is
    /// free, so that no other thread must be woken before and after them.
    package func start(for key: Int, _ work: @escaping @Sendable () async -> Void) {
        let lane = interactive.lane(of: key)
        let isFree = interactive.gate.isFree(lane: lane)
        let executor = isFree ? interactive.lanes[lane].executor : nil
        Task(executorPreference: executor) { await work() }
    }

    private func group(of work: LaneClass) -> LaneGroup {
        switch work {
        case .interactive: interactive
        case .background: background
        case .maintenance: maintenance
        }
    }

    private func perform<O: Operation>(
        _ operation: O, in group: LaneGroup, lane: Int?
    ) async throws(StoreError) -> O.Output {
        let number = try await enter(group.gate, lane)
        defer { group.gate.leave(lane: number) }
        return try await group.lanes[number].perform(operation)
    }

    private func enter(_ gate: LaneGate, _ lane: Int?) async throws(StoreError) -> Int {
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

    /// The number of operations of a class that can run at once.
    package func laneCount(of work: LaneClass) -> Int { group(of: work).lanes.count }

    /// The number of operations that wait for a lane now.
    package var waiting: Int {
        LaneClass.allCases.reduce(0) { $0 + group(of: $1).gate.waiting }
    }

    /// Rejects waiting operations, lets running ones finish, then frees the clients and the pool.
    public func close() async {
        for work in LaneClass.allCases { await group(of: work).close() }
    }
}
