internal import Access
internal import HTTPTypes
internal import Hummingbird
internal import Interest
internal import Logging
internal import Synchronization
internal import Work

/// Takes down who did what with an administrator's endpoints, and who was refused there.
///
/// It stands outside the check of the key, because a request that is refused is what an audit is
/// for. Refused requests cost nothing to send, so only some of each caller's are recorded, by a
/// rate (`AdminLimits.refusalRate`); the next entry says how many were not. Otherwise a crowd
/// could push everything else out of the audit, or keep the store busy.
struct AuditTrail: Sendable {
    private let audit: any AuditRepository
    private let now: @Sendable () -> Timestamp
    private let limits: AdminLimits
    private let refusals: RefusalCounter

    init(
        _ audit: any AuditRepository, now: @escaping @Sendable () -> Timestamp,
        limits: AdminLimits
    ) {
        self.audit = audit
        self.now = now
        self.limits = limits
        refusals = RefusalCounter(limits.refusalRate)
    }

    /// `handler`, whose requests are taken down as `policy` says.
    func guarding(
        _ handler: @escaping Endpoint.Handler, _ path: String, _ policy: EndpointAudit
    ) -> Endpoint.Handler {
        { request, context in
            let note = AuditNote()
            var context = context
            context.note = note
            let outcome: Result<Response, any Error>
            do {
                outcome = .success(try await handler(request, context))
            } catch {
                outcome = .failure(error)
            }
            let status =
                switch outcome {
                case .success(let response): response.status.code
                case .failure(let error): Failure(error).status.code
                }
            let isRefused = Self.refused.contains(status)
            if policy.extent == .every || isRefused {
                let caller = note.caller ?? Self.unknown
                let skipped = isRefused ? refusals.take(caller, at: now()) : 0
                if let skipped {
                    let hidesTarget = policy.forgetsTarget && status == 200
                    await append(
                        AuditEntry(
                            id: String(UInt64.random(in: .min ... .max), radix: 36), time: now(),
                            operatorName: caller, action: "\(request.method) \(path)",
                            target: hidesTarget ? nil : target(context, policy),
                            detail: detail(request, note, skipped), status: status), context)
                }
            }
            return try outcome.get()
        }
    }

    /// How somebody is called whose key nobody knows.
    static let unknown = "unknown"

    private static let refused: Set<Int> = [401, 403, 429]

    private func target(_ context: ExchangeContext, _ policy: EndpointAudit) -> String? {
        context.parameters[policy.target].flatMap { PercentEncoding.decode($0) }
            .map { String($0.prefix(identifierLengthMax)) }
    }

    private func detail(_ request: Request, _ note: AuditNote, _ skipped: Int) -> String? {
        let others = skipped == 0 ? nil : "\(skipped) refused requests before are not listed"
        let asked = request.uri.query.map { "?" + $0 }
        let parts = [others, note.text ?? asked].compactMap(\.self)
        return parts.isEmpty ? nil : String(parts.joined(separator: "; ").prefix(limits.detailMax))
    }

    private func append(_ entry: AuditEntry, _ context: ExchangeContext) async {
        do {
            // In a task of its own, because the client may have gone, and it was done all the same.
            try await Task { try await audit.append(entry, keeping: limits.auditKept) }.value
        } catch {
            context.logger.error(
                "an operator's action cannot be taken down", metadata: ["route": "\(entry.action)"])
        }
    }
}

/// What is found out about a request on its way, for the audit's entry about it.
final class AuditNote: Sendable {
    private struct State {
        var text: String?
        var caller: String?
    }

    private let state = Mutex(State())

    /// What was changed.
    var text: String? {
        get { state.withLock { $0.text } }
        set { state.withLock { $0.text = newValue } }
    }

    /// Who asks; nil while nobody knows the key.
    var caller: String? {
        get { state.withLock { $0.caller } }
        set { state.withLock { $0.caller = newValue } }
    }
}

/// Decides which refused requests are recorded: a limited number of each caller's in a time.
private final class RefusalCounter: Sendable {
    private struct Entry {
        var bucket: TokenBucket
        var skipped = 0
    }

    private let rate: RateLimit?
    /// By the names of keys, which nobody can make up.
    private let entries = Mutex<[String: Entry]>([:])

    init(_ rate: RateLimit?) { self.rate = rate }

    /// How many were skipped since the last one; nil where this one is skipped, too.
    func take(_ caller: String, at now: Timestamp) -> Int? {
        guard let rate else { return 0 }
        return entries.withLock { entries in
            var entry = entries[caller] ?? Entry(bucket: TokenBucket(rate, at: now))
            defer { entries[caller] = entry }
            guard entry.bucket.take(at: now) == nil else {
                entry.skipped += 1
                return nil
            }
            defer { entry.skipped = 0 }
            return entry.skipped
        }
    }
}

extension ExchangeContext {
    /// Who asks, as the audit calls them.
    var operatorName: String { caller?.name ?? "anybody" }
}
