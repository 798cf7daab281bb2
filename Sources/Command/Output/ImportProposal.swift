import Ingest
import Interest

/// The command that imports a file right, as far as looking at it tells.
struct ImportProposal {
    private let file: String
    private let inspection: Inspection
    private let options: ImportOptions
    private let flags: [String]

    /// - Parameter flags: those that were given already.
    init(_ file: String, _ inspection: Inspection, _ options: ImportOptions, flags: [String]) {
        self.file = file
        self.inspection = inspection
        self.options = options
        self.flags = flags
    }

    /// The command, ready to be pasted into a shell.
    var command: String {
        (["ebb import", Self.quoted(file)] + flags.map(Self.quoted) + proposed)
            .joined(separator: " ")
    }

    private var proposed: [String] {
        var words: [String] = []
        if isCatalog { return proposedOfItems }
        let map = mapping
        if options.names.isEmpty, !map.isEmpty {
            let pairs = map.map { "\($0.field)=\($0.name)" }.joined(separator: ",")
            words += ["--map", Self.quoted(pairs)]
        }
        let fields = Set(inspection.columns.compactMap(\.field) + map.map(\.field))
        let holdsRatings = inspection.detection?.dialect?.holdsRatings == true
        if !holdsRatings, options.defaultAction == nil, !fields.contains("action"),
            options.columns == nil, inspection.problem != nil
        {
            words += ["--action", fields.contains("value") ? "rating" : "click"]
        }
        if options.defaultTime == nil, options.orderBase == nil, !fields.contains("time"),
            options.columns == nil, inspection.problem != nil
        {
            words += ["--time", "now"]
        }
        if options.actionNames.isEmpty, let names = actionMap { words += ["--action-map", names] }
        return words
    }

    private var isCatalog: Bool { flags.first == "--items" }

    /// Where no column is the id: the one that is most like one.
    private var proposedOfItems: [String] {
        guard inspection.problem != nil, options.names.isEmpty,
            let column = inspection.columns.first(where: {
                $0.guess == "item" || $0.name.lowercased().hasSuffix("id")
            })
        else { return [] }
        return ["--map", Self.quoted("id=\(column.name)")]
    }

    /// Columns that stand for fields nothing else is read as.
    private var mapping: [(field: String, name: String)] {
        guard inspection.problem != nil, inspection.detection == nil else { return [] }
        var taken: Set<String> = []
        return inspection.columns.compactMap { column in
            guard let guess = column.guess, !column.samples.isEmpty, taken.insert(guess).inserted
            else { return nil }
            return (guess, column.name)
        }
    }

    /// What actions without a gain are most like.
    private var actionMap: String? {
        let own = Set(Gains.standard.rules.keys.map(\.text))
        var names = Array(inspection.actions.keys)
        if names.isEmpty, let action = mapping.first(where: { $0.field == "action" }) {
            names = inspection.columns.first { $0.name == action.name }?.samples ?? []
        }
        let pairs = names.sorted().compactMap { name in
            own.contains(name) ? nil : FieldGuess.action(name).map { "\(name)=\($0.text)" }
        }
        return pairs.isEmpty ? nil : Self.quoted(pairs.joined(separator: ","))
    }

    private static func quoted(_ word: String) -> String {
        let isPlain = word.unicodeScalars.allSatisfy {
            $0.properties.isAlphabetic || "0"..."9" ~= $0 || "-_./=,:%+".unicodeScalars.contains($0)
        }
        return isPlain && !word.isEmpty
            ? word
            : "'"
                + word.split(separator: "'", omittingEmptySubsequences: false)
                .joined(separator: "'\\''") + "'"
    }
}
