internal import HTTPTypes
internal import Hummingbird
internal import Interest
internal import Wire

/// Gorse's feedback: takes behaviors in, looks them up and takes them back. The type is the action.
///
/// A request is taken whole or not at all: everything in it is checked before anything is written.
struct FeedbackController {
    let behaviors: any BehaviorRepository
    let editor: any BehaviorEditor
    let settings: any SettingsRepository
    let quality: LiveQuality?
    let now: @Sendable () -> Timestamp
    let configuration: ServiceConfiguration

    static let group = "Feedback"

    var endpoints: [Endpoint] { taking + pages + ofPairs + ofOneSide }

    private var taking: [Endpoint] {
        [
            Endpoint(
                .post, "/api/feedback", Self.group,
                "Takes behaviors in, all of them or none. FeedbackType is the action; without a "
                    + "Timestamp it has just happened; an EventId makes a repeat count once.",
                access: .write, body: given, answer: RowsAffected.shape, failures: [410]
            ) { call -> Response in
                try await take(call.body) { try await behaviors.append($0) }
            },
            Endpoint(
                .put, "/api/feedback", Self.group,
                "Takes behaviors in, each in the place of all that there are of its user, item "
                    + "and type.",
                access: .write, body: given, answer: RowsAffected.shape, failures: [410]
            ) { call -> Response in
                try await take(call.body) { try await editor.replace($0) }
            },
        ]
    }

    /// An array of feedback, or one alone.
    private var given: BodyShape<[GorseObject]> {
        let countMax = configuration.feedbackMax
        return .json(
            .either([.givenFeedback, .array(.givenFeedback, max: countMax)]),
            example: #"[{"FeedbackType":"click","UserId":"ann","ItemId":"alien"}]"#
        ) { body in
            switch body {
            case .array: try GorseObject.list(body, "feedback", countMax: countMax)
            case .object: [try GorseObject(body, place: "feedback 1: ")]
            default:
                throw Failure.badRequest(
                    "the body must be an array of feedback, or one feedback")
            }
        }
    }

    private func take(
        _ objects: [GorseObject], _ write: ([Behavior]) async throws -> AppendCount
    ) async throws -> Response {
        let now = now()
        let gains = try await settings.settings().gains
        let admission = Admission(
            gains: gains, now: now,
            retention: try await self.behaviors.retention())
        let behaviors = try objects.map { try Behavior($0, now: now, admission: admission) }
        try await Quotas.check(
            behaviors.count, within: configuration.quotas.behaviors, of: "feedback"
        ) { try await self.behaviors.count(pendingMax: 0).behaviors }
        let count = behaviors.isEmpty ? AppendCount() : try await write(behaviors)
        quality?.saw(behaviors, count, gains: gains)
        var response = RowsAffected(count: behaviors.count).response
        response.headers[.xEbbInserted] = "\(count.inserted)"
        return response
    }
}
