import ArgumentParser
import Foundation
import Interest
import Logging
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
            """)

    @Option(help: "The address to listen on. (default: 127.0.0.1)")
    var host: String?

    @Option(help: "The port to listen on; 0 lets the system choose. (default: 8088)")
    var port: Int?

    @OptionGroup(title: "Store") var store: StoreOptions

    func validate() throws {
        if let port, !(0...65_535 ~= port) {
            throw ValidationError("--port must be from 0 to 65535.")
        }
    }

    func run() async throws {
        let flags = ["host": host, "port": port.map(String.init)].compactMapValues(\.self)
        // The service watches the signals itself: it has requests to finish.
        try await Session.open(store, flags: flags, watchSignals: false) { session in
            try await Self.serve(session)
        }
    }

    private static func serve(_ session: Session) async throws {
        let configuration = try configuration(session.settings)
        let logger = Logger(label: "ebb") { StreamLogHandler.standardError(label: $0) }
        let repositories = session.repositories
        let shelf = ModelShelf()
        let supply = ShelfSupply(shelf, from: repositories.models)
        for refusal in try await supply.refresh().refusals { logger.warning("\(refusal)") }
        if shelf.contents.models.isEmpty {
            logger.notice("nothing is trained yet, so nothing is recommended: run ebb train")
        }
        let dependencies = ServiceDependencies(
            behaviors: repositories.behaviors, weights: repositories.weights,
            items: repositories.items, settings: repositories.settings,
            recommendations: Recommendations(shelf: shelf), models: supply,
            probe: { try await session.store.perform(Ping()) })
        let application = try buildApplication(
            dependencies, configuration: configuration, logger: logger
        ) { port in
            Output.news("Ebb serves on http://\(configuration.host):\(port)")
        }
        try await Service.serve(application, configuration: configuration, logger: logger)
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
