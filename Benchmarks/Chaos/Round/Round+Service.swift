import Foundation
import Synchronization

extension Round {
    /// The time limit for `ebb serve` to stop.
    private static let stopPatience = Patience.seconds(60)
    /// The time limit for `ebb serve` to listen or to print an error, in seconds.
    static let startPatience = Patience.seconds(60)

    /// Keeps `ebb serve` running, and starts it again after a kill, until it is no longer needed;
    /// then it must stop cleanly.
    func keepServing() async throws {
        var number = 0
        while isServing.load(ordering: .relaxed) {
            number += 1
            let name = "r\(plan.number)-serve\(number)"
            place.tally.count(\.commands, "serve")
            let process = try place.household.start(
                place.ebb, ["serve", "--port", "0"] + storeArguments, name: name,
                variables: place.clock.variables)
            service.withLock { $0 = process }
            let port = try await Self.startPatience.wait { () -> Int? in
                if process.poll() != nil { return 0 }
                return Self.port(in: "\(place.household.folder)/\(name).err")
            }
            servicePort.withLock { $0 = port == 0 ? nil : port }
            place.household.note("\(name) listens on \(port ?? 0)")
            while isServing.load(ordering: .relaxed), process.poll() == nil {
                try await Task.sleep(for: Patience.pause)
            }
            servicePort.withLock { $0 = nil }
            place.household.note("\(name) is no longer needed, or has ended")
            if !isServing.load(ordering: .relaxed) { try await stop(process) }
        }
    }

    private func stop(_ process: Spawned) async throws {
        guard process.poll() == nil else { return }
        process.signal(SIGTERM)
        let ending = try await process.wait(Self.stopPatience)
        if ending != .exited(0) {
            note("ebb serve did not stop cleanly: \(ending.map { "\($0)" } ?? "it hung")")
            process.end()
        }
    }

    /// The port that it prints.
    private static func port(in file: String) -> Int? {
        guard let text = try? String(contentsOfFile: file, encoding: .utf8),
            let line = text.split(separator: "\n").first(where: { $0.hasPrefix("Ebb serves on") })
        else { return nil }
        return line.split(separator: ":").last.flatMap { Int($0) }
    }
}
