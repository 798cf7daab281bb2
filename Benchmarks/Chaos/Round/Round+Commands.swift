import Foundation
import Interest
import Repositories
import Synchronization
import Work

/// The result of one run of the command.
struct CommandEnding: Sendable {
    /// The exit status; nil when it was killed.
    let status: Int32?
    let output: String
    let errors: String

    /// The JSON object of its answer, or the first one of a list.
    var answer: [String: Any]? {
        let json = try? JSONSerialization.jsonObject(with: Data(output.utf8))
        return json as? [String: Any] ?? (json as? [[String: Any]])?.first
    }
}

extension Round {
    /// The time limit of a command, which only a hanging command reaches.
    private static let commandPatience = Patience.seconds(60)
    /// The maximum number of attempts until a command succeeds.
    static let attemptsMax = 50
    /// The pause between two attempts.
    static let attemptPause = Duration.milliseconds(50)

    /// Runs `ebb` once on the round's database.
    ///
    /// - Parameters:
    ///   - name: a name that is unique among the current runs.
    ///   - kill: the moment of the kill.
    func command(
        _ arguments: [String], name: String, kill: RoundPlan.Kill? = nil
    ) async throws -> CommandEnding {
        let file = "r\(plan.number)-\(name)"
        for ending in ["out", "err"] {
            try? FileManager.default.removeItem(
                atPath: "\(place.household.folder)/\(file).\(ending)")
        }
        place.tally.count(\.commands, arguments[0])
        let process = try place.household.start(
            place.ebb, arguments + storeArguments, name: file,
            variables: place.clock.variables)
        if let kill {
            try await wait(for: kill, process)
            if process.poll() == nil {
                process.signal(SIGKILL)
                place.tally.count(\.faults, kill.name(of: arguments[0]))
            }
        }
        let ending = try await process.wait(Self.commandPatience)
        place.household.note("\(file) ended: \(ending.map { "\($0)" } ?? "not at all")")
        if ending == nil {
            note("ebb \(arguments.joined(separator: " ")) hung and was ended")
            process.end()
        }
        var status: Int32?
        if case .exited(let number) = ending { status = number }
        if case .killed(let signal) = ending, signal != SIGKILL {
            note("ebb \(arguments.joined(separator: " ")) died of signal \(signal)")
        }
        return CommandEnding(
            status: status, output: text("\(file).out"), errors: text("\(file).err"))
    }

    /// Runs `ebb` until it succeeds, and returns the result of that run.
    ///
    /// - Parameter kills: the moments of the kills of the first attempts.
    func insist(
        _ arguments: [String], name: String, kills: [RoundPlan.Kill] = []
    ) async throws -> CommandEnding {
        var last = ""
        for attempt in 0..<Self.attemptsMax + kills.count {
            let kill = attempt < kills.count ? kills[attempt] : nil
            let ending = try await command(arguments, name: name, kill: kill)
            if ending.status == 0 { return ending }
            last = ending.output + ending.errors
            try await Task.sleep(for: Self.attemptPause)
        }
        throw Trouble("ebb \(arguments.joined(separator: " ")) keeps failing: \(last)")
    }

    /// Waits for the moment of a kill, or until the process has ended.
    private func wait(for kill: RoundPlan.Kill, _ process: Spawned) async throws {
        switch kill {
        case .after(let milliseconds): try await Task.sleep(for: .milliseconds(milliseconds))
        case .atMark:
            let imports = place.database.repositories.imports
            let before = try? await imports.newest(1).first
            _ = try await Self.commandPatience.wait { () async throws -> Bool? in
                if process.poll() != nil { return true }
                // A server that does not answer during a fault is asked again.
                guard let now = try? await imports.newest(1).first else { return nil }
                let hasMark = now.mark.lines > 0 && now.state == .running
                return hasMark && now.mark != before?.mark ? true : nil
            }
        }
    }

    /// The flags that name the database of the round.
    var storeArguments: [String] {
        let isStormy = isStormy.load(ordering: .relaxed)
        let uri = isStormy ? place.uri + place.stormyOptions : place.uri
        return ["--database", uri, "--database-name", place.database.name]
    }

    private func text(_ file: String) -> String {
        (try? String(contentsOfFile: "\(place.household.folder)/\(file)", encoding: .utf8)) ?? ""
    }
}
