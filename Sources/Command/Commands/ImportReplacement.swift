import ArgumentParser
import Ingest
import Interest
import Repositories
import Work

/// Removes what earlier imports of a file brought, before it is imported in another way.
///
/// The behaviors are found by reading the file as it was read then. The journal's entry is known by
/// a digest of that reading, so another reading cannot remove anything by mistake.
struct ImportReplacement {
    let journal: ImportJournal
    let editor: any BehaviorEditor
    let admission: Admission
    let style: ImportWatch.Style

    /// Removes what the imports of `entries` brought, and returns how many behaviors were removed.
    func replace(
        _ entries: [ImportEntry], of source: ImportSource
    ) async throws -> ReplacedImports {
        var replaced = ReplacedImports()
        for entry in entries {
            let options = try reading(of: entry, source)
            let begun = try await journal.beginReplacing(entry)
            let watch = ImportWatch(source.name, noun: "behaviors", style: style)
            defer { watch.finish() }
            // Says now and then that this goes on; where it broke off it begins again.
            let journal = journal
            let bookmark = Bookmark { _ throws(RepositoryError) in
                try await journal.keep(begun, begun.mark, .running)
            }
            replaced.brought += entry.mark.inserted
            replaced.removed += try await Importer(options).withdrawBehaviors(
                from: source, admission: admission, using: editor, bookmark: bookmark,
                progress: watch.saw)
            try await journal.finishReplacing(begun)
        }
        return replaced
    }

    /// The options of an earlier import.
    private func reading(
        of entry: ImportEntry, _ source: ImportSource
    ) throws -> ImportOptions {
        let flags = entry.reading ?? []
        guard !flags.contains("--time now") else {
            throw Failure(
                "\(source.name) was imported with --time now, so its behaviors have a time that is "
                    + "known no more and cannot be replaced: import into an empty store")
        }
        let options = try FormatOptions.parse(Self.words(flags)).importOptions()
        let digest = try ImportIdentity.digest(of: source, kind: entry.kind, options)
        guard digest == entry.id else {
            throw Failure(
                "how \(source.name) was read at \(entry.updated) is not known exactly, so what it "
                    + "brought cannot be replaced: import into an empty store")
        }
        return options
    }

    /// The words of a command that reads a file by the flags of the journal.
    private static func words(_ flags: [String]) -> [String] {
        var words: [String] = []
        var order: String?
        for flag in flags {
            let parts = flag.split(separator: " ", maxSplits: 1, omittingEmptySubsequences: false)
            let (name, value) = (String(parts[0]), parts.count > 1 ? String(parts[1]) : "")
            switch (name, value) {
            case ("--header", "no"): words.append("--no-header")
            case ("--header", _), ("--count-repeats", _): words.append(name)
            case ("--trim", _): words.append("--no-trim")
            // The moment of number 0; the column is among the names.
            case ("--order", _): order = value
            default: words.append("\(name)=\(value)")
            }
        }
        guard let order, let map = words.firstIndex(where: { $0.hasPrefix("--map=") }) else {
            return words
        }
        var pairs = words[map].dropFirst("--map=".count).split(separator: ",").map(String.init)
        if let place = pairs.firstIndex(where: { $0.hasPrefix("time=") }) {
            words.append("--order=\(pairs.remove(at: place).dropFirst("time=".count))")
        }
        words[map] = "--map=\(pairs.joined(separator: ","))"
        if pairs.isEmpty { words.remove(at: map) }
        return words + ["--time=\(order)"]
    }
}

/// What was removed before an import.
struct ReplacedImports {
    /// How many behaviors the earlier imports brought.
    var brought = 0
    /// How many of them the log still had.
    var removed = 0

    /// A sentence for a person; nil where nothing was replaced.
    var sentence: String? {
        guard brought > 0 || removed > 0 else { return nil }
        return "\(removed.grouped) behaviors that the file had brought when it was read in another "
            + "way were removed first"
            + (removed < brought
                ? "; it had brought \(brought.grouped), and the others were gone already" : "")
    }
}
