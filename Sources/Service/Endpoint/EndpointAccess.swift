internal import Access
internal import Interest

/// What a key must be good for to use an endpoint.
enum EndpointAccess: Hashable, Sendable {
    /// Nobody needs a key.
    case open
    case read, write, admin

    /// The access that a key must have; nil where no key is needed.
    var needed: Permission? {
        switch self {
        case .open: nil
        case .read: .read
        case .write: .write
        case .admin: .admin
        }
    }
}
