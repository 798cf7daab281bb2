internal import COpenSSL
internal import Glibc

/// What a certificate's file says that is not needed to serve it: when it ends.
package struct Certificate: Hashable, Sendable {
    /// Why a file is not a certificate, as one sentence.
    package struct Unreadable: Error, Hashable, Sendable, CustomStringConvertible {
        package let description: String
    }

    /// When it ends, in seconds since 1970.
    package let expires: Int64

    /// Reads the first certificate of a PEM file, which is the one that is served.
    package init(file: String) throws(Unreadable) {
        let source = unsafe BIO_new_file(file, "r")
        defer { unsafe BIO_free(source) }
        // Both are ours to free; the time below is borrowed from the certificate.
        let certificate = unsafe source.flatMap { unsafe PEM_read_bio_X509($0, nil, nil, nil) }
        defer { unsafe X509_free(certificate) }
        // What went wrong stays in the thread's list otherwise, and TLS looks into that.
        defer { ERR_clear_error() }
        var time = unsafe tm()
        guard let certificate = unsafe certificate,
            unsafe ASN1_TIME_to_tm(X509_get0_notAfter(certificate), &time) == 1
        else {
            throw Unreadable(
                description: "the TLS certificate \(file) cannot be read as PEM: give the file "
                    + "with -----BEGIN CERTIFICATE-----")
        }
        expires = unsafe Int64(timegm(&time))
    }

    /// How many whole days are left at a moment, in seconds since 1970; below zero after the end.
    package func daysLeft(at now: Int64) -> Int64 {
        let seconds = expires - now
        return seconds >= 0 ? seconds / 86_400 : -((-seconds + 86_399) / 86_400)
    }
}
