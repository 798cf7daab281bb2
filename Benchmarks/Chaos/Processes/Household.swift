import Foundation
import Synchronization

/// Everything that this program has started: nothing of it outlives the program.
final class Household: Sendable {
    /// The folder for what processes write.
    let folder: String
    private let members = Mutex<[Spawned]>([])
    private let environment: [String: String]
    private let chronicle: Chronicle

    init(folder: String) throws {
        self.folder = folder
        chronicle = try Chronicle(file: "\(folder)/events.log")
        // What the caller has set for Ebb is not meant for this.
        environment = ProcessInfo.processInfo.environment.filter { !$0.key.hasPrefix("EBB_") }
    }

    /// Starts a program whose output goes into files of the folder that begin with `name`.
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

    /// Notes what happens, with its moment.
    func note(_ event: String) { chronicle.note(event) }

    /// Ends whatever runs.
    func end() {
        for process in members.withLock({ $0 }) { process.end() }
    }
}
