package import Interest
internal import Mongo

/// An index that is not as it should be.
package struct IndexProblem: Hashable, Sendable, CustomStringConvertible {
    /// Where it should be.
    package let collection: String
    /// What it is called.
    package let index: String
    /// Whether there is none; else there is one of this name with other keys.
    package let isMissing: Bool

    /// As `collection.index`, and what is wrong with it.
    package var description: String {
        "\(collection).\(index)" + (isMissing ? " is missing" : " has other keys")
    }
}

extension MongoRepositories {
    /// What of the indexes is missing or wrong.
    package func indexProblems() async throws(RepositoryError) -> [IndexProblem] {
        var problems: [IndexProblem] = []
        for (collection, index) in Schema.indexes {
            let there = try await store.ask(ListIndexes(collection))
            let found = there.first { Self.name(of: $0) == index.name }
            if let found, Self.keys(of: found) == index.keys.json { continue }
            problems.append(
                IndexProblem(
                    collection: collection, index: index.name, isMissing: found == nil))
        }
        return problems
    }

    /// Drops the wrong ones and makes all that are missing.
    package func mend(_ problems: [IndexProblem]) async throws(RepositoryError) {
        for problem in problems where !problem.isMissing {
            let drop = BSON { command in
                command.append("dropIndexes", problem.collection)
                command.append("index", problem.index)
            }
            _ = try await store.ask(RunCommand(drop))
        }
        try await makeIndexes()
    }

    private static func name(of index: BSON) -> String? {
        try? index.read { (reader) throws(StoreError) in try reader.string("name") }
    }

    /// As relaxed JSON, which does not care in which type a 1 is kept.
    private static func keys(of index: BSON) -> String? {
        try? index.read { (reader) throws(StoreError) in
            try reader.document("key") { (keys) throws(StoreError) in keys.bson.json }
        }
    }
}
