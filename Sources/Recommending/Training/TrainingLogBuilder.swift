public import Interest

/// Takes the log in batches, as `BehaviorRepository.scan` gives it (user by user, each in order of
/// time), and makes the columns of it.
public struct TrainingLogBuilder: Sendable {
    private let gains: Gains
    private let salt: UserSalt
    private var numbers: [ItemID: Int32] = [:]
    private var met: [ItemID] = []
    private var starts: [Int32] = []
    private var places: [Int32] = []
    private var worths: [Float] = []
    private var times: [Int64] = []
    private var owners: [Int32] = []
    private var actions: [UInt16] = []
    private var actionNames: [Action] = []
    private var user: UserID?
    private var users: [UInt64] = []
    /// When the present user last did something to each item.
    private var lasts: [Int32: Timestamp] = [:]

    /// Takes the gains of the store, and its salt where models of the log are saved.
    public init(gains: Gains, salt: UserSalt = .none) {
        self.gains = gains
        self.salt = salt
    }

    /// How many behaviors were taken so far.
    public var count: Int { places.count }

    /// Takes the next batch; a user may go on from the batch before.
    public mutating func append(_ batch: [Behavior]) throws(ModelError) {
        guard places.count + batch.count <= TrainingLog.behaviorsMax else {
            throw ModelError(
                .tooLarge,
                "training takes at most \(TrainingLog.behaviorsMax) behaviors, and the log has "
                    + "more: train on a later part of it")
        }
        for behavior in batch { try append(behavior) }
    }

    private mutating func append(_ behavior: Behavior) throws(ModelError) {
        if behavior.user != user {
            user = behavior.user
            users.append(salt.hash(of: behavior.user))
            starts.append(Int32(places.count))
            lasts.removeAll(keepingCapacity: true)
        }
        let number = self.number(of: behavior.item)
        let action = try self.number(of: behavior.action)
        let last = lasts.updateValue(behavior.time, forKey: number)
        let elapsed = last.map {
            Interval(milliseconds: max(0, behavior.time.milliseconds - $0.milliseconds))
        }
        let gain = gains.gain(of: behavior, since: elapsed)
        places.append(number)
        // A gain that is no number teaches nothing.
        worths.append(gain.isFinite ? Float(gain) : 0)
        times.append(behavior.time.milliseconds)
        owners.append(Int32(starts.count - 1))
        actions.append(action)
    }

    /// There are a handful, so that comparing is quicker than hashing.
    private mutating func number(of action: Action) throws(ModelError) -> UInt16 {
        if let number = actionNames.firstIndex(of: action) { return UInt16(number) }
        guard actionNames.count < Int(UInt16.max) else { throw .tooManyActions }
        actionNames.append(action)
        return UInt16(actionNames.count - 1)
    }

    private mutating func number(of item: ItemID) -> Int32 {
        if let number = numbers[item] { return number }
        let number = Int32(met.count)
        numbers[item] = number
        met.append(item)
        return number
    }

    /// The log, with its items in order of id.
    public consuming func finish() -> TrainingLog {
        let order = met.indices.sorted { met[$0] < met[$1] }
        var ranks = [Int32](repeating: 0, count: met.count)
        for (rank, number) in order.enumerated() { ranks[number] = Int32(rank) }
        starts.append(Int32(places.count))
        return TrainingLog(
            items: ItemIndex(ascending: order.map { met[$0] }), starts: starts,
            places: places.map { ranks[Int($0)] }, gains: worths, times: times, owners: owners,
            actions: actions, actionNames: actionNames, users: users)
    }
}
