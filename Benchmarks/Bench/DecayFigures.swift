import Interest
import RawLoops

/// `decay.read` and `decay.fold`: the decay computations in memory, on one thread.
enum DecayFigures {
    /// The number of interests in the document of `decay.read`.
    static let interests = 1000

    /// Reads a document of 1,000 interests repeatedly, each time at a different time, compared with
    /// a C loop that does the same additions and multiplications.
    static func read(rounds: Int) async throws -> [Figure] {
        let weights = document()
        let law = ExponentialLaw.standard
        let times = (0..<1024).map { weights.frame.newest + .hours(Int64($0)) }
        var (checksum, scratch) = (0.0, [Double](repeating: 0, count: interests))
        let work = Double(rounds * interests)
        var read: [Double] = []
        var naive = 0.0
        let duel = try await Duel.run(rounds: 5) {
            checksum = 0
            let (time, _) = await seconds {
                for round in 0..<rounds {
                    weights.read(at: times[round & 1023], by: law, into: &read)
                    checksum += read[round % interests]
                }
            }
            return work / time
        } limit: {
            let (fast, slow) = (weights.states[0], weights.states[1])
            let ages = [Double](repeating: 1, count: interests)
            let plain = unsafe raw_decay(fast, slow, interests, &scratch, Int64(rounds))
            let exps = max(1, rounds / 20)
            let slower = unsafe raw_decay_naive(
                fast, slow, ages, interests, &scratch, Int64(exps))
            naive = Double(exps * interests) / slower.seconds
            return work / plain.seconds
        }
        let sum = "\(checksum)"
        return [
            Figure(
                "decay.read", value: duel.value, unit: "interests/s", limit: duel.limit,
                checksum: sum, size: interests),
            Figure(
                "decay.read.naive", value: duel.value, unit: "interests/s", limit: naive,
                checksum: sum, size: interests),
        ]
    }

    /// Folds a log in memory.
    static func fold(behaviors: Int) async throws -> [Figure] {
        let log = log(behaviors)
        var checksum = 0.0
        let (time, _) = await seconds {
            var weights = Weights()
            weights.fold(log, by: ExponentialLaw.standard, gains: .standard)
            checksum = weights.weights(at: weights.frame.newest, by: ExponentialLaw.standard)
                .reduce(0, +)
        }
        return [
            Figure(
                "decay.fold", value: Double(behaviors) / time, unit: "behaviors/s", limit: nil,
                checksum: "\(checksum)", size: behaviors)
        ]
    }

    private static func document() -> Weights {
        var weights = Weights()
        weights.fold(log(5 * interests), by: ExponentialLaw.standard, gains: .standard)
        return weights
    }

    /// Clicks of one user on 1,000 items in turn, an hour apart.
    private static func log(_ count: Int) -> [Behavior] {
        (0..<count).map { index in
            Behavior(
                user: UserID(unchecked: "ann"),
                item: ItemID(unchecked: "item\(index * 7919 % interests)"), action: .click,
                time: Timestamp(seconds: 1_300_000_000 + Int64(index) * 3600))
        }
    }
}
