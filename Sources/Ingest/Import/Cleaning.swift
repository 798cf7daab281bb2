public import Interest

/// What an import changes or skips on purpose; nothing by default.
///
/// A skipped line is not a bad line; it is counted by reason. Both rules go by
/// the times in the file and by its order, never by the clock, so that the same file always
/// leaves the same behaviors.
public struct Cleaning: Hashable, Sendable {
    /// How values are brought to the scale of their action.
    public var normalization: Normalization?
    /// A behavior like one taken before (the same user, item and action) is skipped where
    /// their times are less than this apart: a page loaded twice, a button clicked twice.
    public var repeatWindow: Interval?
    /// The maximum number of one user's behaviors in a window of time; the others are skipped.
    public var burst: Burst?

    /// A limit per window: of each user's behaviors in one window of time, the first `count` are
    /// taken. Windows follow each other from 1970 on.
    public struct Burst: Hashable, Sendable {
        /// The number of behaviors.
        public var count: Int
        /// The length of a window.
        public var window: Interval

        /// Takes both.
        public init(count: Int, per window: Interval) {
            self.count = count
            self.window = window
        }
    }

    /// No cleaning.
    public init() {}

    /// Whether a behavior may be skipped for what came before it.
    var remembers: Bool { repeatWindow != nil || burst != nil }
}

/// How values are brought to the scale of their action: `value / maximum`, times the highest
/// value of the scale where the action has one. So 5 of 5 stars become 10 of 10.
public enum Normalization: Hashable, Sendable {
    /// By the largest value of each action in the source, which is therefore read twice.
    case max
    /// By a maximum that is known.
    case by(Double)
}

/// The reason why a valid line was skipped.
public enum Passing: String, Hashable, Sendable, CaseIterable, Comparable {
    /// It is about something else, as in a log of several kinds of event.
    case otherEvent = "another kind of event"
    /// `Cleaning.repeatWindow`.
    case repeated = "the same again within the window"
    /// `Cleaning.burst`.
    case burst = "more than a burst may have"
    /// Its user was erased, and is kept out.
    case forgotten = "of a user who is forgotten"

    /// By name.
    public static func < (first: Passing, second: Passing) -> Bool {
        first.rawValue < second.rawValue
    }
}

/// Holds behaviors against those before them, in bounded memory.
struct Cleaner: Sendable {
    /// How many keys each rule remembers at least, and half of those at most: beyond, what was
    /// not met for longest is forgotten.
    static let keysMax = 1 << 20

    private let rules: Cleaning
    private var taken = Recent<Timestamp>(countMax: keysMax)
    private var counts = Recent<Int>(countMax: keysMax)

    init(_ rules: Cleaning) { self.rules = rules }

    /// Why `behavior` is skipped, nil where it is taken.
    mutating func passing(_ behavior: Behavior) -> Passing? {
        let time = behavior.time.milliseconds
        if let window = rules.repeatWindow {
            let key = Fingerprint(
                behavior.user.text, behavior.item.text, behavior.action.text)
            if let last = taken[key], (time - last.milliseconds).magnitude < window.milliseconds {
                return .repeated
            }
            taken[key] = behavior.time
        }
        if let burst = rules.burst {
            let stretch = time / max(1, burst.window.milliseconds)
            let key = Fingerprint(behavior.user.text, String(stretch), "")
            let count = (counts[key] ?? 0) + 1
            counts[key] = count
            if count > burst.count { return .burst }
        }
        return nil
    }
}

/// Three texts as 128 bits. The seeds are this process's own, so that nobody can make two that
/// meet, and by chance a million do so once in 10^26.
struct Fingerprint: Hashable {
    private let high: Int
    private let low: Int

    init(_ first: String, _ second: String, _ third: String) {
        func hash(_ seed: UInt8) -> Int {
            var hasher = Hasher()
            hasher.combine(seed)
            for text in [first, second, third] {
                // By bytes: to Swift two spellings of one letter are the same text.
                var text = text
                text.withUTF8 { unsafe hasher.combine(bytes: UnsafeRawBufferPointer($0)) }
                hasher.combine(seed)
            }
            return hasher.finalize()
        }
        (high, low) = (hash(0), hash(1))
    }
}

/// A dictionary that forgets: it keeps two halves, and when the young one is full, the old one
/// is dropped and the young one grows old. What is asked for moves to the young.
struct Recent<Value: Sendable>: Sendable {
    private let halfMax: Int
    private var young: [Fingerprint: Value] = [:]
    private var old: [Fingerprint: Value] = [:]

    init(countMax: Int) { halfMax = max(1, countMax / 2) }

    subscript(key: Fingerprint) -> Value? {
        mutating get {
            if let value = young[key] { return value }
            guard let value = old[key] else { return nil }
            self[key] = value
            return value
        }
        set {
            if young.count >= halfMax, young[key] == nil {
                old = young
                young.removeAll(keepingCapacity: true)
            }
            young[key] = newValue
        }
    }
}
