import Recommending

/// The benchmarks by name: each figure is a ratio to a limit measured in the same run, with a
/// checksum of the answer.
enum Bench {
    /// How much each benchmark does.
    enum Size: String, Sendable, CaseIterable {
        /// A moment's work, which tests run so that no benchmark rots. Its figures mean nothing.
        case tiny
        /// What the documentation quotes.
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
                try await TrainFigures.recommend(
                    size == .tiny ? tinyLog : bigLog, rounds: size == .tiny ? 5 : 5000)
            },
            Case(name: "evaluate", needsStore: false) { size, _ in
                try await TrainFigures.evaluate(
                    size == .tiny ? tinyLog : .init(users: 10_000, items: 4000, behaviors: 200_000))
            },
        ]

    private static let tinyLog = TrainFigures.Size(users: 40, items: 40, behaviors: 800)
    private static let bigLog = TrainFigures.Size(
        users: 50_000, items: 20_000, behaviors: 1_000_000)

    /// What can be measured.
    static var names: [String] { cases.map(\.name) }

    /// Which of them go by any number of users and rounds.
    static var countedNames: [String] { cases.filter(\.isCounted).map(\.name) }

    /// Whether any of `names` needs a server.
    static func needsStore(_ names: [String]) -> Bool {
        cases.contains { $0.needsStore && names.contains($0.name) }
    }

    /// Runs benchmarks one after the other.
    ///
    /// - Parameters:
    ///   - names: some of `names`.
    ///   - count: how many users or so, in place of those of `size`; for those of `countedNames`.
    ///   - rounds: how often, likewise.
    ///   - uri: the server for those that need one; each makes a database of its own on it and
    ///     drops it.
    ///   - took: is told each figure as soon as it is there.
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
