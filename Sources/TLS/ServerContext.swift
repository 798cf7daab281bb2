internal import COpenSSL

/// What the connections of a server share: its certificate, its key, and the rules of its TLS.
///
/// TLS 1.2 and 1.3 with forward secrecy and authenticated encryption only, `http/1.1` for clients
/// that ask by ALPN, no renegotiation, no compression. Returning clients are known by session
/// tickets, so the server keeps nothing of them. Clients show no certificates.
///
/// Owns an `SSL_CTX`. It is set up in `init` and only read afterwards. OpenSSL then allows any
/// number of threads to make connections from it: it counts references atomically, and locks what
/// it changes itself. Each connection holds a reference of its own, so a context may go while
/// connections that it made are open.
@safe package final class ServerContext: Sendable {
    private nonisolated(unsafe) let pointer: OpaquePointer

    /// Reads a PEM file with the certificate, and behind it those that vouch for it, and one with
    /// its private key, which must not be encrypted. An expired certificate is allowed.
    package init(certificate: String, key: String) throws(TLSError) {
        ErrorQueue.clear()
        guard let pointer = unsafe SSL_CTX_new(TLS_server_method()) else {
            throw TLSError("TLS cannot be set up: \(ErrorQueue.reason)")
        }
        // From here on `deinit` frees it, also when `init` throws.
        unsafe self.pointer = pointer
        try setRules()
        try use(certificate: certificate)
        try use(key: key, of: certificate)
    }

    deinit { unsafe SSL_CTX_free(pointer) }

    /// An `SSL` of a new connection, which the caller owns.
    func makeHandle() -> OpaquePointer? { unsafe SSL_new(pointer) }

    private func setRules() throws(TLSError) {
        // Debian's level; a configuration file of OpenSSL could have lowered it.
        unsafe SSL_CTX_set_security_level(pointer, 2)
        let hasVersion = unsafe SSL_CTX_ctrl(
            pointer, SSL_CTRL_SET_MIN_PROTO_VERSION, Int(TLS1_2_VERSION), nil)
        // Of TLS 1.2; those of 1.3 are all good.
        let hasCiphers = unsafe SSL_CTX_set_cipher_list(pointer, "ECDHE+AESGCM:ECDHE+CHACHA20")
        guard hasVersion == 1, hasCiphers == 1 else {
            throw TLSError("TLS cannot be set up: \(ErrorQueue.reason)")
        }
        _ = unsafe SSL_CTX_set_options(pointer, ebb_server_options())
        // An idle connection then holds no buffers for records.
        _ = unsafe SSL_CTX_ctrl(pointer, SSL_CTRL_MODE, Int(SSL_MODE_RELEASE_BUFFERS), nil)
        _ = unsafe SSL_CTX_ctrl(
            pointer, SSL_CTRL_SET_SESS_CACHE_MODE, Int(SSL_SESS_CACHE_OFF), nil)
        unsafe SSL_CTX_set_alpn_select_cb(pointer, selectProtocol, nil)
        // Without it OpenSSL asks the terminal for the password of an encrypted file.
        unsafe SSL_CTX_set_default_passwd_cb(pointer, refusePassword)
    }

    private func use(certificate: String) throws(TLSError) {
        ErrorQueue.clear()
        if unsafe SSL_CTX_use_certificate_chain_file(pointer, certificate) == 1 { return }
        guard ErrorQueue.isFromProtocol else {
            throw TLSError(
                "the TLS certificate \(certificate) cannot be read as PEM: give the file with "
                    + "-----BEGIN CERTIFICATE-----")
        }
        throw TLSError(
            "the TLS certificate \(certificate) is not accepted (\(ErrorQueue.reason)): give one "
                + "with an EC key, or an RSA key of at least 2048 bits, signed with SHA-256")
    }

    private func use(key: String, of certificate: String) throws(TLSError) {
        let secret = try PrivateKey(file: key)
        ErrorQueue.clear()
        // Both calls borrow; the context takes a reference of its own to the key.
        let holder = unsafe SSL_CTX_get0_certificate(pointer)
        guard unsafe X509_check_private_key(holder, secret.pointer) == 1,
            unsafe SSL_CTX_use_PrivateKey(pointer, secret.pointer) == 1
        else {
            throw TLSError("the TLS key \(key) does not belong to the certificate \(certificate)")
        }
    }
}

/// Owns an `EVP_PKEY` and gives up its reference in the end.
@safe private struct PrivateKey: ~Copyable {
    let pointer: OpaquePointer

    init(file: String) throws(TLSError) {
        ErrorQueue.clear()
        let source = unsafe BIO_new_file(file, "r")
        defer { unsafe BIO_free(source) }
        var isEncrypted = false
        // The callback writes to the flag during the call only.
        let pointer = unsafe source.flatMap { source in
            unsafe withUnsafeMutablePointer(to: &isEncrypted) { flag in
                unsafe PEM_read_bio_PrivateKey(source, nil, refusePassword, flag)
            }
        }
        guard let pointer = unsafe pointer else {
            throw isEncrypted
                ? TLSError(
                    "the TLS key \(file) is encrypted: give one without a password, as "
                        + "`openssl pkey -in FILE -out FILE` writes it")
                : TLSError(
                    "the TLS key \(file) cannot be read as PEM: give the file with "
                        + "-----BEGIN PRIVATE KEY-----, without a password")
        }
        unsafe self.pointer = pointer
    }

    deinit { unsafe EVP_PKEY_free(pointer) }
}

/// Has no password to give, and notes in the `Bool` that it is lent, if any, that one was wanted.
private let refusePassword:
    @convention(c) (
        UnsafeMutablePointer<CChar>?, CInt, CInt, UnsafeMutableRawPointer?
    ) -> CInt = { _, _, _, flag in
        unsafe flag?.assumingMemoryBound(to: Bool.self).pointee = true
        return -1
    }

/// Picks `http/1.1` out of a client's list of names, each behind a byte with its length. Clients
/// that want other protocols only are refused, as RFC 7301 asks.
private let selectProtocol: SSL_CTX_alpn_select_cb_func = { _, name, length, offer, count, _ in
    // The answer lies in the client's own list, which OpenSSL holds until it has copied it.
    let offered = unsafe UnsafeBufferPointer(start: offer, count: Int(count))
    var rest = unsafe offered[...]
    while let size = unsafe rest.popFirst(), unsafe Int(size) <= rest.count {
        let found = unsafe rest.prefix(Int(size))
        if unsafe found.elementsEqual("http/1.1".utf8) {
            unsafe name?.pointee = UnsafeBufferPointer(rebasing: found).baseAddress
            unsafe length?.pointee = size
            return SSL_TLSEXT_ERR_OK
        }
        unsafe rest.removeFirst(Int(size))
    }
    return SSL_TLSEXT_ERR_ALERT_FATAL
}
