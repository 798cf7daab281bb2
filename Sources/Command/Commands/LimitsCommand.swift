import ArgumentParser
import Work

/// `ebb limits`: every limit that may be set, with its value and where it comes from.
struct LimitsCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "limits",
        abstract: "Shows every limit that can be set, its value, and where the value comes from.",
        discussion: """
            A limit is set by --limit NAME=NUMBER of ebb serve, by an environment variable \
            (EBB_BODY_MAX for body.max), or in the configuration file \
            ({"body": {"max": 1000000}}). Limits whose names end in ms are milliseconds.
            """)

    @OptionGroup var output: OutputOptions
    @OptionGroup var store: StoreOptions

    func run() async throws {
        let settings = try await ProcessSettings(flags: store.given, file: store.config)
        let values = try Limit.allCases.map { try LimitValue($0, settings) }
        if output.format == .json {
            try Output.json(values)
        } else {
            print(values.map(\.text).joined(separator: "\n"))
        }
    }
}

/// What a limit is set to, and by what.
struct LimitValue: Encodable {
    let limit: String
    let value: Int
    /// `flag`, `environment`, `file` or `default`.
    let origin: String
    let summary: String

    init(_ limit: Limit, _ settings: ProcessSettings) throws {
        self.limit = limit.rawValue
        value = try settings.value(of: limit)
        origin = settings.origin(of: limit.rawValue)
        summary = limit.summary
    }

    var text: String {
        "\(limit.padded(to: 24))\("\(value)".padded(to: 14))\(origin.padded(to: 13))\(summary)"
    }
}

extension String {
    fileprivate func padded(to length: Int) -> String {
        self + String(repeating: " ", count: max(1, length - count))
    }
}

extension Check {
    /// The limits that are not at their defaults, each with its value and origin.
    static func limits(_ settings: ProcessSettings) throws -> Check {
        let set = try Limit.allCases.map { try LimitValue($0, settings) }
            .filter { $0.origin != "default" }
        guard !set.isEmpty else {
            return Check("limits", "all \(Limit.allCases.count) are at their defaults: ebb limits")
        }
        let list = set.map { "\($0.limit) = \($0.value) (\($0.origin))" }
        return Check("limits", list.joined(separator: ", ") + "; ebb limits shows all")
    }
}
