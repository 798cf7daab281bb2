internal import HTTPTypes
internal import Hummingbird
internal import Interest
internal import Wire

// Feedback is looked up as Gorse holds it: one for a user, an item and a type. Nothing of the
// future is shown.

extension FeedbackController {
    var pages: [Endpoint] {
        [
            Endpoint(
                .get, "/api/feedback", Self.group, "All feedback, by user, page by page.",
                access: .read, query: { try PageQuery(&$0, configuration) }
            ) { call in
                try await page(call.query, action: nil)
            },
            Endpoint(
                .get, "/api/feedback/{first}", Self.group,
                "All feedback of a type, page by page.",
                access: .read, inPath: [.init("first", .id, "The type.")],
                query: { try PageQuery(&$0, configuration) }
            ) { call in
                try await page(call.query, action: Action(path: call.context, "first"))
            },
        ]
    }

    var ofPairs: [Endpoint] {
        let pair: [Parameter] = [
            .init("first", .id, "The user."), .init("second", .id, "The item."),
        ]
        let triple: [Parameter] = [
            .init("first", .id, "The type."), .init("second", .id, "The user."),
            .init("third", .id, "The item."),
        ]
        return [
            Endpoint(
                .get, "/api/feedback/{first}/{second}", Self.group,
                "The feedback of a user and an item.", access: .read, inPath: pair
            ) { call in
                try await feedback(Self.pair(call.context, "first", "second"))
            },
            Endpoint(
                .delete, "/api/feedback/{first}/{second}", Self.group,
                "Takes back the feedback of a user and an item.", access: .write, inPath: pair
            ) { call in
                try await remove(Self.pair(call.context, "first", "second"))
            },
            Endpoint(
                .get, "/api/feedback/{first}/{second}/{third}", Self.group,
                "One feedback, or an empty object.", access: .read, inPath: triple
            ) { call in
                FoundFeedback(feedback: try await feedback(Self.triple(call.context)).first)
            },
            Endpoint(
                .delete, "/api/feedback/{first}/{second}/{third}", Self.group,
                "Takes back one feedback.", access: .write, inPath: triple
            ) { call in
                try await remove(Self.triple(call.context))
            },
        ]
    }

    var ofOneSide: [Endpoint] {
        [
            Endpoint(
                .get, "/api/user/{id}/feedback", Self.group, "All feedback of a user.",
                access: .read
            ) { call in
                try await feedback(BehaviorSelection(user: UserID(path: call.context)))
            }
            .costing(bytes: configuration.feedbackBytes),
            Endpoint(
                .get, "/api/user/{id}/feedback/{type}", Self.group, "A user's feedback of a type.",
                access: .read,
                inPath: [
                    .init(
                        "type", .text(min: 1), "The type, maybe with a bound of the value: read>=3."
                    )
                ]
            ) { call -> [FeedbackRow] in
                let user = try UserID(path: call.context)
                let expression = try FeedbackExpression(call.context.text("type"))
                let selection = BehaviorSelection(user: user, action: expression.action)
                return try await found(selection).filter(expression.matches)
                    .map { FeedbackRow($0) }
            }
            .costing(bytes: configuration.feedbackBytes),
            Endpoint(
                .get, "/api/item/{id}/feedback", Self.group, "All feedback towards an item.",
                access: .read
            ) { call in
                try await feedback(BehaviorSelection(item: ItemID(path: call.context)))
            }
            .costing(bytes: configuration.feedbackBytes),
            Endpoint(
                .get, "/api/item/{id}/feedback/{type}", Self.group,
                "Feedback of a type towards an item.",
                access: .read, inPath: [.init("type", .id, "The type.")]
            ) { call in
                try await feedback(
                    BehaviorSelection(
                        item: ItemID(path: call.context),
                        action: Action(path: call.context, "type")))
            }
            .costing(bytes: configuration.feedbackBytes),
        ]
    }

    private static func pair(
        _ context: ExchangeContext, _ user: Substring, _ item: Substring
    ) throws -> BehaviorSelection {
        BehaviorSelection(
            user: try UserID(path: context, user), item: try ItemID(path: context, item))
    }

    private static func triple(_ context: ExchangeContext) throws -> BehaviorSelection {
        var selection = try pair(context, "second", "third")
        selection.action = try Action(path: context, "first")
        return selection
    }

    private func page(_ query: PageQuery, action: Action?) async throws -> ListPage<FeedbackRow> {
        let after = try query.cursor
            .map { text throws(Failure) in try GorseFeedback.Key(cursor: text) }
        let found = try await GorseLog(editor).page(
            after: after, limit: query.count, action: action, until: now())
        let last = found.count == query.count ? found.last : nil
        return ListPage(next: last?.key.cursor, records: found.map { FeedbackRow($0) })
    }

    private func feedback(_ selection: BehaviorSelection) async throws -> [FeedbackRow] {
        try await found(selection).map { FeedbackRow($0) }
    }

    private func found(_ selection: BehaviorSelection) async throws -> [GorseFeedback] {
        var selection = selection
        selection.until = now()
        let sums = FeedbackSums(limit: configuration.feedbackListMax)
        try await editor.scan(selection) { sums.take($0) }
        guard let found = sums.finish() else {
            throw Failure.badRequest(
                "there are more than \(configuration.feedbackListMax) feedback: page through "
                    + "/api/feedback")
        }
        return found
    }

    private func remove(_ selection: BehaviorSelection) async throws -> RowsAffected {
        RowsAffected(count: try await editor.remove(selection).kinds)
    }
}

/// One feedback, or an empty object where there is none.
private struct FoundFeedback: JSONAnswer {
    let feedback: FeedbackRow?

    static var schema: JSONSchema { .either([FeedbackRow.schema, .object([])]) }

    func write(to json: inout JSONWriter) {
        if let feedback { feedback.write(to: &json) } else { json.object { _ in } }
    }
}

/// The log as Gorse's feedback.
struct GorseLog {
    private let editor: any BehaviorEditor

    init(_ editor: any BehaviorEditor) { self.editor = editor }

    /// The next feedback, by user, item and type, up to a moment.
    func page(
        after key: GorseFeedback.Key?, limit: Int, action: Action? = nil, until time: Timestamp
    ) async throws -> [GorseFeedback] {
        guard limit > 0 else { return [] }
        let page = FeedbackPage(after: key, limit: limit)
        let selection = BehaviorSelection(action: action, until: time, firstUser: key?.user)
        try await editor.scan(selection) { page.take($0) }
        return page.finish()
    }
}

extension GorseFeedback.Key {
    /// The key as a cursor has it, in Gorse's own shape.
    var cursor: String {
        JSON.object([
            .init(name: "FeedbackType", value: .text(action.text)),
            .init(name: "UserId", value: .text(user.text)),
            .init(name: "ItemId", value: .text(item.text)),
        ]).description
    }

    init(cursor text: String) throws(Failure) {
        guard let json = try? JSON(reading: Array(text.utf8)[...]),
            case .text(let action) = json["FeedbackType"], case .text(let user) = json["UserId"],
            case .text(let item) = json["ItemId"]
        else { throw .badRequest("the cursor is not one that was given out here") }
        self.init(
            user: UserID(unchecked: user), item: ItemID(unchecked: item),
            action: Action(unchecked: action))
    }
}
