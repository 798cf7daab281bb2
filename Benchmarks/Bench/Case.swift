import Repositories

extension Bench {
    /// The parameters of a benchmark.
    struct Request: Sendable {
        let size: Size
        /// The number of users or behaviors, instead of that of the size.
        let count: Int?
        /// The number of runs of each side, instead of that of the size.
        let rounds: Int?
        let uri: String
    }

    /// The amount of work that a benchmark finally does.
    struct Amount: Sendable {
        let name: String
        let count: Int
        let rounds: Int
        let uri: String
    }

    /// One benchmark with its name.
    struct Case: Sendable {
        let name: String
        let needsStore: Bool
        var isCounted = false
        let run: @Sendable (Request) async throws -> [Figure]

        /// A benchmark with two fixed sizes.
        init(
            name: String, needsStore: Bool,
            run: @escaping @Sendable (Size, String) async throws -> [Figure]
        ) {
            self.name = name
            self.needsStore = needsStore
            self.run = { try await run($0.size, $0.uri) }
        }

        /// A benchmark over any number of users in a store or behaviors in a file, which shows
        /// that memory does not grow with them.
        init(
            _ name: String, needsStore: Bool = true, tiny: Int, full: Int, rounds: Int,
            run: @escaping @Sendable (Amount) async throws -> [Figure]
        ) {
            self.name = name
            self.needsStore = needsStore
            isCounted = true
            self.run = { request in
                let isTiny = request.size == .tiny
                let amount = Amount(
                    name: name, count: request.count ?? (isTiny ? tiny : full),
                    rounds: request.rounds ?? (isTiny ? 1 : rounds), uri: request.uri)
                return try await run(amount)
            }
        }
    }

    /// The benchmarks of imports, and of reads and folds through the repository.
    static let countedCases: [Case] = [
        Case("import.parse", needsStore: false, tiny: 2000, full: 1_000_000, rounds: 3) {
            try await ImportFigures.parse($0)
        },
        Case("import", tiny: 2000, full: 200_000, rounds: 3) { try await ImportFigures.whole($0) },
        Case("follow", tiny: 2000, full: 100_000, rounds: 3) { try await FollowFigures.whole($0) },
        Case("reads.one", tiny: 5, full: 500, rounds: 9) { try await ReadFigures.one($0) },
        Case("reads.many", tiny: 100, full: 1000, rounds: 9) {
            try await ReadFigures.many($0, asksBoth: true)
        },
        Case("reads.many.single", tiny: 100, full: 1000, rounds: 9) {
            try await ReadFigures.many($0, asksBoth: false)
        },
        Case("reads.pending", tiny: 70, full: 1000, rounds: 5) {
            try await PendingFigures.all($0, .always)
        },
        Case("reads.pending.stale", tiny: 70, full: 1000, rounds: 5) {
            try await PendingFigures.all($0, .whenStale(behaviorsMax: SaveBack.staleMax))
        },
        Case("reads.pending.never", tiny: 70, full: 1000, rounds: 5) {
            try await PendingFigures.all($0, .never)
        },
        Case("fold", tiny: 70, full: 2500, rounds: 5) { try await FoldFigures.all($0) },
        Case("catalog", needsStore: false, tiny: 5000, full: 1_000_000, rounds: 1) {
            try await SelectionFigures.catalog($0)
        },
    ]
}
