import Foundation
import Mongo
import NIOPosix
import Repositories
import Synchronization

/// One round: commands, senders and readers run during faults; then everything is healed and
/// finished, and the log is compared with what was sent.
final class Round: Sendable {
    let plan: RoundPlan
    let place: Place
    /// Whether more faults may occur.
    let isStormy = Atomic<Bool>(true)
    /// Whether `ebb serve` still gets requests.
    let isServing = Atomic<Bool>(true)
    /// The port of `ebb serve` while it listens.
    let servicePort = Mutex<Int?>(nil)
    let service = Mutex<Spawned?>(nil)
    private let found = Mutex<[String]>([])

    /// The environment of a round.
    struct Place: Sendable {
        let cluster: Cluster
        /// The URI of the cluster.
        let uri: String
        /// Text to append to the URI for commands while faults may occur.
        let stormyOptions: String
        let database: Database
        let ebb: String
        let household: Household
        let clock: SteppingClock
        let exchange: Exchange
        let tally: Tally
        /// The deliberate damage before the check.
        let sabotage: Sabotage?
    }

    init(_ plan: RoundPlan, in place: Place) {
        self.plan = plan
        self.place = place
    }

    /// Records a difference.
    func note(_ difference: String) { found.withLock { $0.append(difference) } }

    /// Runs the round; returns the differences, which are empty when nothing is wrong.
    func run() async throws -> [String] {
        place.household.note("round \(plan.number)")
        try await withThrowingTaskGroup { group in
            group.addTask { try await self.keepServing() }
            group.addTask {
                try await self.work()
                self.isServing.store(false, ordering: .relaxed)
            }
            // The first error ends the others.
            try await group.waitForAll()
        }
        try await settle()
        try await place.sabotage?.strike(place.database)
        let findings = try await Check(database: place.database).run()
        let foldsBefore = place.database.counts.folds.exchange(findings.folds, ordering: .relaxed)
        place.tally.change { report in
            report.folds += findings.folds - foldsBefore
            report.documents += findings.documents
            report.compared += findings.compared
        }
        place.household.note("checked")
        return found.withLock { $0 } + findings.differences
    }

    /// When everything is healthy again: folds what is pending, and rebuilds outdated documents.
    private func settle() async throws {
        try await place.cluster.heal()
        _ = try await insist(["fold"], name: "last-fold")
        if plan.law != nil { _ = try await insist(["rebuild"], name: "last-rebuild") }
    }

    private func work() async throws {
        // A fault before that would only affect a service that does not listen yet.
        _ = try await Self.startPatience.wait { servicePort.withLock { $0 } }
        try await withThrowingTaskGroup { group in
            group.addTask { try await self.storm() }
            for number in plan.imports.indices {
                group.addTask { try await self.importFile(number) }
            }
            for number in plan.postings.indices {
                group.addTask { try await self.post(number) }
            }
            for number in 0..<plan.readers { group.addTask { try await self.read(number) } }
            group.addTask { try await self.foldAgainAndAgain() }
            if plan.law != nil { group.addTask { try await self.changeLaw() } }
            try await group.waitForAll()
        }
    }

    /// Starts and ends the faults, then heals what is left of them.
    private func storm() async throws {
        try await withThrowingTaskGroup { group in
            for fault in plan.faults { group.addTask { try await self.suffer(fault) } }
            try await group.waitForAll()
        }
        try await place.cluster.heal()
        place.household.note("healed")
        isStormy.store(false, ordering: .relaxed)
    }

    private func suffer(_ fault: Fault) async throws {
        try await Task.sleep(for: .milliseconds(fault.at))
        place.tally.count(\.faults, fault.kind.rawValue)
        place.household.note("\(fault) begins")
        defer { place.household.note("\(fault) has ended") }
        switch fault.kind {
        case .killService:
            service.withLock { $0 }?.signal(SIGKILL)
        case .clockBack:
            // Minutes, because seconds could pass between two readings of the clock.
            try place.clock.set(ahead: -Int64(fault.lasts))
            try await Task.sleep(for: .milliseconds(fault.lasts))
            try place.clock.set(ahead: 0)
        default:
            let member = await place.cluster.begin(fault)
            try await Task.sleep(for: .milliseconds(fault.lasts))
            try await place.cluster.end(fault, on: member)
        }
    }

    /// A separate source for each sender.
    func source(_ name: String, _ number: Int) -> BehaviorSource {
        let seed = plan.seed &* 31 &+ UInt64(plan.number) &* 1009 &+ UInt64(number)
        return BehaviorSource(
            seed: seed ^ (name == "import" ? 0 : 0x5555), prefix: "r\(plan.number)-\(name)\(number)"
        )
    }
}
