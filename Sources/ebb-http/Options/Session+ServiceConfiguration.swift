import Access
import Command
import Foundation
import Interest
import Repositories
import Service
import Work

extension Session {
    /// How the service runs, by the settings of this process and the keys in the store.
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
            configuration.key = try apiKey
            configuration.allowedHosts = list("allowed.host")
            configuration.isOpenToEverybody = try flag("open.to.everybody")
            configuration.tls = try tlsFiles
            for limit in Limit.allCases { configuration[limit] = try value(of: limit) }
            let most = 1...1_000_000_000_000
            configuration.quotas.users = try number("quota.users", most, default: 0)
            configuration.quotas.items = try number("quota.items", most, default: 0)
            configuration.quotas.behaviors = try number("quota.feedback", most, default: 0)
            configuration.origins = list("cors.origins")
            if let text = text("rate.limit") {
                guard let limit = RateLimit(text) else { throw Failure.rateLimit(text) }
                configuration.rateLimit = limit
            }
            return configuration
        }
    }

    /// The key for everything: the setting itself, or the file that another setting names.
    private var apiKey: APIKey? {
        get throws {
            guard let file = text("api.key.file") else {
                return try secret("api.key").flatMap { try APIKey($0) }
            }
            guard secret("api.key")?.isEmpty ?? true else {
                throw Failure("both EBB_API_KEY and --api-key-file give a key: use one of them")
            }
            return try KeyFile.read(file)
        }
    }

    /// Texts with commas between them.
    func list(_ name: String) -> [String] {
        text(name)?.split(separator: ",").map { $0.trimmingCharacters(in: .whitespaces) } ?? []
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
}
