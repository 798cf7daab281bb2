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
            Listens on loopback unless told otherwise; beyond loopback it needs a key (EBB_API_KEY \
            or api.key in the configuration file, never a flag, which others could see). On SIGINT \
            or SIGTERM it answers what it has accepted, then stops.

            In a browser it shows the admin page at /, which stands on /api/admin/…. Files that \
            are imported there lie in a folder of their own until they are (EBB_JOBS_FOLDER; a \
            temporary one by default), and their bad lines for as long as the history has the job.

            GET /metrics tells what is measured, in Prometheus' text format; where a key is set \
            it wants the key, too, and takes it as a bearer token, which Prometheus sends by \
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
        // Before there is a store, which asks for its instruments when it is made.
        let registry = Registry(.ebb)
        MetricsSystem.bootstrap(registry)
        // The service watches the signals itself: it has requests to finish.
        try await Session.open(store, flags: flags, watchSignals: false) { session in
            try await Self.serve(session, registry)
        }
    }

    private static func serve(_ session: Session, _ registry: Registry) async throws {
        let configuration = try configuration(session.settings)
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
        if shelf.contents.models.isEmpty {
            logger.notice("nothing is trained yet, so nothing is recommended: run ebb train")
        }
        var dependencies = ServiceDependencies(
            behaviors: repositories.behaviors, weights: repositories.weights,
            items: repositories.items, settings: repositories.settings,
            recommendations: Recommendations(shelf: shelf), models: supply,
            admin: try admin(session, supply, logger), registry: registry,
            probe: { try await session.store.perform(Ping()) })
        dependencies.erasures = repositories.erasures
        let application = try buildApplication(
            dependencies, configuration: configuration, logger: logger
        ) { port in
            Output.news("Ebb serves on http://\(configuration.host):\(port)")
        }
        try await Service.serve(application, configuration: configuration, logger: logger)
    }

    private static func admin(
        _ session: Session, _ supply: ShelfSupply, _ logger: Logger
    ) throws -> AdminDependencies {
        let repositories = session.repositories
        let folder =
            session.settings.text("jobs.folder")
            ?? FileManager.default.temporaryDirectory.appending(path: "ebb-jobs").path
        let desk = JobDesk(
            repositories.jobs,
            definitions: ServerJobs.all(repositories, trained: { _ = try await supply.refresh() }),
            folder: folder, owner: .current, isAlive: { $0.isAlive }, logger: logger)
        return AdminDependencies(
            profiles: repositories.profiles, models: repositories.models,
            audit: repositories.audit, inspector: repositories.inspector, desk: desk,
            changeSettings: { try await repositories.change(to: $0, forgetting: $1) })
    }

    private static func configuration(_ settings: ProcessSettings) throws -> ServiceConfiguration {
        var configuration = ServiceConfiguration()
        if let host = settings.text("host") { configuration.host = host }
        configuration.port = try settings.number("port", 0...65_535, default: configuration.port)
        configuration.key = try settings.secret("api.key").flatMap { try APIKey($0) }
        try configuration.check()
        return configuration
    }
}
