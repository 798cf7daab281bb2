import ArgumentParser
import Interest
import Repositories
import Work

// A job is a command without its terminal: its parameters are the command's flags, under the same
// names, read by the same reader, and its answer is what the command answers with --format json.
// So whatever a command refuses a job refuses, too, in the same words.

extension JobDefinition {
    /// A job that does what a command does.
    ///
    /// - Parameters:
    ///   - options: the flags that take a value; what names files or stores is left out.
    ///   - switches: the flags that take none.
    ///   - arguments: the name under which the command's bare arguments come.
    static func command<Command: ParsableCommand & Sendable>(
        _ kind: String, as type: Command.Type, options: [String] = [], switches: [String] = [],
        arguments: String? = nil, does work: @escaping @Sendable (Command) async throws -> String
    ) -> JobDefinition {
        @Sendable func command(_ parameters: [JobRecord.Parameter]) throws -> Command {
            try type.reading(parameters, switches: switches, arguments: arguments)
        }
        return JobDefinition(
            kind: kind, parameters: options + switches + (arguments.map { [$0] } ?? []),
            check: { _ = try command($0) },
            run: { order in
                try await Progress.reporting(to: order.report) {
                    JobOutcome(result: try await work(command(order.parameters)))
                }
            })
    }
}

extension ParsableArguments {
    /// Reads parameters as flags, except those that have a meaning of their own.
    static func reading(
        _ parameters: [JobRecord.Parameter], switches: [String] = [], arguments: String? = nil,
        except: Set<String> = []
    ) throws -> Self {
        var words: [String] = []
        var bare: [String] = []
        for parameter in parameters where !except.contains(parameter.name) {
            let (name, value) = (parameter.name, parameter.value)
            if name == arguments {
                bare.append(value)
            } else if switches.contains(name) {
                guard value == "true" || value == "false" else {
                    throw Failure("\(name) must be true or false, not \"\(value)\"")
                }
                if value == "true" { words.append("--\(name)") }
            } else {
                // In one word, so that no value is taken for a flag.
                words.append("--\(name)=\(value)")
            }
        }
        do {
            return try parse(words + (bare.isEmpty ? [] : ["--"] + bare))
        } catch {
            throw Failure(message(for: error))
        }
    }
}
