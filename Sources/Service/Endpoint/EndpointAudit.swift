/// What the audit keeps of the requests to an endpoint.
///
/// Unless an endpoint says otherwise, an administrator's endpoint that changes something keeps
/// every request, one that only shows something keeps the refused ones, and all others keep none.
struct EndpointAudit: Hashable, Sendable {
    /// Which requests are kept.
    enum Extent: Hashable, Sendable {
        case none, refused, every
    }

    let extent: Extent
    /// The name in the path whose value an entry gives as its target.
    var target: Substring = "id"
    /// Whether an entry about a success leaves the target out: what says that somebody was erased
    /// must not name them again.
    var forgetsTarget = false

    /// No request is kept.
    static let none = EndpointAudit(extent: .none)
    /// Requests that are refused for their key (401, 403, 429) are kept.
    static let refusals = EndpointAudit(extent: .refused)

    /// Every request is kept, refused or not.
    static func entry(forgetsTarget: Bool = false) -> EndpointAudit {
        EndpointAudit(extent: .every, forgetsTarget: forgetsTarget)
    }
}
