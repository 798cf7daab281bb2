import Certificates
import Foundation
import Testing

struct CertificateTests {
    /// Made by `openssl req -x509 -newkey ec -days 365 -subj /CN=localhost`.
    private static let text = """
        -----BEGIN CERTIFICATE-----
        MIIBfTCCASOgAwIBAgIUXisn7czaZ4saWu24sYGSLnd5HkowCgYIKoZIzj0EAwIw
        FDESMBAGA1UEAwwJbG9jYWxob3N0MB4XDTI2MTEyODEzMTMxMloXDTI3MTEyODEz
        MTMxMlowFDESMBAGA1UEAwwJbG9jYWxob3N0MFkwEwYHKoZIzj0CAQYIKoZIzj0D
        AQcDQgAE/Oi20WwBIEp4mb++OeH1UYrMNQ9bWQeE1y7eFE265Hdh3j0YQm8EA/l0
        e19vG1sgPcgRIDGcT7ldxvXXddY9JaNTMFEwHQYDVR0OBBYEFEC65pRTucCFaLjD
        Ks00Pt17vd93MB8GA1UdIwQYMBaAFEC65pRTucCFaLjDKs00Pt17vd93MA8GA1Ud
        EwEB/wQFMAMBAf8wCgYIKoZIzj0EAwIDSAAwRQIgNLz4MEZ6yt8gAiFB0H+y8vnl
        dZ+hZvE1AQtw7txezTQCIQDltAzNk1xp7GwDDXeROUtAV+3YvAC3gOYvPY3cvLhZ
        9Q==
        -----END CERTIFICATE-----
        """

    private static let end: Int64 = 1_827_407_592

    /// Writes a file and reads it as a certificate.
    private func certificate(_ text: String) throws -> Certificate {
        let file = FileManager.default.temporaryDirectory.appending(path: UUID().uuidString)
        try Data(text.utf8).write(to: file)
        defer { try? FileManager.default.removeItem(at: file) }
        return try Certificate(file: file.path)
    }

    @Test func `a certificate says when it ends`() throws {
        let one = try certificate(Self.text)
        #expect(one.expires == Self.end)
        // What stands before it, and the certificates behind it, do not matter.
        #expect(try certificate("localhost\n\(Self.text)\n\(Self.text)\n") == one)
    }

    @Test func `days are counted down, and below zero after the end`() throws {
        let one = try certificate(Self.text)
        let day: Int64 = 86_400
        for (moment, days) in [
            (Self.end, Int64(0)), (Self.end - day, 1), (Self.end - 2 * day + 1, 1),
            (Self.end + 1, -1), (Self.end + day, -1), (Self.end + day + 1, -2),
        ] {
            #expect(one.daysLeft(at: moment) == days, "\(moment - Self.end)")
        }
    }

    @Test(arguments: ["", "no PEM", "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----"])
    func `a file without one is a sentence that names it`(text: String) {
        let error = #expect(throws: Certificate.Unreadable.self) { try certificate(text) }
        #expect(error?.description.contains("cannot be read as PEM") == true)
    }
}
