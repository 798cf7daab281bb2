internal import HTTPTypes
internal import Hummingbird
internal import Interest
internal import Wire

/// Shows and changes how interests fade and what actions are worth, in the words of the command.
struct SettingsController {
    let dependencies: ServiceDependencies
    let admin: AdminDependencies

    var endpoints: [Endpoint] {
        [
            Endpoint(
                .get, "/api/admin/settings", AdminEndpoints.group,
                "The law, the gains, pruning and retention.",
                access: .admin, answer: AdminEndpoints.object
            ) { _ in
                try await show()
            },
            Endpoint(
                .put, "/api/admin/settings", AdminEndpoints.group,
                "Changes how interests fade and what actions are worth; what is left out stays.",
                access: .admin,
                body: .json(
                    SettingsChange.schema, example: #"{"Gains":{"click":"1"}}"#,
                    SettingsChange.init), answer: AdminEndpoints.object, failures: [409]
            ) { call in
                try await apply(call.body, call.context)
            },
        ]
    }

    private func show() async throws -> Response {
        let settings = try await dependencies.settings.settings()
        let outdated = try await dependencies.weights.outdatedCount()
        let retention = try await dependencies.behaviors.retention()
        return .json { json in
            json.object { json in
                json.field("Law", LawText(settings.law).description)
                json.field("Laws") { json in
                    Settings.laws.keys.sorted().forEach { json.element($0) }
                }
                json.field("Gains") { json in
                    for (action, rule) in settings.gains.rules.sorted(by: { $0.key < $1.key }) {
                        json.object { json in
                            json.field("Action", action.text)
                            json.field("Gain", GainText(rule).description)
                        }
                    }
                }
                json.field("Pruning", settings.pruning)
                json.field("Retention", retention?.description)
                json.field("Outdated", outdated)
            }
        }
    }

    private func apply(
        _ change: SettingsChange, _ context: ExchangeContext
    ) async throws -> Response {
        let before = try await dependencies.settings.settings()
        let after = try change.applied(to: before)
        context.note?.text = change.description(from: before, to: after)
        do {
            try await admin.changeSettings(after, change.forgets)
        } catch let error as RepositoryError {
            throw error
        } catch {
            throw Failure(status: .conflict, message: "\(error)")
        }
        return try await show()
    }
}

/// A change of the settings; what is left out stays.
private struct SettingsChange {
    private var law: String?
    /// By action; null takes the action's gain away, so that it is no longer let in.
    private var gains: [String: String?] = [:]
    private var pruning: Double?
    /// Whether profiles may forget what is no longer in the log.
    private(set) var forgets = false

    static let schema = JSONSchema.object([
        .optional("Law", .nullable(.text(min: 1))),
        .optional("Gains", .nullable(.object([], isOpen: true))),
        .optional("Pruning", .nullable(.number(Settings.prunings))),
        .optional("FromWhatIsLeft", .nullable(.flag)),
    ])

    init(_ body: JSON) throws(Failure) {
        guard case .object(let members) = body else { throw Self.wrong }
        for member in members {
            switch (member.name, member.value) {
            case ("Law", .null), ("Gains", .null), ("Pruning", .null), ("FromWhatIsLeft", .null):
                continue
            case ("Law", .text(let text)): law = text
            case ("Gains", .object(let rules)):
                for rule in rules { gains[rule.name] = .some(try Self.gain(rule.value)) }
            case ("Pruning", .number(let number)): pruning = number
            case ("Pruning", .integer(let number)): pruning = Double(number)
            case ("FromWhatIsLeft", .bool(let flag)): forgets = flag
            case ("Law", _), ("Gains", _), ("Pruning", _), ("FromWhatIsLeft", _): throw Self.wrong
            // A misspelt name must not silently change nothing.
            case (let name, _):
                throw .badRequest(
                    "the body has \"\(name.prefix(40))\", which is not known here: known are "
                        + "Law, Gains, Pruning, FromWhatIsLeft")
            }
        }
    }

    private static func gain(_ value: JSON) throws(Failure) -> String? {
        switch value {
        case .null: nil
        case .text(let text): text
        default: throw wrong
        }
    }

    private static let wrong = Failure.badRequest(
        "the body must be a JSON object with any of Law (a text such as \"exponential 30d\"), "
            + "Gains (an object of texts or null by action), Pruning (a number) and "
            + "FromWhatIsLeft (true or false)")

    func applied(to settings: Settings) throws -> Settings {
        do {
            var rules = settings.gains.rules
            for (action, gain) in gains {
                rules[try Action(action)] = try gain.map { try GainText(parsing: $0).rule }
            }
            return try Settings(
                law: law.map { try LawText(parsing: $0).law } ?? settings.law,
                gains: Gains(rules: rules), pruning: pruning ?? settings.pruning)
        } catch let error as LawError {
            throw Failure.badRequest("\(error)")
        }
    }

    /// What is different, for the audit.
    func description(from before: Settings, to after: Settings) -> String {
        var changes: [String] = []
        let laws = (LawText(before.law).description, LawText(after.law).description)
        if laws.0 != laws.1 { changes.append("law: \(laws.0) → \(laws.1)") }
        let (old, new) = (before.gains.rules, after.gains.rules)
        for action in Set(old.keys).union(new.keys).sorted() where old[action] != new[action] {
            let texts = [old, new].map { rules in
                rules[action].map { GainText($0).description } ?? "none"
            }
            changes.append("gain of \(action): \(texts[0]) → \(texts[1])")
        }
        if before.pruning != after.pruning {
            changes.append("pruning: \(before.pruning) → \(after.pruning)")
        }
        return changes.isEmpty ? "nothing changed" : changes.joined(separator: "; ")
    }
}
