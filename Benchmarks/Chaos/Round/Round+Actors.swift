import Foundation
import Recommending
import Synchronization

// The actors of a round. Each retries until it has done what is planned; readers and folders
// continue until the faults are over.

extension Round {
    /// Imports a file, with kills as planned, until the import is reported as complete.
    func importFile(_ number: Int) async throws {
        let plan = plan.imports[number]
        var source = source("import", number)
        let behaviors = source.next(plan.behaviors)
        let path = "\(place.household.folder)/r\(self.plan.number)-\(number).jsonl"
        let lines = behaviors.map(\.line).joined(separator: "\n") + "\n"
        try lines.write(toFile: path, atomically: false, encoding: .utf8)
        try await Task.sleep(for: .milliseconds(plan.at))
        place.database.ledger.send(behaviors)
        place.database.counts.files.add(1, ordering: .relaxed)
        let ending = try await insist(
            ["import", path, "--time-unit", "milliseconds", "--format", "json"],
            name: "import\(number)", kills: plan.kills)
        place.database.ledger.acknowledge(behaviors)
        let answer = ending.answer ?? [:]
        let count = ["inserted", "repeated"].map { answer[$0] as? Int ?? 0 }.reduce(0, +)
        if count != behaviors.count {
            note("an import of \(behaviors.count) behaviors reported \(count)")
        }
        if answer["resumedAtLine"] as? Int != nil { place.tally.change { $0.importsResumed += 1 } }
        try FileManager.default.removeItem(atPath: path)
    }

    /// Posts feedback in batches; without an answer, a batch is sent again or given up.
    func post(_ number: Int) async throws {
        let plan = plan.postings[number]
        var source = source("post", number)
        var random = SplitMix(seed: self.plan.seed ^ UInt64(self.plan.number * 2 + number))
        for _ in 0..<plan.batches {
            // Without its own id or time, a repeat would be a different behavior.
            let batch = source.next(plan.batchSize, isNamed: !plan.hasTimes)
            let body =
                "["
                + batch.map { $0.feedback(hasTime: plan.hasTimes) }
                .joined(separator: ",") + "]"
            place.database.ledger.send(batch, hasTimes: plan.hasTimes)
            let isGivenUp = random.below(10) < plan.givenUpOfTen
            let isRepeated = random.below(10) < plan.repeatedOfTen
            for attempt in 0..<(isGivenUp ? 1 : Self.attemptsMax * 10) {
                if attempt > 0 {
                    try await Task.sleep(for: Self.attemptPause)
                    place.tally.change { $0.sentAgain += batch.count }
                }
                guard let answer = try await ask("POST", "/api/feedback", body: body) else {
                    continue
                }
                if answer.status == 200 {
                    place.database.ledger.acknowledge(batch)
                    if !isRepeated { break }
                    place.tally.change { $0.sentAgain += batch.count }
                    _ = try await ask("POST", "/api/feedback", body: body)
                    break
                }
                if answer.status != 503 { note("feedback was answered \(answer)") }
            }
        }
    }

    /// Reads the interests of random users repeatedly.
    func read(_ number: Int) async throws {
        var random = SplitMix(seed: self.plan.seed &+ UInt64(self.plan.number * 8 + number))
        while isStormy.load(ordering: .relaxed) {
            let user = BehaviorSource.user(&random)
            let answer = try await ask("GET", "/api/user/\(user)/interests?n=5")
            if let answer, ![200, 503].contains(answer.status) {
                note("a read was answered \(answer)")
            }
            // Pause only while waiting for the service.
            if answer == nil { try await Task.sleep(for: Self.attemptPause) }
        }
    }

    /// Folds everything pending repeatedly, with kills as planned.
    func foldAgainAndAgain() async throws {
        var kills = plan.foldKills
        while isStormy.load(ordering: .relaxed) {
            _ = try await command(
                ["fold"], name: "fold", kill: kills.isEmpty ? nil : .after(kills.removeFirst()))
        }
    }

    /// Changes the law during the round and rebuilds, possibly with a kill before the end.
    func changeLaw() async throws {
        guard let law = plan.law else { return }
        _ = try await insist(["law", "set", law], name: "law")
        _ = try await command(
            ["rebuild"], name: "rebuild", kill: plan.rebuildKill.map { .after($0) })
    }

    private func ask(
        _ method: String, _ path: String, body: String = ""
    ) async throws -> Exchange.Answer? {
        try Task.checkCancellation()
        guard let port = servicePort.withLock({ $0 }) else { return nil }
        let answer = await place.exchange.send(method, path, body: body, port: port)
        place.tally.count(\.answers, answer.map { "\($0.status)" } ?? "none")
        return answer
    }
}
