import ArgumentParser
import Daemon
import Foundation
import Interest
import Mongo
import Repositories

/// `ebb doctor`: what works, what does not, and what to do about it.
struct Doctor: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Checks the server, indexes, imports, models, erasures; mends them by --fix.",
        discussion: """
            Exits with 1 where anything is wrong. Without --fix nothing is changed, and servers \
            go on meanwhile.

            --fix makes indexes that are missing or have other keys; marks imports whose process \
            is gone as broken off; takes away what killed savings of models have left; ends \
            erasures that were begun. With --documents the whole log is folded again and compared \
            with every weight document, and with --fix, too, what differs is refolded.

            "shapes" names documents that other programs have written in a wrong shape; \
            --documents looks for them in the log and the profiles, too.
            """)

    @Flag(help: "Also compares every weight document with the fold of its log, to the bit.")
    var documents = false

    @Flag(help: "Mends what is wrong and can be mended.")
    var fix = false

    @Option(help: "The certificate file of ebb serve, to check when it ends.")
    var tlsCertificate: String?

    @OptionGroup var output: OutputOptions
    @OptionGroup var store: StoreOptions

    func run() async throws {
        var checks = [
            Check("ebb", "version \(Ebb.version)"),
            Check("libmongoc", "version \(Store.driverVersion)"),
        ]
        do {
            let (documents, fix) = (documents, fix)
            let flags = ["tls.certificate": tlsCertificate].compactMapValues(\.self)
            checks += try await Session.open(store, flags: flags, prepares: false) { session in
                var checks = try await Self.examine(session)
                checks += CertificateCheck.checks(session.settings)
                checks += try await TrainingCheck.checks(
                    session.settings, session.repositories)
                checks.append(try Check.limits(session.settings))
                let repair = Repair(repositories: session.repositories, fixes: fix)
                checks += try await repair.checks(alsoDocuments: documents)
                return checks + (try await Self.contents(of: session.repositories))
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
        return checks
    }

    /// What the store holds: after the indexes, without which it cannot be counted.
    private static func contents(of repositories: MongoRepositories) async throws -> [Check] {
        var checks: [Check] = []
        do {
            let log = try await repositories.behaviors.count()
            checks.append(
                Check(
                    "log", "\(log.behaviors.grouped) behaviors, \(log.pending.grouped) pending"))
        } catch {
            checks.append(
                Check(
                    "log",
                    failing: "it cannot be counted: see indexes (\(error.cause ?? "\(error)"))"))
        }
        do {
            let settings = try await repositories.settings.saved() ?? .standard
            checks.append(Check("settings", "the law is \(LawText(settings.law))"))
        } catch {
            checks.append(Check("settings", failing: "\(error)"))
        }
        let retention = try await RetentionAnswer(repositories, countsOnlyIfKept: true)
        checks.append(Check("retention", retention.line))
        return checks
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
