import Repositories

extension Bench {
    /// What is asked of a benchmark.
    struct Request: Sendable {
        let size: Size
        /// How many users or behaviors, in place of the size's own number.
        let count: Int?
        /// How often each side is run, in place of the size's own number.
        let rounds: Int?
        let uri: String
    }

    /// How much a benchmark does in the end.
    struct Amount: Sendable {
        let name: String
        let count: Int
        let rounds: Int
        let uri: String
    }

    /// One benchmark by its name.
    struct Case: Sendable {
        let name: String
        let needsStore: Bool
        var isCounted = false
        let run: @Sendable (Request) async throws -> [Figure]

        /// One that knows its two sizes itself.
        init(
            name: String, needsStore: Bool,
            run: @escaping @Sendable (Size, String) async throws -> [Figure]
        ) {
            self.name = name
            self.needsStore = needsStore
            self.run = { try await run($0.size, $0.uri) }
        }

        /// One over users of a store or behaviors of a file, of which there may be any number:
        /// that shows what does not grow with them.
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

    /// Imports, and reads and folds through the repository.
    static let countedCases: [Case] = [
        Case("import.parse", needsStore: false, tiny: 2000, full: 1_000_000, rounds: 3) {
            try await ImportFigures.parse($0)
        },
        Case("import", tiny: 2000, full: 200_000, rounds: 3) { try await ImportFigures.whole($0) },
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
    ]
}
