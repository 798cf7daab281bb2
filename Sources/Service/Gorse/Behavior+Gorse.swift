internal import Interest
internal import Wire

extension Behavior {
    /// A feedback as Gorse's clients send it, that the log would take: the type is the action.
    /// Without a time of its own it has just happened.
    ///
    /// - Parameters:
    ///   - object: the feedback; an `EventId`, which is no field of Gorse's, makes a repeat count
    ///     once.
    ///   - user: whose it is where what the feedback says of that does not matter.
    init(
        _ object: GorseObject, of user: UserID? = nil, now: Timestamp, admission: Admission
    ) throws(Failure) {
        let action = try object.text("FeedbackType")
        let name = if let user { user.text } else { try object.text("UserId") }
        let (item, event) = (try object.text("ItemId"), try object.optionalText("EventId"))
        let (value, time) = (try object.number("Value"), try object.time("Timestamp") ?? now)
        let note = Note(
            labels: try object.labels("Labels") ?? .none,
            comment: try object.comment("Comment") ?? "")
        self = try object.checked { () throws(Rejection) in
            let behavior = Behavior(
                event: try event.map { text throws(Rejection) in try EventID(text) },
                user: try UserID(name), item: try ItemID(item), action: try Action(action),
                value: value, time: time, note: note)
            try admission.check(behavior)
            return behavior
        }
    }

    /// What somebody unknown did: feedback whose user does not matter, in any order.
    static func session(
        _ objects: [GorseObject], of user: UserID = UserID(unchecked: "session"), now: Timestamp,
        admission: Admission
    ) throws(Failure) -> [Behavior] {
        var behaviors: [Behavior] = []
        for object in objects {
            behaviors.append(
                try Behavior(object, of: user, now: now, admission: admission))
        }
        return behaviors
    }
}
