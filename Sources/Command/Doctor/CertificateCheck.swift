import Certificates
import Foundation
import Interest

/// Whether the certificate that `ebb serve` uses is about to end.
enum CertificateCheck {
    /// Automatic renewals replace a certificate a month before its end. One with less left than
    /// this has missed them.
    private static let daysMin = 14

    /// One check, or none where the settings name no certificate.
    static func checks(_ settings: ProcessSettings, now: Timestamp = .now) -> [Check] {
        guard let file = settings.text("tls.certificate") else { return [] }
        do throws(Certificate.Unreadable) {
            return [check(try Certificate(file: file), file, now: now)]
        } catch {
            return [Check("certificate", failing: error.description)]
        }
    }

    private static func check(_ certificate: Certificate, _ file: String, now: Timestamp) -> Check {
        let end = Timestamp(seconds: certificate.expires)
        let days = certificate.daysLeft(at: now.milliseconds / 1000)
        guard days >= 0 else {
            return Check("certificate", failing: "\(file) expired on \(end): renew it")
        }
        let text = "\(file) expires on \(end), in \(days.magnitude) days"
        return days >= daysMin
            ? Check("certificate", text) : Check("certificate", failing: text + ": renew it")
    }
}
