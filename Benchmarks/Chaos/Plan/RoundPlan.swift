import Recommending

/// The plan of one round, which depends only on the seed and the number of the round.
///
/// What exactly a fault hits depends on the machine, but the plan is always the same.
struct RoundPlan: Codable, Hashable, Sendable {
    /// The moment at which a command is killed.
    enum Kill: Codable, Hashable, Sendable {
        /// This many milliseconds after its start.
        case after(Int)
        /// When the journal has a mark of the command, from which the next attempt can resume.
        case atMark

        /// The name of the fault in the report.
        func name(of command: String) -> String {
            self == .atMark ? "kill \(command) at a mark" : "kill \(command)"
        }
    }

    /// A file to import.
    struct Import: Codable, Hashable, Sendable {
        let behaviors: Int
        /// When it begins, in milliseconds after the start of the round.
        let at: Int
        /// When each attempt is killed; the attempt after that is not.
        let kills: [Kill]
    }

    /// Feedback that one sender posts over HTTP, batch by batch.
    struct Posting: Codable, Hashable, Sendable {
        let batches: Int
        let batchSize: Int
        /// The number of batches in ten that are given up when their first answer is missing.
        let givenUpOfTen: Int
        /// The number of batches in ten that are sent again although they were acknowledged.
        let repeatedOfTen: Int
        /// Whether the behaviors have a time, or get it from the server's clock.
        let hasTimes: Bool
    }

    let number: Int
    let seed: UInt64
    /// The number of members of the replica set.
    let members: Int
    /// Whether the round imports so much that its database is not kept.
    let isLong: Bool
    let imports: [Import]
    let postings: [Posting]
    let readers: Int
    /// When each `ebb fold` is killed, in milliseconds after its start; later ones are not.
    let foldKills: [Int]
    /// The law that is set during the round.
    let law: String?
    /// When the `ebb rebuild` that follows is killed.
    let rebuildKill: Int?
    /// The socket timeout of libmongoc, if it differs from Ebb's.
    let socketTimeout: Int?
    let faults: [Fault]

    /// The time until the last fault has ended.
    var milliseconds: Int { faults.map { $0.at + $0.lasts }.max() ?? 0 }
}

extension RoundPlan {
    /// One in this many rounds uses three servers; the others use one.
    private static let replicaSetEvery = 4
    /// One in this many rounds imports many batches, and marks its progress in the journal.
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
        // The journal gets a mark after every 20,000 behaviors.
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
        // Three servers need longer than one election; one server needs no election.
        lasts = 100 + random.below(members == 1 ? 900 : 1900)
    }
}

/// The kinds of clusters to use.
enum ClusterKind: String, CaseIterable, Sendable {
    case single, replicaSet = "replica-set", both
}
