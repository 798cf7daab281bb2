import Foundation
import Harness
import Interest
import Mongo
import Repositories
import Testing

@testable import ebb_chaos

/// The chaos harness itself: that it plans by its seed, finds what it looks for, and runs.
struct ChaosTests {
    private func plans(_ numbers: ClosedRange<Int>, seed: UInt64) -> [RoundPlan] {
        numbers.map { RoundPlan(number: $0, seed: seed, kind: .both) }
    }

    @Test func `the seed makes the same plans again, and another seed others`() {
        #expect(plans(1...50, seed: 7) == plans(1...50, seed: 7))
        #expect(plans(1...50, seed: 7) != plans(1...50, seed: 8))
        #expect(Set(plans(1...50, seed: 7).map(\.faults)).count == 50)
    }

    @Test func `a hundred rounds have every fault, every actor and both kinds of cluster`() {
        let plans = plans(1...100, seed: 1)
        let kinds = plans.flatMap(\.faults).map(\.kind)
        #expect(Set(kinds) == Set(Fault.Kind.allCases))
        #expect(plans.count { $0.members == 3 } == 25)
        #expect(plans.contains { $0.members == 3 && $0.isLong })
        #expect(plans.contains { $0.law != nil && $0.rebuildKill != nil })
        #expect(plans.contains { !$0.foldKills.isEmpty })
        #expect(plans.flatMap(\.imports).contains { !$0.kills.isEmpty })
    }

    @Test func `behaviors of a source are reproducible, and unique to it`() {
        var (first, again) = (
            BehaviorSource(seed: 3, prefix: "a"), BehaviorSource(seed: 3, prefix: "a")
        )
        let behaviors = first.next(500)
        #expect(again.next(500) == behaviors)
        #expect(behaviors.contains { $0.event == nil })
        var named = BehaviorSource(seed: 3, prefix: "b")
        let others = named.next(500, isNamed: true)
        #expect(!others.contains { $0.event == nil })
        let keys = Set((behaviors + others).map { BehaviorKey($0) })
        #expect(keys.count > 990)
    }

    @Test func `the ledger tells what is lost, foreign, doubled or altered`() {
        var source = BehaviorSource(seed: 5, prefix: "x")
        let sent = source.next(10, isNamed: true)
        let ledger = Ledger()
        ledger.send(sent)
        ledger.acknowledge(Array(sent.prefix(5)))
        #expect(ledger.counts == (10, 5))
        let log = sent.map { LoggedBehavior($0, key: BehaviorKey($0), fold: 1) }
        #expect(ledger.differences(from: log) == [])
        // What was never acknowledged may be missing.
        #expect(ledger.differences(from: Array(log.prefix(5))) == [])
        #expect(ledger.differences(from: Array(log.dropFirst()))[0].hasPrefix("acknowledged, but"))
        #expect(ledger.differences(from: log + [log[9]])[0].hasPrefix("twice in the log"))
        let foreign = source.next(isNamed: true)
        let more = log + [LoggedBehavior(foreign, key: BehaviorKey(foreign), fold: 1)]
        #expect(ledger.differences(from: more)[0].hasPrefix("in the log, but never"))
        var altered = log
        altered[2].behavior.time = altered[2].behavior.time + Interval(milliseconds: 1)
        #expect(ledger.differences(from: altered)[0].hasPrefix("sent "))
    }

    @Test func `the server's clock may give the time, and nothing else`() {
        var source = BehaviorSource(seed: 6, prefix: "x")
        let sent = source.next(isNamed: true)
        let ledger = Ledger()
        ledger.send([sent], hasTimes: false)
        var logged = LoggedBehavior(sent, key: BehaviorKey(sent), fold: 1)
        logged.behavior.time = Timestamp(seconds: 1)
        #expect(ledger.differences(from: [logged]) == [])
        logged.behavior.item = ItemID(unchecked: "another")
        #expect(ledger.differences(from: [logged]).count == 1)
    }

    @Test func `every long import is killed at a mark of the journal`() {
        let imports = plans(1...100, seed: 1).filter(\.isLong).flatMap(\.imports)
        #expect(imports.count == 11)
        #expect(imports.allSatisfy { $0.behaviors > 40_000 && $0.kills.last == .atMark })
    }

    @Test(.store, arguments: [Sabotage?.none] + Sabotage.allCases.map { $0 })
    func `the check finds every damage, and none where there is none`(
        sabotage: Sabotage?
    ) async throws {
        let lent = try LentStore.current.configuration
        let database = try Database(
            name: lent.database, uri: lent.uri + "/?serverSelectionTimeoutMS=60000")
        try await database.repositories.prepare()
        var source = BehaviorSource(seed: 4, prefix: "x")
        let sent = source.next(400)
        database.ledger.send(sent)
        _ = try await database.repositories.behaviors.append(sent)
        database.ledger.acknowledge(sent)
        _ = try await database.repositories.weights.foldPending()
        try await sabotage?.strike(database)
        let found = try await Check(database: database).run()
        #expect(found.differences.isEmpty == (sabotage == nil), "\(found)")
        #expect(found.documents > 10)
        if sabotage == nil { #expect(found.folds == found.documents) }
        await database.store.close()
    }

    @Test func `a round on one server and one on three lose nothing`() async throws {
        let mongod = try #require(
            ProcessInfo.processInfo.environment[PrivateServer.variable],
            "set EBB_TEST_MONGOD to the path of mongod: the harness starts its own")
        let answer = try await EbbProcess.run(
            [
                "--mongod", mongod, "--rounds", "2", "--first", "3", "--seed", "1", "--format",
                "json",
            ], onStore: false, program: "ebb-chaos")
        #expect(answer.status == 0, "\(answer.errors)")
        #expect(answer.errors.hasPrefix("seed 1\n"))
        let report = try #require(try answer.json() as? [String: Any])
        #expect(report["rounds"] as? Int == 2)
        #expect(report["replicaSetRounds"] as? Int == 1)
        #expect(report["differences"] as? Int == 0)
        #expect(report["acknowledged"] as? Int ?? 0 > 100)
        #expect(report["compared"] as? Int ?? 0 > 100)
    }

    @Test func `a program that is not there is named`() async throws {
        let answer = try await EbbProcess.run(
            ["--mongod", "/nowhere/mongod"], onStore: false, program: "ebb-chaos")
        #expect(answer.status == 64)
        #expect(answer.errors.contains("/nowhere/mongod is not an executable program"))
    }
}
