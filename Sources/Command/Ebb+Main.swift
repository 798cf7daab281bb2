import ArgumentParser
import Foundation
import Mongo
import Program

extension Ebb {
    /// Runs the command that the arguments name, says what went wrong, and ends the process.
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

    /// The arguments as they were given, without the program's name: what other processes see of
    /// them has no passwords any more.
    static let arguments = Array(CommandLine.arguments.dropFirst())

    /// Everything has been closed and written. By `exit` the libraries would clean up after
    /// themselves, and take away what MongoDB's driver still stands on: its watch over the servers
    /// may take half a second longer than the store, for which nobody waits.
    private static func end(_ code: ExitCode) -> Never {
        fflush(nil)
        _exit(code.rawValue)
    }
}
