internal import Hashing
package import Interest

/// What a behavior is known by in the log, so that a repeat adds nothing.
///
/// The source's own event id where there is one. Else the first 16 bytes of the SHA-256 of user,
/// item, action, time and value, each with its length before it so that no two behaviors write
/// the same bytes: two different ones would have to be among 2^64 to meet by chance.
package enum BehaviorKey: Hashable, Sendable {
    case event(EventID)
    case digest([UInt8])

    /// The key of `behavior`.
    package init(_ behavior: Behavior) {
        if let event = behavior.event {
            self = .event(event)
            return
        }
        var bytes: [UInt8] = []
        for text in [behavior.user.text, behavior.item.text, behavior.action.text] {
            Self.append(UInt64(text.utf8.count), to: &bytes)
            bytes.append(contentsOf: text.utf8)
        }
        Self.append(UInt64(bitPattern: behavior.time.milliseconds), to: &bytes)
        if let value = behavior.value { Self.append(value.bitPattern, to: &bytes) }
        self = .digest(Array(SHA256.hash(bytes).bytes.prefix(16)))
    }

    private static func append(_ number: UInt64, to bytes: inout [UInt8]) {
        for shift in stride(from: 0, to: 64, by: 8) {
            bytes.append(UInt8(truncatingIfNeeded: number >> UInt64(shift)))
        }
    }
}

extension BehaviorKey: Comparable {
    /// MongoDB's order of `_id`: strings by bytes, before binary by bytes.
    package static func < (first: BehaviorKey, second: BehaviorKey) -> Bool {
        switch (first, second) {
        case (.event(let one), .event(let other)): one < other
        case (.event, .digest): true
        case (.digest, .event): false
        case (.digest(let one), .digest(let other)): one.lexicographicallyPrecedes(other)
        }
    }
}
