import Recommending

/// All that one round is going to do, made from the seed and the round's number alone.
///
/// When exactly a fault meets what, the machine decides; the plan is the same each time.
struct RoundPlan: Codable, Hashable, Sendable {
    /// When a command is killed.
    enum Kill: Codable, Hashable, Sendable {
        /// So many milliseconds after its start.
        case after(Int)
        /// When the journal has a mark of it, from which the next attempt can go on.
        case atMark

        /// What the report counts it as.
        func name(of command: String) -> String {
            self == .atMark ? "kill \(command) at a mark" : "kill \(command)"
        }
    }

    /// A file to import.
    struct Import: Codable, Hashable, Sendable {
        let behaviors: Int
        /// When it begins: milliseconds after the round.
        let at: Int
        /// When each attempt is killed; the next is let be.
        let kills: [Kill]
    }

    /// Feedback sent over HTTP by one sender, batch after batch.
    struct Posting: Codable, Hashable, Sendable {
        let batches: Int
        let batchSize: Int
        /// Of ten batches, how many are given up when their first answer does not come.
        let givenUpOfTen: Int
        /// Of ten batches, how many are sent once more though they were acknowledged.
        let repeatedOfTen: Int
        /// Whether the behaviors bring their time, or the server's clock gives it to them.
        let hasTimes: Bool
    }

    let number: Int
    let seed: UInt64
    /// How many `mongod` make the replica set.
    let members: Int
    /// Whether it imports so much that its database is not worth keeping.
    let isLong: Bool
    let imports: [Import]
    let postings: [Posting]
    let readers: Int
    /// How many milliseconds after its start each `ebb fold` is killed; those after are let be.
    let foldKills: [Int]
    /// The law that is set in the midst of it.
    let law: String?
    /// When the `ebb rebuild` that follows is killed.
    let rebuildKill: Int?
    /// How long libmongoc waits for an answer, where that is not left to Ebb.
    let socketTimeout: Int?
    let faults: [Fault]

    /// How long it takes until the last fault has ended.
    var milliseconds: Int { faults.map { $0.at + $0.lasts }.max() ?? 0 }
}

extension RoundPlan {
    /// Each of so many rounds is on three servers; the others on one.
    private static let replicaSetEvery = 4
    /// Each of so many rounds has an import of many batches, which marks its place on the way.
    private static let longEvery = 9

    private static let laws = [
        "exponential 2d:0.5 + 30d:0.5", "exponential 5b", "exponential 30d,5b", "none",
        "power 7d 1", "logistic-reset 0.1/d",
    ]

    /// The plan of round `number`.
    init(number: Int, seed: UInt64, kind: ClusterKind) {
        var outer = SplitMix(seed: seed)
        var random = SplitMix(seed: outer.next() ^ UInt64(number) &* 0xd134_2543_de82_ef95)
        self.number = number
        self.seed = seed
        members =
            switch kind {
            case .single: 1
            case .replicaSet: 3
            case .both: number % Self.replicaSetEvery == 0 ? 3 : 1
            }
        isLong = number % Self.longEvery == Self.longEvery - 1
        let isLong = isLong
        imports = (0..<(isLong ? 1 : 2)).map { _ in Import(isLong: isLong, &random) }
        postings = (0..<2).map { _ in Posting(&random) }
        readers = 2
        foldKills = (0..<random.below(4)).map { _ in 20 + random.below(150) }
        let changesLaw = random.below(4) == 0
        law = changesLaw ? Self.laws[random.below(Self.laws.count)] : nil
        rebuildKill = changesLaw && random.below(2) == 0 ? 30 + random.below(100) : nil
        socketTimeout = random.below(3) == 0 ? 500 + random.below(1500) : nil
        let members = members
        faults = (0..<(1 + random.below(3))).map { _ in Fault(members: members, &random) }
    }
}

extension RoundPlan.Import {
    fileprivate init(isLong: Bool, _ random: inout SplitMix) {
        // A mark stands in the journal after every 20,000.
        behaviors = isLong ? 45_000 + random.below(10_000) : 200 + random.below(2800)
        at = random.below(isLong ? 100 : 800)
        let killMax = isLong ? 900 : 150
        let kills = (0..<random.below(4)).map { _ in
            RoundPlan.Kill.after(20 + random.below(killMax))
        }
        self.kills = isLong ? kills + [.atMark] : kills
    }
}

extension RoundPlan.Posting {
    fileprivate init(_ random: inout SplitMix) {
        batches = 10 + random.below(30)
        batchSize = 1 + random.below(20)
        givenUpOfTen = random.below(4)
        repeatedOfTen = random.below(4)
        hasTimes = random.below(3) > 0
    }
}

extension Fault {
    fileprivate init(members: Int, _ random: inout SplitMix) {
        kind = Kind.allCases[random.below(Kind.allCases.count)]
        target = random.below(3) > 0 ? .primary : .member(random.below(members))
        at = 100 + random.below(900)
        // Three servers need longer than one election; one server needs none.
        lasts = 100 + random.below(members == 1 ? 900 : 1900)
    }
}

/// Which kinds of rounds.
enum ClusterKind: String, CaseIterable, Sendable {
    case single, replicaSet = "replica-set", both
}
