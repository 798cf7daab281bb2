/// What a behavior must be to enter the log: the one place that says no.
///
/// The log is the truth and only ever grows, so what cannot be folded must not get in.
public struct Admission: Sendable {
    /// How far ahead of our clock a source's clock may run.
    public static let futureTolerance = Interval.days(1)

    /// The gains of the store: an action without one is refused.
    public let gains: Gains
    /// The latest time that is taken.
    public let latest: Timestamp
    /// The earliest time that the log still keeps; nil where it keeps all.
    public let oldest: Timestamp?

    /// Takes the store's gains, the present moment, and how long the log is kept.
    public init(gains: Gains, now: Timestamp, retention: Interval? = nil) {
        self.gains = gains
        latest = now + Self.futureTolerance
        oldest = retention.map { now - $0 }
    }

    /// Throws why `behavior` cannot enter the log; returns where it can.
    public func check(_ behavior: Behavior) throws(Rejection) {
        if behavior.time < .earliest { throw .tooEarly(behavior.time) }
        if behavior.time > latest { throw .tooLate(behavior.time, limit: latest) }
        if let oldest, behavior.time <= oldest { throw .tooOld(behavior.time, limit: oldest) }
        if let value = behavior.value, !value.isFinite { throw .valueNotFinite }
        guard let rule = gains.rules[behavior.action] else {
            throw .unknownAction(behavior.action, known: gains.rules.keys.sorted())
        }
        try rule.check(behavior)
    }
}
