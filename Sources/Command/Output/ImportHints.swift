import Ingest
import Interest

/// What a person should look at after an import, and the flag that mends it: a sentence each.
struct ImportHints {
    private let findings: Findings
    private let detection: Detection?
    private let rejects: [Reject.Kind: Int]
    private let repeated: Int
    private let options: ImportOptions

    /// Of an import.
    init(report: ImportReport, options: ImportOptions) {
        findings = report.findings
        detection = report.detection
        rejects = report.lines.rejects
        repeated = report.repeated
        self.options = options
    }

    /// Of a file that was only looked at.
    init(_ inspection: Inspection, _ options: ImportOptions) {
        findings = inspection.findings
        detection = inspection.detection
        rejects = inspection.lines.rejects
        repeated = 0
        self.options = options
    }

    /// The sentences, the weightiest first.
    var sentences: [String] {
        [
            conflicts, repeats, known, early, scale, actions, encoding, commas, decay,
        ].compactMap(\.self)
    }

    private var conflicts: String? {
        guard findings.conflicting > 0 else { return nil }
        return "event ids that several behaviors share are no ids: if the column is something "
            + "else, leave it out (--columns with - for it, or --map event=NAME for the right one)"
    }

    private var repeats: String? {
        guard findings.repeated * 2 > findings.behaviors || findings.repeated >= 10,
            findings.withEvent == 0, !options.countsRepeats
        else { return nil }
        let days = findings.midnights == findings.behaviors ? " and times are whole days" : ""
        return "rows have no ids\(days), so equal rows count once: if a row is a piece, "
            + "--count-repeats counts each"
    }

    private var known: String? {
        let known = repeated - findings.repeated - findings.conflicting
        guard known > 0, known * 2 > findings.behaviors, findings.behaviors > 0 else { return nil }
        return "most of the file is in the log already: was it imported before, or from another "
            + "file?"
    }

    private var early: String? {
        guard findings.early > 0, let first = findings.firstEarly else { return nil }
        if findings.early == findings.behaviors {
            return "all times lie before 1980, the first of them \(first.time): check that the "
                + "right field is the time and what it counts (--time-unit)"
        }
        return "\(findings.early.grouped) of \(findings.behaviors.grouped) times lie before 1980, "
            + "the first of them \(first.time) (user \(first.user), item \(first.item)): they are "
            + "suspicious"
    }

    private var scale: String? {
        guard let highest = findings.ratingMax, highest > 0, highest <= 5,
            options.cleaning.normalization == nil, detection?.dialect?.scale == nil
        else { return nil }
        return "no rating is above \(Output.number(highest, digits: 1)) on the scale of 0 to 10, "
            + "so none is a liking: if the scale ends there, import with --normalize "
            + (highest == highest.rounded() ? "\(Int(highest))" : "\(highest)") + " --replace"
    }

    private var actions: String? {
        guard rejects[.unknownAction] != nil else { return nil }
        return "actions without a gain are not taken: say what they are called here "
            + "(--action-map view=browse,order=purchase)"
    }

    private var encoding: String? {
        guard rejects[.notUTF8] != nil, options.encoding == nil else { return nil }
        return "some text is not in UTF-8: if it is in Latin-1 or Windows-1252, import with "
            + "--encoding windows-1252"
    }

    private var commas: String? {
        guard findings.commaCategories > 0, options.listSeparator == nil,
            detection?.dialect?.listSeparator == nil
        else { return nil }
        return "\(findings.commaCategories.grouped) items have a category with a comma in it: if "
            + "commas separate categories, import with --list-separator ,"
    }

    private var decay: String? {
        if options.orderBase != nil {
            return "times say only what came first, a second apart: half-lives in time see no "
                + "distance between them, those in behaviors do (ebb law set exponential 5b)"
        }
        guard options.defaultTime != nil else { return nil }
        return "behaviors without a time share one, so time fades them all alike: half-lives in "
            + "behaviors (ebb law set exponential 5b), or none, suit such a log"
    }
}

extension Behavior {
    /// Who did what and when, for a message.
    var told: String {
        let value = value.map { " \($0)" } ?? ""
        let event = event.map { ", event \($0)" } ?? ""
        return "user \(user), item \(item), \(action.text)\(value), \(time)\(event)"
    }
}
