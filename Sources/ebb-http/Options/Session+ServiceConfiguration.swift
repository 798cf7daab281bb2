import Access
import Command
import Foundation
import Interest
import Repositories
import Service

extension Session {
    /// How the service shall run, by the settings of this process and the keys in the store.
    var serviceConfiguration: ServiceConfiguration {
        get async throws {
            var configuration = try settings.serviceConfiguration
            let now = Timestamp.now
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
