public import Interest

/// A named permission to use the service, and the secrets by which it is shown.
///
/// The store keeps a digest of each secret, so that reading the store does not give access.
public struct AccessKey: Hashable, Sendable {
    /// The most keys a store has.
    public static let countMax = 1000
    /// The most secrets that one key has at a time: the one, and those that a rotation left alive.
    public static let secretsMax = 8
    /// The most bytes of a name.
    public static let nameLengthMax = 64

    /// What people call it; unique.
    public let name: String
    /// What it is good for.
    public var access: Set<Permission>
    /// How much it may ask; nil as much as the server can do.
    public var rate: RateLimit?
    /// Since when there has been such a key.
    public var created: Timestamp
    /// From when on nobody is let in by it; nil never.
    public var expires: Timestamp?
    /// Since when nobody is let in by it any more; nil where it was never revoked.
    public var revoked: Timestamp?
    /// The secrets, the oldest first.
    public var secrets: [KeySecret]
    /// How often it was changed: a change is written over the version it was made from.
    public var version: Int

    /// Takes what there is.
    public init(
        name: String, access: Set<Permission>, rate: RateLimit? = nil, created: Timestamp,
        expires: Timestamp? = nil, revoked: Timestamp? = nil, secrets: [KeySecret],
        version: Int = 0
    ) {
        self.name = name
        self.access = access
        self.rate = rate
        self.created = created
        self.expires = expires
        self.revoked = revoked
        self.secrets = secrets
        self.version = version
    }

    /// Whether a key may be called so: letters, digits, `-`, `_`, `.` of ASCII.
    public static func isName(_ text: String) -> Bool {
        1...nameLengthMax ~= text.utf8.count
            && text.unicodeScalars.allSatisfy { scalar in
                switch scalar {
                case "a"..."z", "A"..."Z", "0"..."9", "-", "_", ".": true
                default: false
                }
            }
    }

    /// Gives it a new secret; those it has end at `oldUntil`, and those that have ended by `now`
    /// are forgotten.
    public mutating func rotate(
        to secret: KeySecret, oldUntil: Timestamp, at now: Timestamp
    ) {
        for index in secrets.indices {
            secrets[index].expires = min(secrets[index].expires ?? oldUntil, oldUntil)
        }
        secrets.removeAll { !$0.isLive(at: now) }
        secrets.append(secret)
    }

    /// Whether it lets anybody in at a moment.
    public func isLive(at time: Timestamp) -> Bool {
        revoked == nil && !(expires.map { $0 <= time } ?? false)
            && secrets.contains { $0.isLive(at: time) }
    }
}

/// What is kept of a key's secret.
public struct KeySecret: Hashable, Sendable {
    /// By which it is found: stands in the key's text, and is no secret.
    public let id: String
    /// Mixed into the digest.
    public let salt: String
    /// What is made of salt and secret, in hexadecimal digits.
    public let digest: String
    /// Since when there has been this secret.
    public let created: Timestamp
    /// From when on it opens nothing, where a rotation let it live for a while; nil as its key.
    public var expires: Timestamp?

    /// Takes what there is.
    public init(
        id: String, salt: String, digest: String, created: Timestamp, expires: Timestamp? = nil
    ) {
        self.id = id
        self.salt = salt
        self.digest = digest
        self.created = created
        self.expires = expires
    }

    /// Whether it opens anything at a moment.
    public func isLive(at time: Timestamp) -> Bool { !(expires.map { $0 <= time } ?? false) }
}
