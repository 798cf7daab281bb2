import Access
import ArgumentParser
import Foundation
import Interest

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
            """
            Host names that requests may use, beside localhost and the address to listen on: \
            ebb.example,… or * for all. (default with keys: all)
            """, valueName: "names"))
    var allowedHost: String?

    @Option(
        help: ArgumentHelp(
            """
            A file with a key for everything, beside those of ebb key create. There is no flag for \
            the key itself, because other users could see it in the list of processes.
            """, valueName: "file"))
    var apiKeyFile: String?

    @Option(
        help: ArgumentHelp(
            "How much each key may ask that has no limit of its own: 100/1s.", valueName: "limit"))
    var rateLimit: String?

    @Flag(
        help: """
            Listen beyond loopback without any key: everybody who reaches the port can read, \
            change and erase everything.
            """)
    var openToEverybody = false

    /// The flags that were given, by the name of their setting.
    var given: [String: String] {
        [
            "tls.certificate": tlsCertificate, "tls.key": tlsKey, "cors.origins": corsOrigins,
            "allowed.host": allowedHost, "api.key.file": apiKeyFile, "rate.limit": rateLimit,
            "open.to.everybody": openToEverybody ? "true" : nil,
        ].compactMapValues(\.self)
    }
}

extension Failure {
    /// The error for a text that is not a rate limit.
    package static func rateLimit(_ text: String) -> Failure {
        Failure(
            "invalid rate limit \"\(text)\": expected REQUESTS/PERIOD, e.g. 100/1s or 5000/1h, "
                + "with 1 to \(RateLimit.countMax.grouped) requests in at most a day")
    }
}
