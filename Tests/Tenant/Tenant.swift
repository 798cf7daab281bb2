import Daemon
import Foundation

/// Uses the data folder in its first argument until its standard input ends.
///
/// Prints `PROCESS STARTED-HERE` once it has the server, and at the end what became of
/// it. It ignores SIGTERM, as a command does that handles the signal itself.
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

    /// Unbuffered: whoever reads decides by it when to kill us.
    private static func say(_ line: String) {
        try? FileHandle.standardOutput.write(contentsOf: Data("\(line)\n".utf8))
    }
}
