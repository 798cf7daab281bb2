package import Interest
package import Mongo

/// Which layout the documents of a store have: a number in the store that every opening checks.
///
/// The number is a document of its own in the collection `settings`. Ebb 0.1.0 wrote none, so a
/// store without one has format 1. A store of a higher format was written by a newer Ebb, and is
/// refused: this version would misread it, or damage it by writing.
///
///     try await StoreFormat.current.open(store)
package struct StoreFormat: Sendable {
    /// Turns a store of one format into the next one.
    ///
    /// A step must be idempotent and cheap on an empty store: several processes may run it at once,
    /// and one that was killed in the middle of it runs it again.
    package typealias Step = @Sendable (Store) async throws(RepositoryError) -> Void

    /// What this version of Ebb reads and writes.
    package static let current = StoreFormat(steps: migrations)

    /// The steps that this version has: the first leads from format 1 to format 2, and so on. A
    /// change of any document's layout adds one here.
    private static let migrations: [Step] = []

    /// The format of a store without a number.
    package static let first = 1

    /// The highest format that can be read, which is the one that is written.
    package let newest: Int
    private let steps: [Step]

    /// Takes the steps from the first format to the newest one.
    package init(steps: [Step]) {
        self.steps = steps
        newest = Self.first + steps.count
    }

    /// Throws a sentence where the store has a higher format. Writes nothing.
    ///
    /// - Returns: the store's format; nil where it has no number.
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

    /// Throws where the store has a higher format, and brings one of a lower format up to the
    /// newest. One read where there is nothing to do.
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
