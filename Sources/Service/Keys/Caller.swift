package import Access
internal import HTTPTypes
internal import Interest

/// On whose behalf a request comes.
package struct Caller: Hashable, Sendable {
    /// The name of the key, `configuration` for the one that the configuration has, `anybody`
    /// where none is needed.
    package let name: String
    /// What the key is good for.
    package let access: Set<Permission>
    /// How much it may ask; nil as much as the server can do.
    package let rate: RateLimit?

    /// Throws where the key is not good for that.
    func check(_ needed: Permission) throws(Failure) {
        guard access.contains(needed) else {
            throw Failure(
                status: .forbidden,
                message: "this key is not good for that: it needs the access \(needed.rawValue)")
        }
    }

    /// The caller where no key is needed.
    static func anybody(_ rate: RateLimit?) -> Caller {
        Caller(name: "anybody", access: Set(Permission.allCases), rate: rate)
    }

    /// The holder of the key that the configuration has.
    static func configuration(_ rate: RateLimit?) -> Caller {
        Caller(name: "configuration", access: Set(Permission.allCases), rate: rate)
    }
}
