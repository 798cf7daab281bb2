/// What a behaviour must be to enter the log: the one place that says no.
///
/// The log is the truth and only ever grows, so what cannot be folded must not get in.
public struct Admission: Sendable {
    /// How far ahead of our clock a source's clock may run.
    public static let futureTolerance = Interval.days(1)

    /// The gains of the store: an action without one is refused.
    public let gains: Gains
    /// The latest time that is taken.
    public let latest: Timestamp

    /// Takes the store's gains and the present moment.
    public init(gains: Gains, now: Timestamp) {
        self.gains = gains
        latest = now + Self.futureTolerance
    }

    /// Throws why `behavior` cannot enter the log; returns where it can.
    public func check(_ behavior: Behavior) throws(Rejection) {
        if behavior.time < .earliest { throw .tooEarly(behavior.time) }
        if behavior.time > latest { throw .tooLate(behavior.time, limit: latest) }
        if let value = behavior.value, !value.isFinite { throw .valueNotFinite }
        guard let rule = gains.rules[behavior.action] else {
            throw .unknownAction(behavior.action, known: gains.rules.keys.sorted())
        }
        try rule.check(behavior)
    }
}
