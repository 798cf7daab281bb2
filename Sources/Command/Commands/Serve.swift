package import ArgumentParser

/// `ebb serve`: the HTTP service.
package struct Serve: AsyncParsableCommand {
    package static let configuration = CommandConfiguration(
        abstract: "Serves interests and recommendations over HTTP, and takes feedback.",
        discussion: """
            Listens on loopback unless told otherwise; beyond loopback it needs a key: one of ebb \
            key create, or one for everything in EBB_API_KEY or in the file that --api-key-file \
            names (never a flag, which others could see). Keys go in X-API-Key or as a bearer \
            token. As soon as there is a key, nobody comes in without one, even after all keys \
            are gone from the database; only a restart opens the server again. On SIGINT or \
            SIGTERM it answers what it has accepted, then stops.

            Without keys, it answers only requests whose Host is localhost, a loopback address or \
            the address to listen on, so that no web page can reach it under a name of its own. \
            Behind a proxy that passes on other names, list them in --allowed-host. With keys, it \
            answers to every name unless --allowed-host lists some. Web pages of other origins \
            change nothing, unless --cors-origins names them.

            With --tls-certificate, a renewed certificate is used within seconds; SIGHUP makes it \
            read the files at once.

            In a browser it shows the admin page at /, which stands on /api/admin/…. Files that \
            are imported there lie in a folder of their own until they are (EBB_JOBS_FOLDER; a \
            temporary one by default), and their bad lines for as long as the history has the job.

            It trains by itself in a process of its own when a tenth of the log is new, or \
            anything after a day, never while it is busy, and one server of all that share a \
            store. A new model serves unless it predicts the newest behaviors worse than the old \
            one does. ebb stats, the page and /metrics say what was done and why.

            EBB_QUOTA_USERS, EBB_QUOTA_ITEMS and EBB_QUOTA_FEEDBACK (quota.users … in the \
            configuration file) say how many the store may hold; what goes beyond is refused.

            With --follow NAME, it keeps up with a source that ebb follow add has put into the \
            store, beside its other work. Of several servers one follows a source, and another \
            goes on when that one stops.

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

    @Option(
        parsing: .singleValue,
        help: ArgumentHelp("Follow a source of ebb follow add; may be repeated.", valueName: "name")
    )
    var follow: [String] = []

    @Option(
        help: ArgumentHelp(
            "Sets a limit, such as body.max=1000000; may be repeated. ebb limits lists them.",
            valueName: "name=number"))
    var limit: [String] = []

    @OptionGroup(title: "Security") var security: SecurityOptions
    @OptionGroup(title: "Training") var training: TrainingOptions
    @OptionGroup(title: "Reads") var reads: ReadOptions
    @OptionGroup(title: "Store") package var store: StoreOptions

    package func validate() throws {
        if let port, !(0...65_535 ~= port) {
            throw ValidationError("--port must be from 0 to 65535.")
        }
        do { _ = try LimitFlag.settings(limit) } catch { throw ValidationError("\(error)") }
    }

    package init() {}

    package func run() async throws { try await Ebb.withPrograms { try await $0.serve(self) } }

    /// The flags that were given, by the name of their setting.
    package var given: [String: String] {
        [
            "host": host, "port": port.map(String.init), "log.format": logFormat?.rawValue,
            "log.level": logLevel?.rawValue,
            "follow": follow.isEmpty ? nil : follow.joined(separator: ","),
        ].compactMapValues(\.self).merging(reads.given) { flag, _ in flag }
            .merging(security.given) { flag, _ in flag }
            .merging(training.given) { flag, _ in flag }
            .merging((try? LimitFlag.settings(limit)) ?? [:]) { flag, _ in flag }
    }
}
