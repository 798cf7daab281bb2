public import Interest

extension Importer {
    /// Removes the behaviors of a source from a log, and returns how many the log had.
    ///
    /// With the options of an earlier import this undoes it, except for what is gone since.
    /// Repeating it removes the rest.
    ///
    /// - Throws: `ImportFailure`, with what was done until then.
    public func withdrawBehaviors(
        from source: ImportSource, admission: Admission, using editor: some BehaviorEditor,
        bookmark: Bookmark = .none, progress: @Sendable (ImportProgress) -> Void = { _ in }
    ) async throws(ImportFailure) -> Int {
        var options = options
        options.rejects = nil
        options.rejectsMax = nil
        // One batch at a time: two that touch one user would only wait for each other.
        let flow = ImportFlow(
            source: source, options: options, shape: BehaviorShape(options, admission),
            appendsInFlight: 1, bookmark: bookmark
        ) { behaviors throws(RepositoryError) in
            AppendCount(inserted: try await editor.withdraw(behaviors))
        }
        return try await flow.run(progress).inserted
    }
}
