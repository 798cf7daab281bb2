import COpenSSL
import NIOCore

/// A client of OpenSSL's own without a socket, which trusts every certificate.
@safe final class MemoryClient {
    // `SSL_free` frees the `SSL` and both `BIO`s; the `SSL` holds the context.
    private let pointer: OpaquePointer
    private let input: OpaquePointer
    private let output: OpaquePointer

    struct Failure: Error, CustomStringConvertible {
        let description: String
    }

    init(upTo version: CInt = TLS1_3_VERSION, protocols: [String] = []) throws {
        guard let context = unsafe SSL_CTX_new(TLS_client_method()) else { throw Self.failure }
        defer { unsafe SSL_CTX_free(context) }
        unsafe SSL_CTX_set_security_level(context, 0)
        _ = unsafe SSL_CTX_ctrl(
            context, SSL_CTRL_SET_MIN_PROTO_VERSION, Int(TLS1_VERSION), nil)
        _ = unsafe SSL_CTX_ctrl(context, SSL_CTRL_SET_MAX_PROTO_VERSION, Int(version), nil)
        guard let handle = unsafe SSL_new(context), let input = unsafe BIO_new(BIO_s_mem()),
            let output = unsafe BIO_new(BIO_s_mem())
        else { throw Self.failure }
        unsafe SSL_set_bio(handle, input, output)
        unsafe SSL_set_connect_state(handle)
        if !protocols.isEmpty {
            let names = protocols.flatMap { [UInt8($0.utf8.count)] + $0.utf8 }
            // Copied.
            unsafe SSL_set_alpn_protos(handle, names, UInt32(names.count))
        }
        unsafe (pointer, self.input, self.output) = (handle, input, output)
    }

    deinit { unsafe SSL_free(pointer) }

    private static var failure: Failure {
        // A constant of the library.
        guard let text = unsafe ERR_reason_error_string(ERR_peek_last_error()) else {
            return Failure(description: "unknown error")
        }
        return Failure(description: unsafe String(cString: text))
    }

    private func check(_ code: CInt) throws -> Bool {
        if code > 0 { return true }
        let error = unsafe SSL_get_error(pointer, code)
        guard error == SSL_ERROR_WANT_READ || error == SSL_ERROR_ZERO_RETURN else {
            throw Self.failure
        }
        return false
    }

    /// Goes on with the handshake; whether it is complete.
    func handshake() throws -> Bool {
        ERR_clear_error()
        return try check(unsafe SSL_do_handshake(pointer))
    }

    func write(_ bytes: [UInt8]) throws {
        ERR_clear_error()
        guard try check(unsafe SSL_write(pointer, bytes, CInt(bytes.count))) else {
            throw Failure(description: "not ready to write")
        }
    }

    /// What there is to read.
    func read() throws -> [UInt8] {
        var bytes: [UInt8] = []
        var part = [UInt8](repeating: 0, count: 1 << 14)
        while true {
            ERR_clear_error()
            let count = unsafe SSL_read(pointer, &part, CInt(part.count))
            guard try check(count) else { return bytes }
            bytes += part[..<Int(count)]
        }
    }

    func end() {
        ERR_clear_error()
        unsafe SSL_shutdown(pointer)
    }

    /// Begins a new handshake within the connection, as TLS 1.2 has it.
    func renegotiate() throws {
        ERR_clear_error()
        guard unsafe SSL_renegotiate(pointer) == 1 else { throw Self.failure }
        _ = try handshake()
    }

    /// Takes new keys and wants the server to do so, too, as TLS 1.3 has it.
    func updateKeys() throws {
        guard unsafe SSL_key_update(pointer, SSL_KEY_UPDATE_REQUESTED) == 1 else {
            throw Self.failure
        }
    }

    /// Whether the server said that nothing more will come.
    var isToldEnd: Bool { unsafe SSL_get_shutdown(pointer) & SSL_RECEIVED_SHUTDOWN != 0 }

    var version: String { unsafe String(cString: SSL_get_version(pointer)) }

    /// What ALPN agreed on.
    var chosenProtocol: String {
        var (name, length) = unsafe (UnsafePointer<UInt8>?.none, UInt32(0))
        unsafe SSL_get0_alpn_selected(pointer, &name, &length)
        return unsafe String(
            decoding: UnsafeBufferPointer(start: name, count: Int(length)), as: UTF8.self)
    }

    func receive(_ ciphertext: ByteBuffer) {
        let bytes = [UInt8](ciphertext.readableBytesView)
        unsafe BIO_write(input, bytes, CInt(bytes.count))
    }

    /// What there is to send.
    func takeOutput() -> ByteBuffer? {
        var bytes = [UInt8](repeating: 0, count: unsafe BIO_ctrl_pending(output))
        guard !bytes.isEmpty else { return nil }
        unsafe BIO_read(output, &bytes, CInt(bytes.count))
        return ByteBuffer(bytes: bytes)
    }
}
