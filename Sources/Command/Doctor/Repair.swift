import Interest
import Mongo
import Repositories
import Work

/// What can be wrong in a database, found and, where that is asked for, mended.
struct Repair: Sendable {
    /// How many imports of the journal are looked at.
    static let importsMax = 1000
    /// How many servers are looked at.
    static let serversMax = 100
    /// How many jobs of the history are looked at.
    static let jobsMax = 1000

    let repositories: MongoRepositories
    let fixes: Bool

    func checks(alsoDocuments: Bool) async throws -> [Check] {
        var checks = [
            try await restore(), try await indexes(), try await imports(), try await jobs(),
            try await servers(), try await models(), try await erasures(),
            try await malformed(alsoLarge: alsoDocuments),
        ]
        if alsoDocuments { checks += try await DocumentRepair(self).checks() }
        return checks
    }

    /// A check of things of which `wrong` says what is wrong with them, in words.
    func check(
        _ name: String, wrong: [String], well: String, _ mend: () async throws -> Void
    ) async throws -> Check {
        guard !wrong.isEmpty else { return Check(name, well) }
        let list =
            wrong.prefix(Check.shownMax).joined(separator: "; ")
            + (wrong.count > Check.shownMax
                ? "; and \((wrong.count - Check.shownMax).grouped) more" : "")
        guard fixes else { return Check(name, failing: "\(list): run ebb doctor --fix") }
        try await mend()
        return Check(name, fixed: list)
    }

    private func restore() async throws -> Check {
        guard let folder = try await repositories.brokenRestore() else {
            return Check("restore", "none was broken off")
        }
        return Check(
            "restore",
            failing: "one from \(folder) was broken off: run ebb restore again, with --yes")
    }

    private func indexes() async throws -> Check {
        guard try await repositories.collections().contains(Schema.behaviors) else {
            return Check("indexes", "none yet: the database is empty")
        }
        let problems = try await repositories.indexProblems()
        return try await check(
            "indexes", wrong: problems.map(\.description), well: "all there"
        ) { try await repositories.mend(problems) }
    }

    private func imports() async throws -> Check {
        let now = Timestamp.now
        let stale = try await repositories.imports.newest(Self.importsMax)
            .filter { $0.isDead(now: now, isAlive: $0.owner.isAlive) }
        let wrong = stale.map { entry in
            "\(entry.source) was broken off at line \(entry.mark.lines.grouped)"
        }
        return try await check("imports", wrong: wrong, well: "none is broken off unnoticed") {
            for entry in stale {
                var failed = entry
                failed.state = .failed
                // A process that has continued it meanwhile has an entry of another run.
                _ = try await repositories.imports.put(failed, over: entry.owner.run)
            }
        }
    }

    private func jobs() async throws -> Check {
        let now = Timestamp.now
        let dead = try await repositories.jobs.newest(Self.jobsMax)
            .filter { $0.isDead(now: now, isAlive: $0.owner.isAlive) }
            .map { $0.dead(now: now) }
        let wrong = dead.map { "\($0.id) is written as running: \($0.message ?? "")" }
        return try await check("jobs", wrong: wrong, well: "none is dead unnoticed") {
            // Where somebody has settled it meanwhile, that stands.
            for job in dead { _ = try await repositories.jobs.put(job) }
        }
    }

    /// Servers that crashed or were killed, until an operator takes note of it by --fix.
    private func servers() async throws -> Check {
        let now = Timestamp.now
        let known = try await repositories.servers.newest(Self.serversMax).map {
            (record: $0, state: $0.state(now: now, isAlive: $0.owner.isAlive))
        }
        let lost = known.filter { $0.state == .lost && $0.record.acknowledged == nil }.map(\.record)
        let wrong = lost.map { server in
            "the server at \(server.address) (process \(server.owner.process) on "
                + "\(server.owner.host)) crashed or was killed after \(server.updated)"
        }
        let running = known.count { $0.state == .running }
        return try await check("servers", wrong: wrong, well: "\(running) running, none lost") {
            for server in lost {
                var seen = server
                seen.acknowledged = now
                try await repositories.servers.put(seen)
            }
        }
    }

    private func models() async throws -> Check {
        let half = try await repositories.models.halfModels(now: .now)
        var wrong = half.broken.map { "of \($0.recommender) \($0.version) a part is missing" }
        if !half.strays.isEmpty {
            wrong.append("\(half.strays.count.grouped) files belong to no model")
        }
        let models = half.broken.isEmpty ? try await repositories.models.summaries() : []
        let names = models.map { "\($0.recommender) \($0.version)" }.joined(separator: ", ")
        return try await check(
            "models", wrong: wrong, well: models.isEmpty ? "none yet: run ebb train" : names
        ) { try await repositories.models.remove(half) }
    }

    /// Documents that another program has written in a wrong shape. Those that can be made of the
    /// log are mended with the other documents; the rest only their author can correct.
    private func malformed(alsoLarge: Bool) async throws -> Check {
        let line = Progress()
        defer { line.clear() }
        let found = try await repositories.malformedDocuments(
            in: MongoRepositories.smallCollections
                + (alsoLarge ? MongoRepositories.largeCollections : [])
        ) { found in line.draw(nil, "\(found.documents.grouped) documents decoded") }
        guard found.count > 0 else {
            let rest = alsoLarge ? "" : "; --documents looks at the log and the profiles, too"
            return Check("shapes", "all \(found.documents.grouped) documents are sound" + rest)
        }
        let named = found.malformed.prefix(Check.shownMax)
        let more = found.count - named.count
        return Check(
            "shapes",
            failing: named.map(\.description).joined(separator: "; ")
                + (more > 0 ? "; and \(more.grouped) more" : "")
                + ": they are left out of lists; correct or delete them in mongosh")
    }

    private func erasures() async throws -> Check {
        let users = try await repositories.erasures.unfinished()
        let count = try await repositories.erasures.count()
        return try await check(
            "erasures", wrong: users.map { "\($0) is half erased" },
            well: count == 0 ? "nobody is forgotten" : "\(count.grouped) people are forgotten"
        ) {
            for user in users { _ = try await repositories.erasures.forget(user) }
        }
    }
}
