import ArgumentParser
import Foundation
import Mongo
import Program

extension Ebb {
    /// Runs the command that the arguments name, prints what went wrong, and ends the process.
    ///
    /// - Parameter programs: the commands that speak HTTP, in the program that has them.
    package static func main(with programs: (any HTTPPrograms)? = nil) async -> Never {
        Driver.start()
        _ = arguments
        ProcessSecrets.hideArguments()
        do {
            try await $programs.withValue(programs) {
                var command = try await asyncParseAsRoot(arguments)
                if var command = command as? any AsyncParsableCommand {
                    try await command.run()
                } else {
                    try command.run()
                }
            }
            end(.success)
        } catch {
            let (text, code) = (fullMessage(for: error), exitCode(for: error))
            if !text.isEmpty {
                if code.isSuccess { print(text) } else { Output.news(text) }
            }
            end(code)
        }
    }

    /// The arguments as they were given, without the program's name. Passwords in them are hidden
    /// later from what other processes see.
    static let arguments = Array(CommandLine.arguments.dropFirst())

    /// Ends the process without the cleanup that `exit` runs. Everything has been closed and
    /// written by now, and `exit` would free memory that the MongoDB driver still uses: its server
    /// monitor may run half a second longer than the store, and nothing waits for it.
    private static func end(_ code: ExitCode) -> Never {
        fflush(nil)
        _exit(code.rawValue)
    }
}
