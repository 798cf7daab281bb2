import Interest
import RawLoops
import Recommending
import Repositories

/// `recommend.memory`, `diversity` and `catalog`: what it costs to choose from a catalog in memory,
/// one list after another on one thread.
enum SelectionFigures {
    /// The ten best items for 100 interests, compared with a C loop that scores every item; and the
    /// same with a filter that allows one item of a hundred, compared with no filter.
    static func recommend(_ size: TrainFigures.Size, rounds: Int) async throws -> [Figure] {
        let model = try ItemNeighbors.train(on: size.log(), by: .init(), control: .init())
        let follower = CatalogFollower(try await catalog(of: model.items.ids), now: { moment })
        try await follower.look()
        let views = [
            CatalogFilter(time: moment), CatalogFilter(categories: ["rare"], time: moment),
        ]
        .map { follower.columns.view($0) }
        let naive = NaiveScores(model)
        var (latencies, sums, raw) = ([Double](), [0.0, 0.0], 0.0)
        func run(_ number: Int) async -> Double {
            (latencies, sums[number]) = (number == 0 ? [] : latencies, 0)
            let (time, _) = await seconds {
                for round in 0..<rounds {
                    let request = Self.request(model.items, round, views[number])
                    let (took, found) = await seconds { model.recommend(request) }
                    if number == 0 { latencies.append(took) }
                    sums[number] += found.reduce(0) { $0 + $1.score }
                }
            }
            return Double(rounds) / time
        }
        let loops = max(1, rounds / 20)
        let plain = try await Duel.run(rounds: 5) {
            await run(0)
        } limit: {
            let (time, sum) = naive.run(Self.interestCount(model.items), rounds: loops)
            raw = sum
            return Double(loops) / time
        }
        let checked = (0..<loops).reduce(0.0) { sum, round in
            model.recommend(Self.request(model.items, round, views[0]))
                .reduce(sum) { $0 + $1.score }
        }
        guard (checked - raw).magnitude <= 1e-6 * raw.magnitude else {
            throw BenchError("the loop in C chooses others: \(raw) instead of \(checked)")
        }
        let filtered = try await Duel.run(rounds: 5) {
            await run(1)
        } limit: {
            await run(0)
        }
        return [
            Figure(
                "recommend.memory", value: plain.value, unit: "recommendations/s",
                limit: plain.limit, checksum: "\(sums[0])", size: model.items.count
            ).timed(latencies),
            Figure(
                "recommend.memory.filtered", value: filtered.value, unit: "recommendations/s",
                limit: filtered.limit, checksum: "\(sums[1] + 1)", size: model.items.count),
        ]
    }

    /// The hundred of a thousand that differ most, compared with a C loop that compares each item
    /// with each that was chosen.
    static func diversity(_ count: Int, rounds: Int) async throws -> [Figure] {
        var state: UInt64 = 1
        let terms = (0..<count).map { _ in
            Set(
                (0..<10).map { index in
                    state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
                    return Int32((state >> 33) % (index < 3 ? 20 : 2000))
                }
            ).sorted()
        }
        let scores = (0..<count).map { 1 / Double($0 + 1).squareRoot() }
        var (latencies, sum, raw) = ([Double](), 0, 0.0)
        let duel = try await Duel.run(rounds: 5) {
            (latencies, sum) = ([], 0)
            let (time, _) = await seconds {
                for _ in 0..<rounds {
                    let (took, order) = await seconds {
                        Diversity(0.5, terms).order(scores, count: count / 10)
                    }
                    latencies.append(took)
                    sum = order.enumerated().reduce(0) { $0 + ($1.offset + 1) * $1.element }
                }
            }
            return Double(rounds) / time
        } limit: {
            let starts = terms.reduce(into: [Int32(0)]) {
                $0.append($0[$0.count - 1] + Int32($1.count))
            }
            let loops = max(1, rounds / 20)
            let found = unsafe raw_diversity(
                starts, Array(terms.joined()), scores, count, count / 10, 0.5, Int64(loops))
            raw = found.checksum
            return Double(loops) / found.seconds
        }
        guard Double(sum) == raw else {
            throw BenchError("the loop in C orders otherwise: \(raw) instead of \(sum)")
        }
        return [
            Figure(
                "diversity", value: duel.value, unit: "lists/s", limit: duel.limit,
                checksum: "\(sum)", size: count
            ).timed(latencies)
        ]
    }

    /// Items taken into memory per second, and how many a second are gone from it of a tenth that
    /// is removed at once.
    static func catalog(_ amount: Bench.Amount) async throws -> [Figure] {
        let ids = (0..<amount.count).map { ItemID(unchecked: "item\($0)") }
        let items = try await catalog(of: ids)
        let follower = CatalogFollower(items, now: { moment })
        let (loading, _) = try await seconds { try await follower.look() }
        let gone = stride(from: 0, to: amount.count, by: 10).map { ids[$0] }
        for id in gone { _ = try await items.remove(id) }
        let (removing, _) = try await seconds { try await follower.look() }
        let view = follower.columns.view(CatalogFilter(time: moment))
        let left = ids.count { view.allows($0) }
        return [
            Figure(
                "catalog", value: Double(ids.count) / loading, unit: "items/s", limit: nil,
                checksum: "\(left)", size: ids.count),
            Figure(
                "catalog.removed", value: Double(gone.count) / removing, unit: "items/s",
                limit: nil, checksum: "\(left)", size: gone.count),
        ]
    }

    private static let moment = Timestamp(seconds: 1_767_225_600)

    /// Every hundredth item is rare.
    private static func catalog(of ids: [ItemID]) async throws -> MemoryItemRepository {
        let catalog = MemoryItemRepository()
        try await catalog.put(
            ids.enumerated().map { place, id in
                Item(
                    id: id, categories: ["c\(place % 20)"] + (place % 100 == 7 ? ["rare"] : []),
                    time: moment - .hours(Int64(place)))
            })
        return catalog
    }

    private static func interestCount(_ items: ItemIndex) -> Int { min(100, items.count / 4) }

    private static func request(
        _ items: ItemIndex, _ round: Int, _ view: CatalogView
    ) -> RecommendationRequest {
        let interests = (0..<interestCount(items)).map { index in
            ItemWeight(
                item: items[(round * 131 + index * 197) % items.count],
                weight: 1 / Double(index + 1), last: .earliest)
        }
        var request = RecommendationRequest(
            interests: interests, excluded: Set(interests.map(\.item)))
        request.catalog = view
        return request
    }
}

/// The same model as arrays for C: for each item, which interests speak for it.
private struct NaiveScores {
    private var starts: [Int32] = [0]
    private var columns: [Int32] = []
    private var values: [Double] = []
    private let count: Int

    init(_ model: ItemNeighbors) {
        count = model.items.count
        var reasons = [[(Int32, Double)]](repeating: [], count: count)
        for (place, item) in model.items.ids.enumerated() {
            for neighbor in model.neighbors(of: item, count: .max) {
                guard let other = neighbor.because.flatMap({ model.items.place(of: $0) }) else {
                    continue
                }
                reasons[other].append((Int32(place), neighbor.similarity))
            }
        }
        for own in reasons {
            columns += own.map(\.0)
            values += own.map(\.1)
            starts.append(Int32(columns.count))
        }
    }

    func run(_ interests: Int, rounds: Int) -> (seconds: Double, checksum: Double) {
        var weights = [Double](repeating: 0, count: count)
        let found = unsafe raw_recommend(
            starts, columns, values, count, interests, &weights, Int64(rounds))
        return (found.seconds, found.checksum)
    }
}
