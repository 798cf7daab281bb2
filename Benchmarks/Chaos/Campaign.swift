import Foundation
import NIOPosix

/// Runs rounds, on one long-lived cluster of each kind.
struct Campaign {
    /// The number of rounds that share a database; the next round starts with an empty one.
    private static let roundsPerDatabase = 5

    let seed: UInt64
    let numbers: Range<Int>
    let kind: ClusterKind
    let ebb: String
    let mongod: String
    /// Text to append to the URI for `ebb`.
    let uriOptions: String
    let sabotage: Sabotage?
    let household: Household
    let clock: SteppingClock
    let group: MultiThreadedEventLoopGroup
    /// Receives notable events.
    let tell: @Sendable (String) -> Void

    /// The results so far.
    let tally: Tally

    /// The error for a round that found a difference.
    struct Failed: Error {
        let plan: RoundPlan
        let differences: [String]
    }

    /// Runs the rounds; throws `Failed` at the first one with a difference.
    func run() async throws -> Report {
        let start = ContinuousClock.now
        var clusters: [Int: Cluster] = [:]
        var databases: [Int: (database: Database, rounds: Int)] = [:]
        for number in numbers {
            let plan = RoundPlan(number: number, seed: seed, kind: kind)
            if clusters[plan.members] == nil {
                clusters[plan.members] = try await Cluster(
                    members: plan.members, mongod: mongod, household: household, group: group)
            }
            guard let cluster = clusters[plan.members] else { continue }
            if databases[plan.members] == nil {
                databases[plan.members] = (
                    try Database(name: "chaos\(number)", uri: await cluster.uri), 0
                )
            }
            guard let (database, rounds) = databases[plan.members] else { continue }
            let place = Round.Place(
                cluster: cluster,
                uri: await cluster.uri + (uriOptions.isEmpty ? "" : "&\(uriOptions)"),
                stormyOptions: plan.socketTimeout.map { "&socketTimeoutMS=\($0)" } ?? "",
                database: database,
                ebb: ebb, household: household, clock: clock,
                exchange: Exchange(group: group), tally: tally, sabotage: sabotage)
            let before = (database.ledger.counts, ContinuousClock.now)
            let differences = try await Round(plan, in: place).run()
            let counts = database.ledger.counts
            tally.change { report in
                report.rounds += 1
                report.replicaSetRounds += plan.members > 1 ? 1 : 0
                report.sent += counts.sent - before.0.sent
                report.acknowledged += counts.acknowledged - before.0.acknowledged
                report.seconds = (ContinuousClock.now - start) / .seconds(1)
                report.differences += differences.count
                if !differences.isEmpty { report.failed.append(number) }
            }
            guard differences.isEmpty else {
                throw Failed(plan: plan, differences: differences)
            }
            tell(summary(plan, took: ContinuousClock.now - before.1, tally.report))
            databases[plan.members]?.rounds += 1
            if rounds + 1 == Self.roundsPerDatabase || plan.isLong {
                try await database.drop()
                databases[plan.members] = nil
            }
        }
        for cluster in clusters.values { await cluster.close() }
        return tally.report
    }

    private func summary(_ plan: RoundPlan, took: Duration, _ report: Report) -> String {
        let kinds = plan.faults.map(\.kind.rawValue).joined(separator: ", ")
        let seconds = String(format: "%.1f", took / .seconds(1))
        return "round \(plan.number) on \(plan.members): \(seconds) s, \(kinds); "
            + "\(report.acknowledged) acknowledged, nothing lost, duplicated or different"
    }
}
