import ArgumentParser
import Foundation
import Interest
import Repositories
import Service

/// Who may come in to `ebb serve`, and how.
struct SecurityOptions: ParsableArguments {
    @Option(
        help: "A PEM file with the certificate to speak HTTPS with; those that vouch for it behind."
    )
    var tlsCertificate: String?

    @Option(help: "A PEM file with the certificate's private key.")
    var tlsKey: String?

    @Option(
        help: ArgumentHelp(
            "Pages that may use the service from a browser: https://shop.example,…",
            valueName: "origins"))
    var corsOrigins: String?

    @Option(
        help: ArgumentHelp(
            "How much each key may ask that has no limit of its own: 100/1s.", valueName: "limit"))
    var rateLimit: String?

    @Flag(
        help: """
            Listen beyond loopback without any key: whoever reaches the port reads, changes and \
            erases everything.
            """)
    var openToEverybody = false

    /// The flags that were given, by the name of their setting.
    var given: [String: String] {
        [
            "tls.certificate": tlsCertificate, "tls.key": tlsKey, "cors.origins": corsOrigins,
            "rate.limit": rateLimit, "open.to.everybody": openToEverybody ? "true" : nil,
        ].compactMapValues(\.self)
    }
}

extension Session {
    /// How the service shall run, by the settings of this process and the keys in the store.
    var serviceConfiguration: ServiceConfiguration {
        get async throws {
            var configuration = try settings.serviceConfiguration
            let now = ServiceDependencies.systemClock()
            let keys = try await repositories.keys.keys()
            configuration.hasStoredKeys = keys.contains { $0.isLive(at: now) }
            try configuration.check()
            return configuration
        }
    }
}

extension ProcessSettings {
    fileprivate var serviceConfiguration: ServiceConfiguration {
        get throws {
            var configuration = ServiceConfiguration()
            if let host = text("host") { configuration.host = host }
            configuration.port = try number("port", 0...65_535, default: configuration.port)
            configuration.key = try secret("api.key").flatMap { try APIKey($0) }
            configuration.isOpenToEverybody = try flag("open.to.everybody")
            configuration.tls = try tlsFiles
            let most = 1...1_000_000_000_000
            configuration.quotas.users = try number("quota.users", most, default: 0)
            configuration.quotas.items = try number("quota.items", most, default: 0)
            configuration.quotas.behaviors = try number("quota.feedback", most, default: 0)
            configuration.origins =
                text("cors.origins")?.split(separator: ",").map {
                    $0.trimmingCharacters(in: .whitespaces)
                } ?? []
            if let text = text("rate.limit") {
                guard let limit = RateLimit(text) else { throw Failure.rateLimit(text) }
                configuration.rateLimit = limit
            }
            return configuration
        }
    }

    private var tlsFiles: TLSFiles? {
        get throws {
            switch (text("tls.certificate"), text("tls.key")) {
            case (nil, nil): return nil
            case (let certificate?, let key?): return TLSFiles(certificate: certificate, key: key)
            default:
                throw Failure("TLS needs both files: --tls-certificate and --tls-key")
            }
        }
    }

    private func flag(_ name: String) throws -> Bool {
        switch text(name) {
        case nil, "false": return false
        case "true": return true
        case let text?: throw Failure("\(name) is \"\(text)\": true or false is needed")
        }
    }
}

extension Failure {
    /// What is no rate limit.
    static func rateLimit(_ text: String) -> Failure {
        Failure(
            "the rate limit \"\(text)\" is none: write so many requests in so much time, from 1 to "
                + "\(RateLimit.countMax.grouped) in at most a day, as 100/1s or 5000/1h")
    }
}
