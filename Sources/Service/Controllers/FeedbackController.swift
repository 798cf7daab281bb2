internal import HTTPTypes
internal import Hummingbird
internal import Interest
internal import NIOCore

/// Takes behaviours in, as Gorse's feedback: the type is the action.
///
/// A request is taken whole or not at all: everything in it is checked before anything is written.
struct FeedbackController {
    let behaviors: any BehaviorRepository
    let archive: any BehaviorArchive
    let settings: any SettingsRepository
    let now: @Sendable () -> Timestamp
    let configuration: ServiceConfiguration

    func addRoutes(to router: Router<ExchangeContext>) {
        router.post("api/feedback") { request, _ in
            try await take(request) { try await behaviors.append($0) }
        }
        // What is put stands in the place of all that was of its user, item and type.
        router.put("api/feedback") { request, _ in
            try await take(request) { try await archive.replace($0) }
        }
    }

    private func take(
        _ request: Request, _ write: ([Behavior]) async throws -> AppendCount
    ) async throws -> Response {
        let body = try await request.json(upTo: configuration.bodyMax)
        let now = now()
        let admission = Admission(
            gains: try await settings.settings().gains, now: now,
            retention: try await self.behaviors.retention())
        let behaviors = try Self.feedback(body, countMax: configuration.feedbackMax)
            .map { try Behavior($0, now: now, admission: admission) }
        try await Quotas.check(
            behaviors.count, within: configuration.quotas.behaviors, of: "feedback"
        ) { try await self.behaviors.count().behaviors }
        let count = behaviors.isEmpty ? AppendCount() : try await write(behaviors)
        var response = Response.json { json in
            json.object { $0.field("RowAffected", behaviors.count) }
        }
        response.headers[.xEbbInserted] = "\(count.inserted)"
        return response
    }

    /// The feedback of a body: an array of them, or one alone.
    private static func feedback(_ body: JSON, countMax: Int) throws(Failure) -> [GorseObject] {
        switch body {
        case .array: try GorseObject.list(body, "feedback", countMax: countMax)
        case .object: [try GorseObject(body, place: "feedback 1: ")]
        default: throw .badRequest("the body must be an array of feedback, or one feedback")
        }
    }
}
