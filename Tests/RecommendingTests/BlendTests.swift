import Interest
import Testing

@testable import Recommending

struct BlendTests {
    /// A log long enough to choose weights on, read by a law that fades.
    private func generated(seed: UInt64 = 7) throws -> TrainingLog {
        var log = try TrainingLog.generated(seed: seed, users: 40, items: 40, behaviors: 900)
        log.law = try LawText(parsing: "exponential 5b").law
        return log
    }

    private func liked(_ model: Blend) -> [ItemWeight] {
        model.items.ids.prefix(6).enumerated().map {
            ItemWeight(item: $1, weight: 1 / Double($0 + 1), last: .earliest)
        }
    }

    @Test func `the parts add up to the score, the trend among them`() throws {
        let model = try Blend.trained(on: generated())
        #expect(model.findings["parts"]?.isEmpty == false)
        #expect(model.findings["remark"] == nil)
        let found = model.recommend(
            .init(interests: liked(model), count: 30, explains: true))
        #expect(found.count == 30)
        for one in found { #expect(one.parts.reduce(0) { $0 + $1.share } == one.score) }
    }

    @Test func `scores are those of its parts, one by one`() throws {
        let log = try generated()
        let slice = EvaluationLog(log, share: 0.8, by: .init())
        let choice = try BlendChoice(
            on: slice, laws: [log.law], parameters: .init(), control: .init())
        let model = try choice.blend(on: log, control: .init())
        let readings = Readings(
            [Reading(place: 3, weight: 2), Reading(place: 11, weight: -0.5)], idle: .hours(7))
        let left = choice.recency.left(after: .hours(7))
        var wanted = [Double](repeating: 0, count: log.items.count)
        for index in choice.parts.indices {
            let factor = choice.weights[index] / choice.heights[index]
            switch try choice.parts[index].trained(on: log, .init(), .init()) {
            case .rows(let rows):
                for reading in readings {
                    rows.forEach(of: reading.place) {
                        wanted[$0] += left * reading.weight / 2.5 * factor * $1
                    }
                }
            case .pairs(let fold, let direction):
                for reading in readings {
                    ServedNeighbors(fold.pairs).forEach(of: reading.place, direction) {
                        wanted[$0] += left * reading.weight / 2.5 * factor * $1
                    }
                }
            case .counted: Issue.record("nothing is counted later in serving")
            case .returning: Issue.record("nothing comes back where repeats do not count")
            case .counting(let halfLife):
                let counts = DecayedCounts(log, halfLife: Double(halfLife.milliseconds))
                for place in wanted.indices {
                    wanted[place] += factor * counts.counts[place] / counts.sum
                }
            }
        }
        var scores = Scores(count: log.items.count)
        model.score(readings, into: &scores)
        for place in wanted.indices { #expect((scores[place] - wanted[place]).magnitude < 1e-6) }
    }

    @Test func `a stranger gets nothing from it: trending knows better`() throws {
        let model = try Blend.trained(on: generated())
        #expect(model.recommend(.init(interests: [])).isEmpty)
        #expect(model.recommend(.init(interests: interests(["unheard-of": 1]))).isEmpty)
        let hardly = interests(["i10000000": .leastNonzeroMagnitude])
        #expect(model.recommend(.init(interests: hardly)).isEmpty)
    }

    @Test func `what comes in counts at once`() throws {
        var log = try generated()
        log.law = NoDecayLaw()
        let parameters = TrainingParameters(
            blend: .init(linearHalfLives: [], trendingHalfLives: [.hours(1)], queriesMin: .max))
        let model = try Blend.train(on: log, by: parameters, control: .init())
        #expect(model.description == "1.0 item-neighbors 5b + 1.0 trending 1h")
        #expect(model.findings["remark"]?.contains("too short") == true)
        let last = try #require(model.items.ids.last)
        let time = Timestamp(milliseconds: try #require(log.times.max()))
        model.learn((0..<5000).map { _ in LiveBehavior(item: last, time: time + .hours(9)) })
        let liked = liked(model)
        #expect(model.present().recommend(.init(interests: liked, count: 1))[0].item == last)
        #expect(model.recommend(.init(interests: liked, count: 1))[0].item != last)
    }

    @Test func `the payload reads back as the same model on any machine`() throws {
        let log = try generated()
        let payload = try Blend.trained(on: log, workers: 1).encode()
        #expect(try Blend.trained(on: log, workers: 3).encode() == payload)
        let model = try Blend(decoding: payload)
        #expect(model.encode() == payload)
        #expect(throws: ModelError.self) { try Blend(decoding: Array(payload.dropLast(2))) }
        #expect(throws: ModelError.self) { try Linear(decoding: payload) }
    }

    /// Behind a right checksum everything is checked; what still reads must serve.
    @Test func `changed bytes under a right checksum never crash`() throws {
        let log = try TrainingLog.generated(seed: 2, users: 20, items: 12, behaviors: 200)
        var random = SplitMix(seed: 5)
        let payload = Array(
            try Blend.trained(on: log).encode().dropLast(PayloadSeal.checksumLength))
        for _ in 0..<500 {
            var changed = payload
            for _ in 0...random.below(3) {
                changed[random.below(changed.count)] = UInt8(random.below(256))
            }
            let sum = PayloadSeal.checksum(of: changed)
            changed += (0..<8).map { UInt8(truncatingIfNeeded: sum >> (8 * $0)) }
            guard let model = try? Blend(decoding: changed) else { continue }
            model.learn([LiveBehavior(item: item("i10000001"), time: .latest)])
            let found = model.present().recommend(
                .init(interests: interests(["i10000001": 1]), explains: true))
            #expect(found.count <= model.items.count)
        }
    }

    /// Repeat purchases are predicted by earlier ones.
    @Test func `where repeats count interests take part`() throws {
        let words = (0..<40).map { user in
            String(repeating: ["ab", "cd", "ef", "gh"][user % 4], count: 12)
        }
        let model = try Blend.trained(on: log(words)) { $0.blend.countsRepeats = true }
        let request = RecommendationRequest(interests: interests(["c": 1, "d": 0.9]), count: 2)
        #expect(Set(model.recommend(request).map(\.item.text)) == ["c", "d"])
    }

    @Test func `the slice that chooses reads profiles by gains and predicts what is liked`() throws
    {
        let rated = behaviors(["abcd", "cdab"]).joined().enumerated().map { index, behavior in
            var behavior = behavior
            behavior.action = .rating
            behavior.value = index % 2 == 0 ? 10 : 0
            return behavior
        }
        var builder = TrainingLogBuilder(gains: .standard)
        try builder.append(rated)
        let slice = EvaluationLog(builder.finish(), share: 0.5, by: .init())
        #expect(slice.queries.allSatisfy { slice.gains[$0.position] > 0 })
        let query = try #require(slice.queries.first)
        let readings = ProfileReader(NoDecayLaw()).readings(of: slice.history(of: query))
        #expect(readings.contains { $0.weight < 0 } && readings.contains { $0.weight > 0 })
    }

    @Test(arguments: [
        Blend.Parameters(validationShare: 0), .init(validationShare: .nan), .init(weightsMax: 0),
        .init(trendingHalfLives: [Interval(milliseconds: 0)]),
        .init(
            neighborHalfLives: [], followerHalfLives: [], linearHalfLives: [], trendingHalfLives: []
        ),
    ])
    func `a parameter out of range is named`(_ parameters: Blend.Parameters) throws {
        let log = try generated()
        let error = #expect(throws: ModelError.self) {
            try Blend.trained(on: log) { $0.blend = parameters }
        }
        #expect(error?.code == .parameter)
    }
}
