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
        .init(name: "labels", aliases: ["Labels"], isNeeded: false),
        .init(name: "comment", aliases: ["Comment"], isNeeded: false),
    ])

    // Nil where values are only measured: they may be off every scale as yet.
    private let admission: Admission?
    private let unit: TimeUnit
    private let separator: String
    private var defaultAction: Action?
    private let defaultValue: Double?
    private var actions: ActionCache
    private var cleaner: Cleaner?
    private var scale: ValueScale?

    init(_ options: ImportOptions, _ admission: Admission) {
        self.init(options, admitting: admission)
        let cleaning = options.cleaning
        if cleaning.remembers { cleaner = Cleaner(cleaning) }
        scale = cleaning.normalization.map { ValueScale($0, gains: admission.gains) }
    }

    private init(_ options: ImportOptions, admitting admission: Admission?) {
        self.admission = admission
        unit = options.timeUnit
        separator = options.listSeparator
        defaultAction = options.defaultAction
        defaultValue = options.defaultValue
        actions = ActionCache(renamed: options.actionNames)
    }

    static let metarank = MetarankNames(
        kinds: ["interaction"],
        keys: [
            "event": "id", "user": "user", "item": "item", "action": "type", "time": "timestamp",
        ])

    mutating func adopt(_ dialect: Dialect) {
        if dialect == .movieLens, defaultAction == nil { defaultAction = .rating }
    }

    var given: Set<Int> { defaultAction == nil ? [] : [3] }

    var remembers: Bool { cleaner != nil }

    /// Finds the largest value of each action.
    mutating func study(_ source: ImportSource, _ options: ImportOptions) throws(ImportError) {
        guard var scale, options.cleaning.normalization == .max else { return }
        guard try RawBytes(source).total != nil else {
            throw ImportError(
                .unreadable,
                "the largest value of \(source.name) cannot be found before it is imported, "
                    + "because a pipe is read only once: say it (--normalize 5)")
        }
        var options = options
        options.cleaning = Cleaning()
        options.rejects = nil
        options.rejectsMax = nil
        var reader = try RecordReader(source, options, BehaviorShape(options, admitting: nil))
        while let batch = try reader.next() {
            for behavior in batch.records { scale.measure(behavior) }
        }
        self.scale = scale
    }

    mutating func passing(_ record: Behavior) -> Passing? { cleaner?.passing(record) }

    mutating func record(_ tokens: Tokens, _ line: Span<UInt8>) throws(Fault) -> Behavior {
        let (event, action, value) = (tokens[0], tokens[3], tokens[4])
        var behavior = Behavior(
            event: event.isNothing ? nil : try event.identifier(line, as: EventID.self),
            user: try tokens[1].identifier(line, as: UserID.self),
            item: try tokens[2].identifier(line, as: ItemID.self),
            action: try self.action(action, line),
            value: try value.value(line) ?? defaultValue,
            time: try tokens[5].time(line, unit),
            note: try note(tokens[6], tokens[7], line))
        if let scale, let value = behavior.value {
            behavior.value = scale.scaled(value, of: behavior.action)
        }
        do {
            try admission?.check(behavior)
        } catch {
            throw Fault(error, at: place(of: error, tokens))
        }
        return behavior
    }

    private func note(
        _ labels: Token, _ comment: Token, _ line: Span<UInt8>
    ) throws(Fault) -> Note? {
        if labels.isNothing, comment.isNothing { return nil }
        return Note(
            labels: try ItemShape.labels(labels, line, separator: separator),
            comment: try ProfileShape.comment(comment, line))
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
