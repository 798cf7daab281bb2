import Interest
import Recommending

/// Generates behaviors: a few users, one of whom does most; late behaviors; equal times; and some
/// without an event id, which are identified by their digest.
struct BehaviorSource {
    private static let users = 40
    private static let items = 60
    private static let start: Int64 = 1_700_000_000_000
    private static let days: Int64 = 60

    private var random: SplitMix
    private let prefix: String
    private var made = 0
    private var last: Int64 = 0

    /// Creates a source with a prefix for event ids that is unique to it.
    init(seed: UInt64, prefix: String) {
        random = SplitMix(seed: seed)
        self.prefix = prefix
    }

    /// The next behavior; with `isNamed`, it always has an event id.
    mutating func next(isNamed: Bool = false) -> Behavior {
        made += 1
        // Half of the time at the same time as the previous one, else anywhere.
        if random.below(10) > 1 {
            last = Self.start + Int64(random.below(Int(Self.days * 86_400_000)))
        }
        let action = [Action.browse, .click, .purchase, .rating][random.below(4)]
        let isAnonymous = random.below(10) < 2 && !isNamed
        return Behavior(
            event: isAnonymous ? nil : EventID(unchecked: "\(prefix)-\(made)"),
            user: UserID(unchecked: Self.user(&random)),
            item: ItemID(unchecked: "it$em.\(random.below(Self.items))"), action: action,
            value: action == .rating ? Double(random.below(21)) / 2 : nil,
            time: Timestamp(milliseconds: last))
    }

    mutating func next(_ count: Int, isNamed: Bool = false) -> [Behavior] {
        (0..<count).map { _ in next(isNamed: isNamed) }
    }

    /// A random user; lower numbers are more frequent.
    static func user(_ random: inout SplitMix) -> String {
        random.below(8) == 0 ? "u0" : "u\(min(random.below(users), random.below(users)))"
    }
}

extension Behavior {
    /// The behavior as a line of a file to import.
    var line: String {
        var text = #"{"user":"\#(user)","item":"\#(item)","action":"\#(action)""#
        if let value { text += #","value":\#(value)"# }
        if let event { text += #","event":"\#(event)""# }
        return text + #","time":\#(time.milliseconds)}"#
    }

    /// The behavior as feedback to post, with or without its time.
    func feedback(hasTime: Bool) -> String {
        var text = #"{"UserId":"\#(user)","ItemId":"\#(item)","FeedbackType":"\#(action)""#
        if let value { text += #","Value":\#(value)"# }
        if let event { text += #","EventId":"\#(event)""# }
        if hasTime { text += #","Timestamp":"\#(time)""# }
        return text + "}"
    }
}
