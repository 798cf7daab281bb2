import Ingest
import Interest

/// What `ebb inspect` answers.
struct InspectAnswer: Encodable {
    struct Column: Encodable {
        let name: String
        let samples: [String]
        let field: String?
        let guess: String?
    }

    struct Month: Encodable {
        let month: String
        let behaviors: Int
    }

    let source: String
    let detected: String?
    let encoding: String?
    let problem: String?
    let columns: [Column]
    let lines: Int
    let behaviors: Int
    let rejected: Int
    let rejectedByReason: [String: Int]
    let firstRejects: [String]
    let users: Int
    let items: Int
    let repeated: Int
    let conflicting: Int
    let actions: [String: Int]
    let values: [String: Int]
    let lowestValue: Double?
    let highestValue: Double?
    let firstTime: String?
    let lastTime: String?
    let months: [Month]
    /// Of a file of items: what it holds.
    let updates: Int?
    let removals: Int?
    let hidden: Int?
    let titles: Int?
    let categories: [String: Int]?
    let labels: [String: Int]?
    let hints: [String]
    let command: String

    init(_ file: String, _ inspection: Inspection, _ options: ImportOptions, flags: [String]) {
        source = file
        detected = inspection.detection?.description
        encoding = (inspection.detection?.encoding ?? .utf8).rawValue
        problem = inspection.problem
        columns = inspection.columns.map {
            Column(name: $0.name, samples: $0.samples, field: $0.field, guess: $0.guess)
        }
        lines = inspection.lines.lines
        behaviors = inspection.findings.behaviors
        rejected = inspection.lines.rejected
        rejectedByReason = Dictionary(
            uniqueKeysWithValues: inspection.lines.rejects.map { ($0.key.rawValue, $0.value) })
        firstRejects = inspection.lines.firstRejects.prefix(3).map(\.sentence)
        users = inspection.users
        items = inspection.items
        repeated = inspection.findings.repeated
        conflicting = inspection.findings.conflicting
        actions = inspection.actions
        values = Dictionary(
            uniqueKeysWithValues: inspection.values.map { ("\($0.key)", $0.value) })
        lowestValue = inspection.valueRange?.lowerBound
        highestValue = inspection.valueRange?.upperBound
        firstTime = inspection.timeRange?.lowerBound.description
        lastTime = inspection.timeRange?.upperBound.description
        months = inspection.months.map { Month(month: $0.month, behaviors: $0.count) }
        let catalog = inspection.catalog
        (updates, removals) = (catalog?.updates, catalog?.removals)
        (hidden, titles) = (catalog?.hidden, catalog?.titles)
        (categories, labels) = (catalog?.categories, catalog?.labels)
        hints =
            (inspection.detection?.notes ?? [])
            + ImportHints(inspection, options).sentences
        command = ImportProposal(file, inspection, options, flags: flags).command
    }

    /// The answer for a person.
    var text: String {
        var parts = ["\(source): \(detected ?? "not understood as it is")"]
        if let problem { parts[0] += "\n  \(problem)" }
        if !columns.isEmpty { parts.append(columnTable) }
        if behaviors > 0 { parts.append(counts) }
        if updates != nil { parts.append(catalogCounts) }
        if months.count > 1 { parts.append(histogram) }
        if !hints.isEmpty { parts.append(hints.map { "note: \($0)" }.joined(separator: "\n")) }
        parts.append("to import it:\n  \(command)")
        return parts.joined(separator: "\n\n")
    }

    private var columnTable: String {
        var table = Table(("COLUMN", .left), ("READ AS", .left), ("SAMPLES", .left))
        for column in columns {
            let guess = column.guess.map { "- (\($0)?)" } ?? "-"
            table.add(
                column.name.fitted(to: 40), column.field ?? guess,
                column.samples.map { $0.fitted(to: 24) }.joined(separator: ", "))
        }
        return table.text
    }

    private var counts: String {
        var lines = [
            "\(behaviors.grouped) behaviors of \(users.grouped) users on \(items.grouped) items, "
                + "\(rejected.grouped) bad lines, \(repeated.grouped) repeated"
        ]
        if let firstTime, let lastTime { lines.append("times: \(firstTime) to \(lastTime)") }
        let names = actions.sorted { ($1.value, $0.key) < ($0.value, $1.key) }.prefix(10)
        lines.append(
            "actions: " + names.map { "\($0.key) \($0.value.grouped)" }.joined(separator: ", "))
        if let lowestValue, let highestValue {
            let each = values.sorted { (Double($0.key) ?? 0) < (Double($1.key) ?? 0) }
                .map { "\($0.key) \($0.value.grouped)" }
            lines.append(
                "values: \(lowestValue) to \(highestValue)"
                    + (each.isEmpty ? "" : " (" + each.joined(separator: ", ") + ")"))
        }
        return (lines + firstRejects.map { "bad: \($0)" }).joined(separator: "\n")
    }

    private var catalogCounts: String {
        var lines = [
            "\(items.grouped) items in \(((updates ?? 0) + (removals ?? 0)).grouped) lines: "
                + "\((titles ?? 0).grouped) titles, \((hidden ?? 0).grouped) hidden, "
                + "\((removals ?? 0).grouped) to be removed, \(rejected.grouped) bad lines"
        ]
        if let firstTime, let lastTime { lines.append("times: \(firstTime) to \(lastTime)") }
        for (noun, names) in [("categories", categories ?? [:]), ("labels", labels ?? [:])]
        where !names.isEmpty {
            let first = names.sorted { ($1.value, $0.key) < ($0.value, $1.key) }.prefix(10)
            let told = first.map { "\($0.key.fitted(to: 40)) \($0.value.grouped)" }
            lines.append(
                "\(noun): " + told.joined(separator: ", ")
                    + (names.count > 10 ? " and \((names.count - 10).grouped) more" : ""))
        }
        return (lines + firstRejects.map { "bad: \($0)" }).joined(separator: "\n")
    }

    private var histogram: String {
        let highest = months.map(\.behaviors).max() ?? 1
        return months.suffix(36).map { month in
            let length = max(1, month.behaviors * 40 / max(1, highest))
            return
                "\(month.month) \(String(repeating: "█", count: length)) \(month.behaviors.grouped)"
        }.joined(separator: "\n")
    }
}
