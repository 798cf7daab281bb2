internal import Interest

/// Makes behaviours, ours and Gorse's, and lets `Admission` say which are taken.
struct BehaviorShape: RecordShape {
    static let noun = "behaviours"
    static let names = FieldNames(fields: [
        .init(name: "event", aliases: ["event_id", "eventId"], isNeeded: false),
        .init(name: "user", aliases: ["UserId", "userId", "user_id"], isNeeded: true),
        .init(
            name: "item", aliases: ["ItemId", "itemId", "item_id", "movieId", "movie_id"],
            isNeeded: true),
        .init(name: "action", aliases: ["FeedbackType", "feedback_type"], isNeeded: true),
        .init(name: "value", aliases: ["Value", "rating"], isNeeded: false),
        .init(name: "time", aliases: ["Timestamp", "timestamp"], isNeeded: true),
    ])

    private let admission: Admission
    private let unit: TimeUnit
    private let defaultAction: Action?
    private let defaultValue: Double?
    private var actions: ActionCache

    init(_ options: ImportOptions, _ admission: Admission) {
        self.admission = admission
        unit = options.timeUnit
        defaultAction = options.defaultAction
        defaultValue = options.defaultValue
        actions = ActionCache(renamed: options.actionNames)
    }

    var given: Set<Int> { defaultAction == nil ? [] : [3] }

    mutating func record(_ tokens: Tokens, _ line: Span<UInt8>) throws(Fault) -> Behavior {
        let (event, action, value) = (tokens[0], tokens[3], tokens[4])
        let behavior = Behavior(
            event: event.isNothing ? nil : try event.identifier(line, as: EventID.self),
            user: try tokens[1].identifier(line, as: UserID.self),
            item: try tokens[2].identifier(line, as: ItemID.self),
            action: try self.action(action, line),
            value: try value.value(line) ?? defaultValue,
            time: try tokens[5].time(line, unit))
        do {
            try admission.check(behavior)
        } catch {
            throw Fault(error, at: place(of: error, tokens))
        }
        return behavior
    }

    private mutating func action(_ token: Token, _ line: Span<UInt8>) throws(Fault) -> Action {
        if token.isNothing, let defaultAction { return defaultAction }
        return try actions.action(token, line)
    }

    private func place(of rejection: Rejection, _ tokens: Tokens) -> Int {
        switch rejection {
        case .tooEarly, .tooLate: tokens[5].start
        case .unknownAction: tokens[3].start
        case .valueNotFinite, .valueOffScale: tokens[4].start
        default: 0
        }
    }
}

extension Token {
    var isNothing: Bool { form == .absent || form == .null }
}
