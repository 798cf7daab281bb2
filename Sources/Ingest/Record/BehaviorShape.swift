internal import Interest

/// Makes behaviors, ours and Gorse's, and lets `Admission` say which are taken.
struct BehaviorShape: RecordShape {
    static let noun = "behaviors"
    static let names = FieldNames(fields: [
        .init(name: "event", aliases: ["event_id", "eventId"], isNeeded: false),
        .init(name: "user", aliases: ["UserId", "userId", "user_id"], isNeeded: true),
        .init(
            name: "item",
            aliases: [
                "ItemId", "itemId", "item_id", "movieId", "movie_id", "product_id", "productId",
                "parent_asin", "asin",
            ], isNeeded: true),
        .init(
            name: "action", aliases: ["FeedbackType", "feedback_type", "event_type"],
            isNeeded: true),
        .init(name: "value", aliases: ["Value", "rating"], isNeeded: false),
        .init(name: "time", aliases: ["Timestamp", "timestamp", "event_time"], isNeeded: true),
        .init(name: "labels", aliases: ["Labels"], isNeeded: false),
        .init(name: "comment", aliases: ["Comment"], isNeeded: false),
    ])

    // Nil where values are only measured: they may be off every scale as yet.
    private let admission: Admission?
    private var times: TimeReader
    private let separator: String
    private let defaultTime: Timestamp?
    private var hasCommas: Bool
    private let hasCommasSaid: Bool
    private let isNormalized: Bool
    private let actionNames: [String: Action]
    private var defaultAction: Action?
    private let defaultValue: Double?
    private var actions: ActionCache
    private var cleaner: Cleaner?
    private var occurrences: Occurrences?
    private var scale: ValueScale?

    init(_ options: ImportOptions, _ admission: Admission) {
        self.init(options, admitting: admission)
        if options.countsRepeats { occurrences = Occurrences() }
        let cleaning = options.cleaning
        if cleaning.remembers { cleaner = Cleaner(cleaning) }
        scale = cleaning.normalization.map { ValueScale($0, gains: admission.gains) }
    }

    /// - Parameter admission: what is let in; nil lets everything in.
    init(_ options: ImportOptions, admitting admission: Admission?) {
        self.admission = admission
        times = TimeReader(options)
        separator = options.listSeparator ?? ImportOptions.separator
        defaultTime = options.defaultTime
        hasCommas = options.decimalComma ?? false
        hasCommasSaid = options.decimalComma != nil
        isNormalized = options.cleaning.normalization != nil
        actionNames = options.actionNames
        defaultAction = options.defaultAction
        defaultValue = options.defaultValue
        actions = ActionCache(renamed: options.actionNames)
    }

    static let metarank = MetarankNames(
        kinds: ["interaction"],
        keys: [
            "event": "id", "user": "user", "item": "item", "action": "type", "time": "timestamp",
        ])

    mutating func adopt(_ detection: Detection) {
        if !hasCommasSaid, detection.format == .delimited(by: ";") { hasCommas = true }
        guard let dialect = detection.dialect else { return }
        if dialect.holdsRatings, defaultAction == nil { defaultAction = .rating }
        if actionNames.isEmpty, let names = dialect.actions {
            actions = ActionCache(renamed: names)
        }
        if !isNormalized, let highest = dialect.scale, let admission {
            scale = ValueScale(.by(highest), gains: admission.gains, only: .rating)
        }
    }

    mutating func adopt(_ order: DateOrder) { times.order = order }

    func distinguish(_ record: inout Behavior, part: Int) {
        guard part > 0, let event = record.event else { return }
        record.event = (try? EventID("\(event.text)/\(part + 1)")) ?? record.event
    }

    var given: Set<Int> {
        var given: Set<Int> = defaultAction == nil ? [] : [3]
        if defaultTime != nil { given.insert(5) }
        return given
    }

    var remembers: Bool { cleaner != nil || occurrences != nil }

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
            value: try value.value(line, hasCommas: hasCommas) ?? defaultValue,
            time: try time(tokens[5], line),
            note: try note(tokens[6], tokens[7], line))
        if let scale, let value = behavior.value {
            behavior.value = scale.scaled(value, of: behavior.action)
        }
        do {
            try admission?.check(behavior)
        } catch {
            throw Fault(error, at: place(of: error, tokens))
        }
        occurrences?.number(&behavior)
        return behavior
    }

    private func time(_ token: Token, _ line: Span<UInt8>) throws(Fault) -> Timestamp {
        if token.isNothing, let defaultTime { return defaultTime }
        return try times.time(token, line)
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
