import ArgumentParser
import Foundation
import Ingest
import Interest
import Repositories
import Work

extension JobDefinition {
    /// The import of a file that was brought: `ebb import`, by its flags. What the file holds says
    /// `kind`.
    static func fileImport(into repositories: MongoRepositories) -> JobDefinition {
        JobDefinition(
            kind: "import",
            parameters: [
                "kind", "again", "input-format", "columns", "map", "time-unit", "action", "value",
                "action-map", "max-errors", "normalize", "drop-repeats", "max-burst",
                "time-format", "date-order", "time-zone", "time-year", "time", "order",
                "encoding", "null", "quote", "decimal", "list-separator", "count-repeats",
                "replace", "label", "delete",
            ],
            takesFile: true,
            check: { _ = try ImportWish($0) },
            run: { order in
                let wish = try ImportWish(order.parameters)
                return try await Progress.reporting(to: order.report) {
                    try await wish.bring(order, into: repositories)
                }
            })
    }
}

/// The parameters of an import.
private struct ImportWish {
    private let kind: ImportKind
    private let again: Bool
    private let options: ImportOptions

    init(_ parameters: [JobRecord.Parameter]) throws {
        func value(_ name: String) -> String? { parameters.last { $0.name == name }?.value }
        let name = value("kind") ?? ImportKind.behaviors.rawValue
        guard let kind = ImportKind(rawValue: name) else {
            throw Failure("kind must be behaviors, items or profiles, not \"\(name)\"")
        }
        self.kind = kind
        again = value("again") == "true"
        let own: Set = ["kind", "again", "replace", "label", "delete"]
        var options = try FormatOptions.reading(
            parameters, switches: ["count-repeats"], except: own
        )
        .importOptions()
        try ItemOptions.reading(
            parameters.filter { ["label", "delete"].contains($0.name) }, switches: ["delete"]
        )
        .set(&options)
        options.replaces = value("replace") == "true"
        self.options = options
    }

    func bring(
        _ order: JobOrder, into repositories: MongoRepositories
    ) async throws -> JobOutcome {
        guard let file = order.file else { throw Failure("there is no file to import") }
        var run = ImportRun(
            kind: kind, options: options, rejectsPath: order.rejectsPath, again: again,
            style: .bar, repositories: repositories)
        let answer = try await run.bring(ImportSource(file))
        // Its starter knows the file by its own name, and need not learn where it lay here.
        let folder = URL(fileURLWithPath: file).deletingLastPathComponent().path + "/"
        func told(_ text: String) -> String { text.replacingOccurrences(of: folder, with: "") }
        return JobOutcome(
            result: told(try Output.line(answer)), failure: answer.failure.map(told))
    }
}
