import Interest
import RawLoops
import Recommending

/// `learn` and `learn.one`: what a behavior costs an `item-neighbors` model that serves, on one
/// thread.
enum LearnFigures {
    /// The share of the behaviors, the newest, that is learned while the model serves.
    private static let learnedShare = 0.05
    /// How many behaviors a busy server takes in together.
    private static let batch = 500

    /// The newest behaviors of a log learned in batches and one by one, compared with a C loop that
    /// counts the same pairs in a dense matrix. Lists are made before each batch, so a batch also
    /// pays for what these still read. Each item must have fewer than 1,024 others beside it, so
    /// that no row is cut, which the loop does not do.
    static func learn(_ size: TrainFigures.Size) async throws -> [Figure] {
        let log = ordered(size)
        let known = log.count - Int(Double(log.count) * learnedShare)
        let payload = try trained(on: Array(log.prefix(known)))
        let news = log.dropFirst(known).map {
            LiveBehavior(user: $0.user, item: $0.item, time: $0.time)
        }
        let naive = NaivePairs(log, known: known)
        var (latencies, sums, raw) = ([Double](), [0.0, 0.0], 0.0)
        func run(_ number: Int, in batches: Int) async throws -> Double {
            let model = try ItemNeighbors(decoding: payload)
            var total = 0.0
            latencies = []
            for start in stride(from: 0, to: news.count, by: batches) {
                let part = Array(news[start..<min(start + batches, news.count)])
                let present = model.present()
                let (took, _) = await seconds { model.learn(part) }
                withExtendedLifetime(present) {}
                latencies.append(took)
                total += took
            }
            sums[number] = nearest(model.present())
            return Double(news.count) / total
        }
        let limit = { () -> Double in
            let found = naive.run()
            raw = found.checksum
            return Double(news.count) / found.seconds
        }
        let together = try await Duel.run(rounds: 5) {
            try await run(0, in: batch)
        } limit: {
            limit()
        }
        let single = try await Duel.run(rounds: 5) {
            try await run(1, in: 1)
        } limit: {
            limit()
        }
        for sum in sums where (sum - raw).magnitude > 1e-6 * raw.magnitude {
            throw BenchError("the loop in C counts otherwise: \(raw) instead of \(sum)")
        }
        return [
            Figure(
                "learn", value: together.value, unit: "behaviors/s", limit: together.limit,
                checksum: "\(sums[0])", size: news.count),
            Figure(
                "learn.one", value: single.value, unit: "behaviors/s", limit: single.limit,
                checksum: "\(sums[1])", size: news.count
            ).timed(latencies),
        ]
    }

    /// A generated log in order of time, in which no user does two things at once: their order
    /// would be no more than a convention.
    private static func ordered(_ size: TrainFigures.Size) -> [Behavior] {
        var last: [UserID: Timestamp] = [:]
        return GeneratedLog(users: size.users, items: size.items, behaviors: size.behaviors)
            .flatMap(\.self)
            .filter { last.updateValue($0.time, forKey: $0.user) != $0.time }
            .map { Behavior(user: $0.user, item: $0.item, action: .click, time: $0.time) }
            .sorted { ($0.time, $0.user) < ($1.time, $1.user) }
    }

    private static func trained(on behaviors: [Behavior]) throws -> [UInt8] {
        var builder = TrainingLogBuilder(gains: .standard)
        let byUser = Dictionary(grouping: behaviors, by: \.user)
        for user in byUser.keys.sorted() { try builder.append(byUser[user] ?? []) }
        return try ItemNeighbors.train(on: builder.finish(), by: .init(), control: .init())
            .encode()
    }

    /// The sum over all items of the similarity of the nearest neighbor.
    private static func nearest(_ model: ItemNeighbors) -> Double {
        model.items.ids.reduce(0) {
            $0 + (model.neighbors(of: $1, count: 1).first?.similarity ?? 0)
        }
    }
}

/// The same behaviors as numbers for C.
private struct NaivePairs {
    private var users: [Int32] = []
    private var items: [Int32] = []
    private let userCount: Int
    private let itemCount: Int
    private let known: Int

    init(_ log: [Behavior], known: Int) {
        var (userNumbers, itemNumbers) = ([UserID: Int32](), [ItemID: Int32]())
        // The model lists the items of its training only.
        for behavior in log {
            let user = userNumbers[behavior.user] ?? Int32(userNumbers.count)
            let item = itemNumbers[behavior.item] ?? Int32(itemNumbers.count)
            (userNumbers[behavior.user], itemNumbers[behavior.item]) = (user, item)
            users.append(user)
            items.append(item)
        }
        (userCount, itemCount) = (userNumbers.count, Set(items.prefix(known)).count)
        self.known = known
    }

    func run() -> raw_result {
        let parameters = ItemNeighbors.Parameters()
        return unsafe raw_learn(
            users, items, users.count, known, userCount, Set(items).count, itemCount,
            parameters.activityHalfLife ?? 0, Int32(parameters.reachMax), parameters.shrinkage)
    }
}
