/// A law or gain that cannot be: names the key, the allowed range and what stood there.
public struct LawError: Error, Hashable, Sendable, CustomStringConvertible {
    /// The key in the law's description.
    public let key: String
    /// What may stand there.
    public let allowed: String
    /// What stood there.
    public let found: String

    /// Takes the three.
    public init(_ key: String, _ allowed: String, _ found: String) {
        self.key = key
        self.allowed = allowed
        self.found = found
    }

    /// "halfLife must be 1s to 365250d, not 0ms".
    public var description: String { "\(key) must be \(allowed), not \(found)" }
}
