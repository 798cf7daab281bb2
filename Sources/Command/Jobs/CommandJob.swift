import ArgumentParser
import Interest
import Repositories
import Work

// A job runs a command without a terminal. Its parameters are the flags of the command, with the
// same names and the same parser, and its answer is what the command prints with --format json.
// So a job rejects whatever the command rejects, with the same message.

extension JobDefinition {
    /// Creates a job that runs a command.
    ///
    /// - Parameters:
    ///   - options: the flags with a value, except those that name files or stores.
    ///   - switches: the flags without a value.
    ///   - arguments: the parameter that holds the positional arguments of the command.
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
    /// Parses parameters as flags, except those in `except`.
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
                    throw Failure("invalid \(name) \"\(value)\": expected true or false")
                }
                if value == "true" { words.append("--\(name)") }
            } else {
                // As one word, so that a value is never parsed as a flag.
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
