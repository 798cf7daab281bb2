import Foundation
import Synchronization

/// All child processes of this program: none of them outlives it.
final class Household: Sendable {
    /// The folder for the output of processes.
    let folder: String
    private let members = Mutex<[Spawned]>([])
    private let environment: [String: String]
    private let chronicle: Chronicle

    init(folder: String) throws {
        self.folder = folder
        chronicle = try Chronicle(file: "\(folder)/events.log")
        // Settings of the caller for Ebb must not apply here.
        environment = ProcessInfo.processInfo.environment.filter { !$0.key.hasPrefix("EBB_") }
    }

    /// Starts a program; its output goes to files in the folder whose names begin with `name`.
    func start(
        _ program: String, _ arguments: [String], name: String, variables: [String: String] = [:]
    ) throws -> Spawned {
        let process = try Spawned(
            program, arguments, environment: environment.merging(variables) { $1 },
            output: "\(folder)/\(name).out", errors: "\(folder)/\(name).err")
        note("\(name) is process \(process.processID)")
        members.withLock { members in
            members.removeAll { $0.poll() != nil }
            members.append(process)
        }
        return process
    }

    /// Records an event with its time.
    func note(_ event: String) { chronicle.note(event) }

    /// Ends all running processes.
    func end() {
        for process in members.withLock({ $0 }) { process.end() }
    }
}
