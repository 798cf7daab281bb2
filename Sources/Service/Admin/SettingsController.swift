internal import Foundation
internal import Hummingbird
internal import Interest
internal import NIOCore

/// Shows and changes how interests fade and what actions are worth, in the words of the command.
struct SettingsController {
    let dependencies: ServiceDependencies
    let admin: AdminDependencies
    let configuration: ServiceConfiguration

    func addRoutes(to router: Router<ExchangeContext>) {
        router.get("api/admin/settings") { _, _ in try await self.show() }
        router.put("api/admin/settings") { request, _ in try await self.change(request) }
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

    private func change(_ request: Request) async throws -> Response {
        let wish = try await SettingsWish(request, bodyMax: configuration.bodyMax)
        let before = try await dependencies.settings.settings()
        let after = try wish.applied(to: before)
        AuditNote.current?.write(wish.description(from: before, to: after))
        do {
            try await admin.changeSettings(after, wish.forgets)
        } catch let error as RepositoryError {
            throw error
        } catch {
            throw Failure(status: .conflict, message: "\(error)")
        }
        return try await show()
    }
}

/// What of the settings is to be otherwise; what is left out stays.
private struct SettingsWish: Decodable {
    private var law: String?
    /// By action; null takes the action's gain away, so that it is no longer let in.
    private var gains: [String: String?]?
    private var pruning: Double?
    private var fromWhatIsLeft: Bool?

    var forgets: Bool { fromWhatIsLeft ?? false }

    private enum CodingKeys: String, CodingKey, CaseIterable {
        case law = "Law"
        case gains = "Gains"
        case pruning = "Pruning"
        case fromWhatIsLeft = "FromWhatIsLeft"
    }

    init(_ request: Request, bodyMax: Int) async throws {
        let body = try await request.bytes(upTo: bodyMax)
        do {
            self = try JSONDecoder().decode(Self.self, from: Data(body.readableBytesView))
        } catch let failure as Failure {
            throw failure
        } catch {
            throw Failure.badRequest(
                "the body must be a JSON object with any of Law (a text such as \"exponential "
                    + "30d\"), Gains (an object of texts or null by action), Pruning (a number) "
                    + "and FromWhatIsLeft (true or false)")
        }
    }

    init(from decoder: any Decoder) throws {
        // A misspelt name must not silently change nothing.
        let names = try decoder.container(keyedBy: AnyName.self).allKeys.map(\.stringValue)
        if let unknown = names.first(where: { CodingKeys(rawValue: $0) == nil }) {
            throw Failure.badRequest(
                "the body has \"\(unknown.prefix(40))\", which is not known here: known are "
                    + CodingKeys.allCases.map(\.rawValue).joined(separator: ", "))
        }
        let container = try decoder.container(keyedBy: CodingKeys.self)
        law = try container.decodeIfPresent(String.self, forKey: .law)
        gains = try container.decodeIfPresent([String: String?].self, forKey: .gains)
        pruning = try container.decodeIfPresent(Double.self, forKey: .pruning)
        fromWhatIsLeft = try container.decodeIfPresent(Bool.self, forKey: .fromWhatIsLeft)
    }

    func applied(to settings: Settings) throws -> Settings {
        do {
            var rules = settings.gains.rules
            for (action, gain) in gains ?? [:] {
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

private struct AnyName: CodingKey {
    let stringValue: String
    var intValue: Int? { nil }

    init?(stringValue: String) { self.stringValue = stringValue }
    init?(intValue: Int) { nil }
}
