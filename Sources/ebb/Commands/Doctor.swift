import ArgumentParser
import Daemon
import Foundation
import Interest
import Mongo
import Repositories

/// `ebb doctor`: what works, what does not, and what to do about it.
struct Doctor: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Checks versions, the server, its replica set, indexes, disk and models.",
        discussion: """
            Exits with 1 where anything is wrong. With --documents it also folds the whole log \
            anew and compares; nothing is changed, and servers go on meanwhile. What differs, \
            ebb rebuild --all mends.
            """)

    @Flag(help: "Also compares every weight document with the fold of its log, to the bit.")
    var documents = false

    @OptionGroup var output: OutputOptions
    @OptionGroup var store: StoreOptions

    func run() async throws {
        var checks = [
            Check("ebb", "version \(Ebb.version)"),
            Check("libmongoc", "version \(Store.driverVersion)"),
        ]
        do {
            checks += try await Session.open(store) { session in
                let checks = try await Self.examine(session)
                return documents
                    ? checks + (try await Self.compare(session.repositories)) : checks
            }
        } catch {
            checks.append(Check("store", failing: "\(error)"))
        }
        if output.format == .json {
            try Output.json(checks)
        } else {
            print(checks.map(\.text).joined(separator: "\n"))
        }
        if checks.contains(where: { !$0.ok }) { throw ExitCode.failure }
    }

    private static func examine(_ session: Session) async throws -> [Check] {
        var checks: [Check] = []
        if let server = session.server {
            let origin = server.startedHere ? "started for this command" : "already running"
            checks.append(
                Check("own server", "process \(server.pid), \(origin), in \(server.dataFolder)"))
            checks.append(disk(of: server.dataFolder))
        }
        let hello = try await session.store.perform(Hello())
        checks.append(Check("server", "MongoDB \(hello.version)"))
        checks.append(
            Check(
                "replica set", hello.setName.map { "\($0), and we talk to its primary" } ?? "none",
                ok: hello.setName != nil && hello.isWritablePrimary))
        let missing = try await session.repositories.missingIndexes()
        checks.append(
            missing.isEmpty
                ? Check("indexes", "all there")
                : Check("indexes", failing: "missing: \(missing.joined(separator: ", "))"))
        return checks + (try await contents(of: session.repositories))
    }

    private static func contents(of repositories: MongoRepositories) async throws -> [Check] {
        var checks: [Check] = []
        let log = try await repositories.behaviors.count()
        checks.append(
            Check("log", "\(log.behaviors.grouped) behaviours, \(log.pending.grouped) pending"))
        do {
            let settings = try await repositories.settings.settings()
            checks.append(Check("settings", "the law is \(LawText(settings.law))"))
        } catch {
            checks.append(Check("settings", failing: "\(error)"))
        }
        let retention = try await RetentionAnswer(repositories, countsOnlyIfKept: true)
        checks.append(Check("retention", retention.line))
        let models = try await repositories.models.summaries()
        let names = models.map { "\($0.recommender) \($0.version)" }.joined(separator: ", ")
        checks.append(Check("models", models.isEmpty ? "none yet: run ebb train" : names))
        return checks
    }

    private static func compare(_ repositories: MongoRepositories) async throws -> [Check] {
        let line = Progress()
        defer { line.clear() }
        let total = try await repositories.weights.count()
        let found = try await repositories.weights.compareDocuments { found in
            let fraction = Double(found.documents) / Double(max(total, found.documents, 1))
            line.draw(fraction, "\(found.documents.grouped) of \(total.grouped) documents")
        }
        var rest = ""
        if found.trimmed > 0 {
            rest += ", \(found.trimmed.grouped) know more than the log still keeps"
        }
        if found.outdated > 0 {
            rest += ", \(found.outdated.grouped) folded by other settings: run ebb rebuild"
        }
        let equal = found.documents - found.outdated - found.trimmed - found.differing
        guard found.differing > 0 else {
            let text = "\(equal.grouped) equal to the fold of their log, to the bit"
            return [Check("documents", text + rest)]
        }
        let count = "\(found.differing.grouped) differ from their log: run ebb rebuild --all"
        return [Check("documents", failing: count + rest)]
            + found.differences.map { Check("document", failing: "\($0)") }
    }

    /// Below this much free space the server will soon refuse to write.
    private static let freeBytesMin = 500_000_000

    private static func disk(of folder: String) -> Check {
        let attributes = try? FileManager.default.attributesOfFileSystem(forPath: folder)
        guard let free = (attributes?[.systemFreeSize] as? NSNumber)?.intValue else {
            return Check("disk", failing: "the free space of \(folder) cannot be read")
        }
        let text = "\((free / 1_000_000).grouped) MB free in \(folder)"
        return free >= freeBytesMin
            ? Check("disk", text) : Check("disk", failing: text + ": make room")
    }
}

/// One thing that was looked at.
private struct Check: Encodable {
    let name: String
    let ok: Bool
    let detail: String

    init(_ name: String, _ detail: String, ok: Bool = true) {
        self.name = name
        self.ok = ok
        self.detail = detail
    }

    init(_ name: String, failing detail: String) { self.init(name, detail, ok: false) }

    var text: String {
        let padded = name + String(repeating: " ", count: max(0, 12 - name.count))
        return "\(ok ? "ok    " : "WRONG ")\(padded) \(detail)"
    }
}
