import ArgumentParser
import CoreMetrics
import Foundation
import Interest
import Logging
import Metering
import Mongo
import Recommending
import Repositories
import Service

/// `ebb serve`: the HTTP service.
struct Serve: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Serves interests and recommendations over HTTP, and takes feedback.",
        discussion: """
            Listens on loopback unless told otherwise; beyond loopback it needs a key: one of ebb \
            key create, or one for everything in EBB_API_KEY (or api.key in the configuration \
            file, never a flag, which others could see). Keys go in X-API-Key or as a bearer \
            token. As soon as there is a key, nobody comes in without one. On SIGINT or SIGTERM \
            it answers what it has accepted, then stops.

            In a browser it shows the admin page at /, which stands on /api/admin/…. Files that \
            are imported there lie in a folder of their own until they are (EBB_JOBS_FOLDER; a \
            temporary one by default), and their bad lines for as long as the history has the job.

            EBB_QUOTA_USERS, EBB_QUOTA_ITEMS and EBB_QUOTA_FEEDBACK (quota.users … in the \
            configuration file) say how many the store may hold; what goes beyond is refused.

            GET /metrics tells what is measured, in Prometheus' text format; where there are keys \
            it wants one that can read, as a bearer token, which Prometheus sends by \
            authorization: {credentials_file: …}. The log goes to standard error and names \
            routes, never users; each answer's X-Request-ID stands on its lines. At debug it has \
            a line for every request.
            """)

    @Option(help: "The address to listen on. (default: 127.0.0.1)")
    var host: String?

    @Option(help: "The port to listen on; 0 lets the system choose. (default: 8088)")
    var port: Int?

    @Option(help: "How the log is written: text or json, one object a line. (default: text)")
    var logFormat: LogFormat?

    @Option(help: "What the log tells: error, warning, notice, info, debug. (default: info)")
    var logLevel: LogLevel?

    @OptionGroup(title: "Security") var security: SecurityOptions
    @OptionGroup(title: "Reads") var reads: ReadOptions
    @OptionGroup(title: "Store") var store: StoreOptions

    func validate() throws {
        if let port, !(0...65_535 ~= port) {
            throw ValidationError("--port must be from 0 to 65535.")
        }
    }

    func run() async throws {
        let flags = [
            "host": host, "port": port.map(String.init), "log.format": logFormat?.rawValue,
            "log.level": logLevel?.rawValue,
        ].compactMapValues(\.self).merging(reads.given) { flag, _ in flag }
            .merging(security.given) { flag, _ in flag }
        // Before there is a store, which asks for its instruments when it is made.
        let registry = Registry(.ebb)
        MetricsSystem.bootstrap(registry)
        // The service watches the signals itself: it has requests to finish.
        try await Session.open(store, flags: flags, watchSignals: false) { session in
            try await Self.serve(session, registry)
        }
    }

    private static func serve(_ session: Session, _ registry: Registry) async throws {
        let configuration = try await session.serviceConfiguration
        let logger = try session.settings.logger
        let repositories = session.repositories
        let shelf = ModelShelf()
        let supply = ShelfSupply(
            shelf, from: repositories.models,
            feed: ShelfFeed(
                shelf, from: repositories.behaviors, settings: repositories.settings),
            settings: repositories.settings, trainings: repositories.trainings,
            isAlive: { $0.isAlive })
        for refusal in try await supply.refresh().refusals { logger.warning("\(refusal)") }
        var dependencies = ServiceDependencies(
            behaviors: repositories.behaviors, archive: repositories.behaviors,
            weights: repositories.weights, items: repositories.items,
            profiles: repositories.profiles, settings: repositories.settings,
            keys: repositories.keys, recommendations: Recommendations(shelf: shelf), models: supply,
            admin: try admin(session, supply, logger), registry: registry,
            probe: { try await session.store.perform(Ping()) })
        dependencies.erasures = repositories.erasures
        let application = try buildApplication(
            dependencies, configuration: configuration, logger: logger
        ) { port in
            Output.news("Ebb serves on \(configuration.scheme)://\(configuration.host):\(port)")
        }
        if shelf.contents.models.isEmpty {
            logger.notice("nothing is trained yet, so nothing is recommended: run ebb train")
        }
        try await Service.serve(application, configuration: configuration, logger: logger)
    }

    private static func admin(
        _ session: Session, _ supply: ShelfSupply, _ logger: Logger
    ) throws -> AdminDependencies {
        let repositories = session.repositories
        let folder =
            session.settings.text("jobs.folder")
            ?? FileManager.default.temporaryDirectory.appending(path: "ebb-jobs-\(getuid())").path
        let desk = JobDesk(
            repositories.jobs,
            definitions: ServerJobs.all(repositories, trained: { _ = try await supply.refresh() }),
            folder: folder, owner: .current, isAlive: { $0.isAlive }, logger: logger)
        return AdminDependencies(
            profiles: repositories.profiles, models: repositories.models,
            audit: repositories.audit, inspector: repositories.inspector, desk: desk,
            changeSettings: { try await repositories.change(to: $0, forgetting: $1) })
    }
}
