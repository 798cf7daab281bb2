package import Interest
internal import Mongo

/// An index that is missing or wrong.
package struct IndexProblem: Hashable, Sendable, CustomStringConvertible {
    /// The collection of the index.
    package let collection: String
    /// The name of the index.
    package let index: String
    /// Whether the index is missing; otherwise it exists with other keys.
    package let isMissing: Bool

    /// `collection.index`, and what is wrong with it.
    package var description: String {
        "\(collection).\(index)" + (isMissing ? " is missing" : " has other keys")
    }
}

extension MongoRepositories {
    /// The missing and wrong indexes.
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

    /// Drops the wrong indexes and creates the missing ones.
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

    /// The keys as relaxed JSON, in which the number type of a 1 does not matter.
    private static func keys(of index: BSON) -> String? {
        try? index.read { (reader) throws(StoreError) in
            try reader.document("key") { (keys) throws(StoreError) in keys.bson.json }
        }
    }
}
