import Daemon
import Foundation

/// Uses the data folder in its first argument until its standard input ends.
///
/// Prints `PROCESS STARTED-HERE` when the server is open, and at the end what happened to it. It
/// ignores SIGTERM, like a command that handles the signal itself.
@main
struct Tenant {
    static func main() async {
        signal(SIGTERM, SIG_IGN)
        let environment = ProcessInfo.processInfo.environment
        var configuration = LocalServer.Configuration(
            dataFolder: CommandLine.arguments.last, environment: environment)
        configuration.freeBytesMin = 0
        do {
            let server = try await LocalServer.open(configuration)
            say("\(server.pid) \(server.startedHere)")
            while readLine() != nil {}
            say("\(await server.close())")
        } catch {
            say("failed: \(error)")
        }
    }

    /// Unbuffered, because the reader decides by it when to kill this process.
    private static func say(_ line: String) {
        try? FileHandle.standardOutput.write(contentsOf: Data("\(line)\n".utf8))
    }
}
