internal import Hummingbird
internal import Interest

/// Looks feedback up and takes it back: of all, of a user, of an item, of both.
///
/// Feedback is Gorse's: one for a user, an item and a type. Nothing of the future is shown.
struct FeedbackLookupController {
    let archive: any BehaviorArchive
    let now: @Sendable () -> Timestamp
    let configuration: ServiceConfiguration

    func addRoutes(to router: Router<ExchangeContext>) {
        router.get("api/feedback") { request, _ in try await page(request, action: nil) }
        router.get("api/feedback/:first") { request, context -> Response in
            try await page(request, action: Action(path: context, "first"))
        }
        router.get("api/feedback/:first/:second") { _, context -> Response in
            try await list(pair(context, "first", "second"))
        }
        router.delete("api/feedback/:first/:second") { _, context -> Response in
            try await remove(pair(context, "first", "second"))
        }
        router.get("api/feedback/:first/:second/:third") { _, context -> Response in
            var selection = try pair(context, "second", "third")
            selection.action = try Action(path: context, "first")
            let found = try await feedback(selection).first
            return .json { json in
                if let found { json.element(found) } else { json.object { _ in } }
            }
        }
        router.delete("api/feedback/:first/:second/:third") { _, context -> Response in
            var selection = try pair(context, "second", "third")
            selection.action = try Action(path: context, "first")
            return try await remove(selection)
        }
        router.get("api/user/:id/feedback") { _, context -> Response in
            try await list(BehaviorSelection(user: UserID(path: context)))
        }
        router.get("api/user/:id/feedback/:type") { _, context -> Response in
            let user = try UserID(path: context)
            let expression = try FeedbackExpression(context.text("type"))
            let selection = BehaviorSelection(user: user, action: expression.action)
            return answer(try await feedback(selection).filter(expression.matches))
        }
        router.get("api/item/:id/feedback") { _, context -> Response in
            try await list(BehaviorSelection(item: ItemID(path: context)))
        }
        router.get("api/item/:id/feedback/:type") { _, context -> Response in
            try await list(
                BehaviorSelection(
                    item: ItemID(path: context), action: Action(path: context, "type")))
        }
    }

    private func pair(
        _ context: ExchangeContext, _ user: Substring, _ item: Substring
    ) throws -> BehaviorSelection {
        BehaviorSelection(
            user: try UserID(path: context, user), item: try ItemID(path: context, item))
    }

    private func page(_ request: Request, action: Action?) async throws -> Response {
        let query = try Query(request, known: ["n", "cursor"])
        let count = try query.number(
            "n", in: 0...configuration.resultsMax, default: configuration.resultsDefault)
        let after = try GorseCursor.decode(query.text("cursor"))
            .map { text throws(Failure) in try GorseFeedback.Key(cursor: text) }
        let found = try await GorseLog(archive).page(
            after: after, limit: count, action: action, until: now())
        let last = found.count == count ? found.last : nil
        return .json { json in
            json.object { json in
                json.field("Cursor", last.map { GorseCursor.encode($0.key.cursor) } ?? "")
                json.field("Feedback") { json in
                    for feedback in found { json.element(feedback) }
                }
            }
        }
    }

    private func list(_ selection: BehaviorSelection) async throws -> Response {
        answer(try await feedback(selection))
    }

    private func answer(_ feedback: [GorseFeedback]) -> Response {
        .json { json in
            json.array { json in
                for one in feedback { json.element(one) }
            }
        }
    }

    private func feedback(_ selection: BehaviorSelection) async throws -> [GorseFeedback] {
        var selection = selection
        selection.until = now()
        let sums = FeedbackSums(limit: configuration.feedbackListMax)
        try await archive.scan(selection) { sums.take($0) }
        guard let found = sums.finish() else {
            throw Failure.badRequest(
                "there are more than \(configuration.feedbackListMax) feedback: page through "
                    + "/api/feedback")
        }
        return found
    }

    private func remove(_ selection: BehaviorSelection) async throws -> Response {
        .success(try await archive.remove(selection).kinds)
    }
}

/// The log as Gorse's feedback.
struct GorseLog {
    private let archive: any BehaviorArchive

    init(_ archive: any BehaviorArchive) { self.archive = archive }

    /// The next feedback, by user, item and type, up to a moment.
    func page(
        after key: GorseFeedback.Key?, limit: Int, action: Action? = nil, until time: Timestamp
    ) async throws -> [GorseFeedback] {
        guard limit > 0 else { return [] }
        let page = FeedbackPage(after: key, limit: limit)
        let selection = BehaviorSelection(action: action, until: time, firstUser: key?.user)
        try await archive.scan(selection) { page.take($0) }
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
