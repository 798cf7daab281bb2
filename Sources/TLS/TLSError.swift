internal import COpenSSL

/// Why TLS could not be set up, or why a connection ended early, as one sentence.
package struct TLSError: Error, Hashable, Sendable, CustomStringConvertible {
    /// The sentence.
    package let description: String

    init(_ description: String) { self.description = description }
}

/// OpenSSL's list of what went wrong in this thread.
///
/// Failures stay in it until somebody takes them out, and `SSL_get_error` takes an old one for a
/// new one. So it is cleared before each call whose result is looked at.
enum ErrorQueue {
    static func clear() { ERR_clear_error() }

    /// Whether libssl itself refused something. Where a file or a parser failed first, libssl
    /// only adds that it could not go on.
    static var isFromProtocol: Bool { ERR_GET_LIB(ERR_peek_error()) == ERR_LIB_SSL }

    /// What the last failure was, in OpenSSL's words.
    static var reason: String {
        let code = ERR_peek_last_error()
        // The text is a constant of the library, or nil for a code that it does not know.
        guard code != 0, let text = unsafe ERR_reason_error_string(code) else {
            return "unknown error"
        }
        return unsafe String(cString: text)
    }
}
