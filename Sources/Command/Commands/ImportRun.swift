import Foundation
import Ingest
import Interest
import Repositories
import Work

/// What files hold.
enum ImportKind: String, Sendable {
    case behaviors, items, profiles

    /// What they are called for a person.
    var noun: String { self == .behaviors ? "behaviors" : rawValue }
}

/// The imports of one command: each source by the journal, bad lines of all into one file.
struct ImportRun: Sendable {
    private let kind: ImportKind
    private var options: ImportOptions
    private let rejectsPath: String?
    private let again: Bool
    private let style: ImportWatch.Style
    private let repositories: MongoRepositories
    private let journal: ImportJournal
    /// What was removed before the last source.
    private var replaced = ReplacedImports()

    init(
        kind: ImportKind, options: ImportOptions, rejectsPath: String?, again: Bool,
        style: ImportWatch.Style, repositories: MongoRepositories
    ) {
        self.kind = kind
        self.options = options
        self.again = again
        self.style = style
        self.repositories = repositories
        // Absolute, because the next import may be started somewhere else.
        self.rejectsPath = rejectsPath.map { URL(fileURLWithPath: $0).path }
        journal = ImportJournal(
            repositories.imports, owner: .current, isAlive: { $0.isAlive }, now: { .now })
    }

    /// Brings a source into the store, or goes on with it, or finds that it is there.
    mutating func bring(_ source: ImportSource) async throws -> ImportAnswer {
        do {
            guard
                let digests = try ImportIdentity.digests(
                    of: source, kind: kind.rawValue, options)
            else {
                try openRejects(keeping: 0)
                return try await answer(source) { try await read(source, .none, $0) }
            }
            let reading = options.readingFlags
            replaced = ReplacedImports()
            if kind == .behaviors, options.replaces {
                replaced = try await replaceOthers(
                    than: digests, of: source, reading: reading)
            } else if kind == .behaviors, !again {
                try await journal.refuseOtherReading(
                    digests.id, source: source.name, content: digests.content, reading: reading)
            }
            let course = try await journal.begin(
                digests.id, source: source.name, kind: kind.rawValue, rejectsPath: rejectsPath,
                again: again, repeats: kind == .items, content: digests.content, reading: reading)
            switch course {
            case .done(let entry): return ImportAnswer(source, kind: kind, already: entry)
            case .go(let entry):
                try openRejects(keeping: entry.mark.rejectsLength)
                return try await answer(source) { try await read(source, by: entry, $0) }
            }
        } catch let error as ImportError {
            return ImportAnswer(source, kind: kind, failure: error.message)
        } catch let error as Failure {
            return ImportAnswer(source, kind: kind, failure: error.description)
        }
    }

    /// Removes what the source brought when it was read in another way.
    private func replaceOthers(
        than digests: (id: String, content: String), of source: ImportSource, reading: [String]
    ) async throws -> ReplacedImports {
        let others = try await journal.otherReadings(
            digests.id, content: digests.content, reading: reading)
        guard !others.isEmpty else { return ReplacedImports() }
        let settings = try await repositories.settings.settings()
        let replacement = ImportReplacement(
            journal: journal, editor: repositories.behaviors,
            admission: try await admission(settings), style: style)
        do {
            return try await replacement.replace(others, of: source)
        } catch let failure as ImportFailure {
            throw failure.cause
        }
    }

    /// Reads a source and stores nothing.
    func rehearse(_ source: ImportSource) async throws -> ImportAnswer {
        let importer = Importer(options)
        var first: [ExportRow] = []
        var answer = try await answer(source) { watch in
            switch kind {
            case .behaviors:
                let settings = try await repositories.settings.saved() ?? .standard
                let done = try await importer.rehearseBehaviors(
                    from: source, admission: try await admission(settings),
                    progress: watch.saw)
                first = done.first.map { ExportRow($0) }
                return done.report
            case .items:
                let done = try await importer.rehearseItems(from: source, progress: watch.saw)
                first = done.first.map { ExportRow($0) }
                return done.report
            case .profiles:
                let done = try await importer.rehearseProfiles(from: source, progress: watch.saw)
                first = done.first.map { ExportRow($0) }
                return done.report
            }
        }
        answer.rehearsed = first.map(\.json)
        return answer
    }

    /// One file for all sources of the command.
    private mutating func openRejects(keeping length: Int) throws {
        guard let rejectsPath, options.rejects == nil else { return }
        options.rejects = try RejectFile(rejectsPath, keeping: length)
    }

    private func answer(
        _ source: ImportSource, _ work: (ImportWatch) async throws -> ImportReport
    ) async throws -> ImportAnswer {
        let watch = ImportWatch(source.name, noun: kind.noun, style: style)
        defer { watch.finish() }
        let start = ContinuousClock.now
        do {
            let report = try await work(watch)
            return ImportAnswer(
                report, kind: kind, took: ContinuousClock.now - start,
                hints: [replaced.sentence].compactMap(\.self)
                    + ImportHints(report: report, options: options).sentences)
        } catch let failure as ImportFailure {
            var answer = ImportAnswer(
                failure.report, kind: kind, took: ContinuousClock.now - start,
                failure: failure.description,
                hints: ImportHints(report: failure.report, options: options).sentences)
            let code = (failure.cause as? ImportError)?.code
            answer.isForeign = code == .formatUnknown || code == .fieldsUnknown
            return answer
        }
    }

    private func read(
        _ source: ImportSource, by entry: ImportEntry, _ watch: ImportWatch
    ) async throws -> ImportReport {
        let journal = journal
        let start = entry.mark.position > 0 ? entry.mark : nil
        let bookmark = Bookmark(start: start) { mark throws(RepositoryError) in
            try await journal.keep(entry, mark, .running)
        }
        do {
            let report = try await read(source, bookmark, watch)
            try await journal.keep(entry, report.mark, .done)
            return report
        } catch let failure as ImportFailure {
            // The user must see what ended the import. If the store is away as well, the entry
            // stays as it was, and the next import goes on from there.
            var failed = entry
            failed.hasSent = entry.hasSent || failure.report.hasSent
            try? await journal.keep(failed, failure.report.mark, .failed)
            throw failure
        }
    }

    private func admission(_ settings: Settings) async throws -> Admission {
        Admission(
            gains: settings.gains, now: .now,
            retention: try await repositories.behaviors.retention())
    }

    private func read(
        _ source: ImportSource, _ bookmark: Bookmark, _ watch: ImportWatch
    ) async throws -> ImportReport {
        let importer = Importer(options)
        switch kind {
        case .behaviors:
            let settings = try await repositories.settings.settings()
            return try await importer.importBehaviors(
                from: source, admission: try await admission(settings),
                into: repositories.behaviors, bookmark: bookmark, progress: watch.saw)
        case .items:
            return try await importer.importItems(
                from: source, into: repositories.items, bookmark: bookmark, progress: watch.saw)
        case .profiles:
            return try await importer.importProfiles(
                from: source, into: repositories.profiles, bookmark: bookmark,
                progress: watch.saw)
        }
    }
}
