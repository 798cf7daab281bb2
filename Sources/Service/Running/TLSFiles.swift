internal import Hummingbird
internal import HummingbirdCore
internal import HummingbirdTLS
internal import NIOCore
internal import NIOSSL

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
    fileprivate func read() throws(ServiceError) -> TLSConfiguration {
        let chain: [NIOSSLCertificate]
        do {
            chain = try NIOSSLCertificate.fromPEMFile(certificate)
        } catch {
            throw ServiceError(
                "the TLS certificate \(certificate) cannot be read as PEM: give the file with "
                    + "-----BEGIN CERTIFICATE-----")
        }
        let secret: NIOSSLPrivateKey
        do {
            secret = try NIOSSLPrivateKey(file: key, format: .pem)
        } catch {
            throw ServiceError(
                "the TLS key \(key) cannot be read as PEM: give the file with "
                    + "-----BEGIN PRIVATE KEY-----, without a password")
        }
        let configuration = TLSConfiguration.makeServerConfiguration(
            certificateChain: chain.map { .certificate($0) }, privateKey: .privateKey(secret))
        do {
            _ = try NIOSSLContext(configuration: configuration)
        } catch {
            throw ServiceError(
                "the TLS key \(key) does not belong to the certificate \(certificate)")
        }
        return configuration
    }
}

extension HTTPServerBuilder {
    /// How the service listens: HTTP/1.1 with its limits, and with TLS where there are files.
    static func service(
        _ configuration: ServiceConfiguration
    ) throws(ServiceError) -> HTTPServerBuilder {
        let pace = BodyPace(
            bytesMin: configuration.bodyPaceMin,
            interval: TimeAmount(configuration.bodyPaceInterval))
        let plain = http1(
            configuration: .init(
                additionalChannelHandlers: [BodyPaceHandler(pace)],
                idleTimeout: TimeAmount(configuration.idleMax),
                httpDecoderConfiguration: .init(
                    maxHeaderFieldSize: configuration.headMax,
                    maxHeaderListSize: configuration.headMax)))
        guard let tls = try configuration.tls?.read() else { return plain }
        do {
            return try .tls(plain, tlsConfiguration: tls)
        } catch {
            throw ServiceError("TLS cannot be set up: \(error)")
        }
    }
}
