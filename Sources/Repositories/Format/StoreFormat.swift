package import Interest
package import Mongo

/// The format number of a store: the layout of its documents, checked whenever it is opened.
///
/// The number is a separate document in the collection `settings`. Ebb 0.1.0 wrote none, so a store
/// without a number has format 1. A store with a higher format was written by a newer Ebb and is
/// not opened: this version could misread or damage it.
///
///     try await StoreFormat.current.open(store)
package struct StoreFormat: Sendable {
    /// Migrates a store from one format to the next.
    ///
    /// A step must be idempotent, and cheap on an empty store: several processes may run it at
    /// once, and it runs again after a process was killed.
    package typealias Step = @Sendable (Store) async throws(RepositoryError) -> Void

    /// The formats that this version of Ebb reads and writes.
    package static let current = StoreFormat(steps: migrations)

    /// The migration steps of this version: the first one leads from format 1 to format 2, and so
    /// on. Each change of a document layout adds a step.
    private static let migrations: [Step] = []

    /// The format of a store without a number.
    package static let first = 1

    /// The highest format that can be read, which is also the one that is written.
    package let newest: Int
    private let steps: [Step]

    /// Creates the formats from the migration steps.
    package init(steps: [Step]) {
        self.steps = steps
        newest = Self.first + steps.count
    }

    /// Throws one sentence when the store has a higher format. Writes nothing.
    ///
    /// - Returns: the format of the store; nil when it has no number.
    @discardableResult
    package func require(in store: Store) async throws(RepositoryError) -> Int? {
        guard let format = try await store.ask(FormatMark.Read())?.format else { return nil }
        guard format <= newest else {
            throw RepositoryError(
                .refused,
                "the store \"\(store.database)\" has format \(format), and this ebb "
                    + "\(Release.version) reads up to format \(newest): use a newer ebb")
        }
        return format
    }

    /// Throws when the store has a higher format, and migrates a store with a lower one. Costs one
    /// read when there is nothing to do.
    package func open(_ store: Store) async throws(RepositoryError) {
        var format = try await require(in: store)
        if format == nil {
            try await store.ask(FormatMark.Insert(format: Self.first))
            // Another process may have been first, and may have migrated the store already.
            format = try await require(in: store)
        }
        for format in (format ?? Self.first)..<newest {
            try await steps[format - Self.first](store)
            try await store.ask(FormatMark.Raise(from: format))
        }
    }
}
