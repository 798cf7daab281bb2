import Configuration
import Daemon
import Foundation
import SystemPackage

/// The settings of this process, from flags, then `EBB_…` environment variables, then a file,
/// then defaults.
package struct ProcessSettings: Sendable {
    private let reader: ConfigReader
    /// The names of the settings that flags give.
    private let flagged: Set<String>
    /// The environment variables of Ebb, without their prefix.
    private let variables: Set<String>

    /// The environment as it was given; the secrets in it are hidden after the first session.
    private static let environment = ProcessInfo.processInfo.environment

    /// - Parameter flags: the values of command-line flags, by name (`database.name`).
    init(
        flags: [String: String], file: String?,
        environment: [String: String] = ProcessSettings.environment
    ) async throws {
        let prefix = "EBB_"
        let own = environment.filter { $0.key.hasPrefix(prefix) }
            .map { (String($0.key.dropFirst(prefix.count)), $0.value) }
        let given = flags.map { key, value in
            (AbsoluteConfigKey(ConfigKey(key)), ConfigValue(.string(value), isSecret: false))
        }
        var providers: [any ConfigProvider] = [
            InMemoryProvider(values: Dictionary(uniqueKeysWithValues: given)),
            EnvironmentVariablesProvider(
                environmentVariables: Dictionary(uniqueKeysWithValues: own)),
        ]
        if let file = file ?? environment["EBB_CONFIG"] {
            providers.append(try await Self.provider(file))
        }
        reader = ConfigReader(providers: providers)
        flagged = Set(flags.keys)
        variables = Set(own.map(\.0))
    }

    /// Where the value of a setting comes from: `flag`, `environment`, `file` or `default`.
    package func origin(of name: String) -> String {
        if flagged.contains(name) { return "flag" }
        let variable = String(name.map { $0 == "." ? "_" : $0 }).uppercased()
        if variables.contains(variable) { return "environment" }
        let isInFile = text(name) != nil || reader.int(forKey: ConfigKey(name)) != nil
        return isInFile ? "file" : "default"
    }

    /// The settings of a file: YAML, of which JSON is a part, unless its name ends in `.json`.
    private static func provider(_ file: String) async throws(Failure) -> any ConfigProvider {
        let path = FilePath(file)
        do {
            return path.extension == "json"
                ? try await FileProvider<JSONSnapshot>(filePath: path)
                : try await FileProvider<YAMLSnapshot>(filePath: path)
        } catch {
            throw Failure("cannot read the configuration file \(file): \(error)")
        }
    }

    /// A text setting.
    package func text(_ name: String) -> String? { reader.string(forKey: ConfigKey(name)) }

    /// A secret setting, which must never appear in a log.
    package func secret(_ name: String) -> String? {
        reader.string(forKey: ConfigKey(name), isSecret: true)
    }

    /// A number setting. Throws one sentence when it is no number, or out of range.
    package func number(
        _ name: String, _ range: ClosedRange<Int>, default standard: Int
    ) throws -> Int {
        guard let text = text(name) ?? reader.int(forKey: ConfigKey(name)).map(String.init) else {
            return standard
        }
        guard let number = Int(text), range ~= number else {
            throw Failure(
                "invalid \(name) \"\(text)\": expected a whole number from \(range.lowerBound) to "
                    + "\(range.upperBound)")
        }
        return number
    }

    /// A setting with a few allowed words. Throws one sentence for any other word.
    package func choice<Choice: RawRepresentable<String> & CaseIterable>(
        _ name: String, default standard: Choice
    ) throws -> Choice {
        guard let text = text(name) else { return standard }
        guard let choice = Choice(rawValue: text) else {
            let known = Choice.allCases.map(\.rawValue).joined(separator: ", ")
            throw Failure("invalid \(name) \"\(text)\": expected one of \(known)")
        }
        return choice
    }
}

extension ProcessSettings {
    /// The configuration of Ebb's own server.
    var localServer: LocalServer.Configuration {
        var configuration = LocalServer.Configuration(
            dataFolder: text("data"), environment: ProcessInfo.processInfo.environment)
        configuration.mongod = text("mongod")
        return configuration
    }
}

/// A failure in one sentence for people: what is wrong, where, and what to do.
package struct Failure: Error, CustomStringConvertible {
    package let description: String

    package init(_ description: String) { self.description = description }
}
