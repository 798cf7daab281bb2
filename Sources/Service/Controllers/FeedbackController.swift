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
        let body = try await request.bytes(upTo: configuration.bodyMax)
        let feedback = try FeedbackDocument.read(body, countMax: configuration.feedbackMax)
        let now = now()
        let admission = Admission(
            gains: try await settings.settings().gains, now: now,
            retention: try await self.behaviors.retention())
        let behaviors = try feedback.enumerated().map { index, document in
            try Self.named(index) {
                let behavior = try document.behavior(now: now)
                try admission.check(behavior)
                return behavior
            }
        }
        try await Quotas.check(
            behaviors.count, within: configuration.quotas.behaviors, of: "feedback"
        ) { try await self.behaviors.count().behaviors }
        let count = behaviors.isEmpty ? AppendCount() : try await write(behaviors)
        var response = Response.json { json in
            json.object { $0.field("RowAffected", feedback.count) }
        }
        response.headers[.xEbbInserted] = "\(count.inserted)"
        return response
    }

    /// Runs `check`; what it throws says which feedback it is about, counted from 1.
    private static func named<T>(_ index: Int, _ check: () throws -> T) throws -> T {
        do {
            return try check()
        } catch {
            let failure = Failure(error)
            throw Failure(
                status: failure.status, message: "feedback \(index + 1): \(failure.message)")
        }
    }
}
