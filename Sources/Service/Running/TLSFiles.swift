internal import Hummingbird
internal import HummingbirdCore
internal import NIOCore
internal import TLS

/// The two PEM files with which a service speaks HTTPS.
public struct TLSFiles: Hashable, Sendable {
    /// The certificate, and behind it those that vouch for it.
    public var certificate: String
    /// The certificate's private key, without a password.
    public var key: String

    /// Takes both paths.
    public init(certificate: String, key: String) {
        self.certificate = certificate
        self.key = key
    }

    /// What the files say; throws a sentence where they do not go together.
    func read() throws(ServiceError) -> ServerContext {
        do {
            return try ServerContext(certificate: certificate, key: key)
        } catch {
            throw ServiceError(error.description)
        }
    }
}

extension HTTPServerBuilder {
    /// How the service listens: HTTP/1.1 with its limits, and with TLS where there is any.
    static func service(
        _ configuration: ServiceConfiguration, tls: TLSRenewal?
    ) -> HTTPServerBuilder {
        let pace = BodyPace(
            bytesMin: configuration.bodyPaceMin,
            interval: TimeAmount(configuration.bodyPaceInterval))
        let http = HTTP1Channel.Configuration(
            additionalChannelHandlers: [BodyPaceHandler(pace)],
            idleTimeout: TimeAmount(configuration.idleMax),
            httpDecoderConfiguration: .init(
                maxHeaderFieldSize: configuration.headMax,
                maxHeaderListSize: configuration.headMax))
        return HTTPServerBuilder { responder in
            let plain = TargetChannel(
                base: HTTP1Channel(responder: responder, configuration: http),
                host: configuration.host)
            guard let tls else { return plain }
            return SecureChannel(base: plain, context: { tls.context })
        }
    }
}
