/// One event of the log: who did what to which item, when.
public struct Behavior: Hashable, Sendable {
    /// The source's own id of this event; nil where it has none, and then equal behaviors
    /// count once.
    public var event: EventID?
    /// Who did it.
    public var user: UserID
    /// To what.
    public var item: ItemID
    /// What was done.
    public var action: Action
    /// How much, where the action has a measure: a rating, a quantity.
    public var value: Double?
    /// When it was done (not when it arrived).
    public var time: Timestamp
    /// What else the source says of it.
    public var note: Note?

    /// Puts one together; whether it is taken is for `Admission` to say.
    public init(
        event: EventID? = nil, user: UserID, item: ItemID, action: Action, value: Double? = nil,
        time: Timestamp, note: Note? = nil
    ) {
        self.event = event
        self.user = user
        self.item = item
        self.action = action
        self.value = value
        self.time = time
        self.note = note
    }
}
