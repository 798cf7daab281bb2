import Recommending

/// Runs benchmarks by name. Each figure is compared with a limit that is measured in the same run,
/// and has a checksum of the answer.
enum Bench {
    /// The amount of work of each benchmark.
    enum Size: String, Sendable, CaseIterable {
        /// Very little work, so that tests can run all benchmarks. The figures mean nothing.
        case tiny
        /// The size for the figures in the documentation.
        case full
    }

    private static let cases: [Case] =
        [
            Case(name: "decay.read", needsStore: false) { size, _ in
                try await DecayFigures.read(rounds: size == .tiny ? 100 : 200_000)
            },
            Case(name: "decay.fold", needsStore: false) { size, _ in
                try await DecayFigures.fold(behaviors: size == .tiny ? 2000 : 2_000_000)
            },
        ] + countedCases + [
            Case(name: "reads.http", needsStore: true) { size, uri in
                try await HTTPFigures.reads(
                    users: size == .tiny ? 5 : 500, rounds: size == .tiny ? 1 : 5,
                    seconds: size == .tiny ? 3 : 4, uri: uri)
            },
            Case(name: "reads.http.keyed", needsStore: true) { size, uri in
                try await HTTPFigures.keyed(
                    users: size == .tiny ? 5 : 500, rounds: size == .tiny ? 1 : 5,
                    seconds: size == .tiny ? 3 : 4, uri: uri)
            },
            Case(name: "recommend.http", needsStore: true) { size, uri in
                try await RecommendFigures.http(
                    size == .tiny ? .generated(tinyLog) : .sample,
                    rounds: size == .tiny ? 1 : 5, seconds: size == .tiny ? 3 : 4, uri: uri)
            },
            Case(name: "train.item-neighbors", needsStore: false) { size, _ in
                try await TrainFigures.train(ItemNeighbors.self, size == .tiny ? tinyLog : bigLog)
            },
            Case(name: "train.linear", needsStore: false) { size, _ in
                try await TrainFigures.train(
                    Linear.self,
                    size == .tiny ? tinyLog : .init(users: 10_000, items: 4000, behaviors: 200_000))
            },
            Case(name: "recommend.memory", needsStore: false) { size, _ in
                try await SelectionFigures.recommend(
                    size == .tiny ? tinyLog : bigLog, rounds: size == .tiny ? 5 : 5000)
            },
            Case(name: "learn", needsStore: false) { size, _ in
                try await LearnFigures.learn(
                    size == .tiny ? tinyLog : .init(users: 10_000, items: 1000, behaviors: 400_000))
            },
            Case(name: "diversity", needsStore: false) { size, _ in
                try await SelectionFigures.diversity(
                    size == .tiny ? 100 : 1000, rounds: size == .tiny ? 5 : 500)
            },
            Case(name: "evaluate", needsStore: false) { size, _ in
                try await TrainFigures.evaluate(
                    size == .tiny ? tinyLog : .init(users: 10_000, items: 4000, behaviors: 200_000))
            },
        ]

    private static let tinyLog = TrainFigures.Size(users: 40, items: 40, behaviors: 800)
    private static let bigLog = TrainFigures.Size(
        users: 50_000, items: 20_000, behaviors: 1_000_000)

    /// The names of all benchmarks.
    static var names: [String] { cases.map(\.name) }

    /// The names of the benchmarks that take any number of users and rounds.
    static var countedNames: [String] { cases.filter(\.isCounted).map(\.name) }

    /// Whether any of `names` needs a server.
    static func needsStore(_ names: [String]) -> Bool {
        cases.contains { $0.needsStore && names.contains($0.name) }
    }

    /// Runs benchmarks, one after another.
    ///
    /// - Parameters:
    ///   - names: some of `names`.
    ///   - count: the number of users or behaviors, instead of that of `size`; for `countedNames`.
    ///   - rounds: the number of rounds, instead of that of `size`; for `countedNames`.
    ///   - uri: the server for benchmarks that need one; each creates its own database and drops
    ///     it.
    ///   - took: receives each figure as soon as it is measured.
    static func run(
        _ names: [String], size: Size, count: Int? = nil, rounds: Int? = nil, uri: String,
        took: (Figure) throws -> Void
    ) async throws {
        let request = Request(size: size, count: count, rounds: rounds, uri: uri)
        for one in cases where names.contains(one.name) {
            for figure in try await one.run(request) { try took(figure) }
        }
    }
}
