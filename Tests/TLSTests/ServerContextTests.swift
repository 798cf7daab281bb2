import Foundation
import TLS
import Testing

/// Which files make a server, and what is said of the others.
struct ServerContextTests {
    private func sentence(_ certificate: String, _ key: String) throws -> String? {
        do {
            _ = try ServerContext(
                certificate: Certificates.path(certificate), key: Certificates.path(key))
            return nil
        } catch let error as TLSError {
            let folder = try Certificates.shared.get().folder.path + "/"
            return error.description.replacing(folder, with: "")
        }
    }

    @Test(arguments: [("good.crt", "good.key"), ("expired.crt", "good.key")])
    func `files that go together are taken, expired or not`(
        _ certificate: String, _ key: String
    ) throws {
        #expect(try sentence(certificate, key) == nil)
    }

    @Test(arguments: ["garbage", "missing", "good.key"])
    func `what is no certificate is said to be none`(_ name: String) throws {
        let expected =
            "the TLS certificate \(name) cannot be read as PEM: give the file with "
            + "-----BEGIN CERTIFICATE-----"
        #expect(try sentence(name, "good.key") == expected)
    }

    @Test(arguments: ["garbage", "missing", "good.crt"])
    func `what is no key is said to be none`(_ name: String) throws {
        let expected =
            "the TLS key \(name) cannot be read as PEM: give the file with "
            + "-----BEGIN PRIVATE KEY-----, without a password"
        #expect(try sentence("good.crt", name) == expected)
    }

    @Test func `an encrypted key is named, and nobody is asked for its password`() throws {
        let expected =
            "the TLS key encrypted.key is encrypted: give one without a password, as "
            + "`openssl pkey -in FILE -out FILE` writes it"
        #expect(try sentence("good.crt", "encrypted.key") == expected)
    }

    @Test(arguments: ["other.key", "weak.key"])
    func `a key of another certificate is rejected`(_ key: String) throws {
        let expected = "the TLS key \(key) does not belong to the certificate good.crt"
        #expect(try sentence("good.crt", key) == expected)
    }

    @Test func `a weak certificate is not taken`() throws {
        let expected =
            "the TLS certificate weak.crt is not accepted (ee key too small): give one with an "
            + "EC key, or an RSA key of at least 2048 bits, signed with SHA-256"
        #expect(try sentence("weak.crt", "weak.key") == expected)
    }
}
