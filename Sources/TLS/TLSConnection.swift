internal import COpenSSL
internal import NIOCore

/// One connection as OpenSSL sees it: bytes in, bytes out, and no socket.
///
///     network ──ciphertext──▶ input  ──▶ ┌─────┐ ──plaintext──▶ receive(_:into:)
///                                        │ SSL │
///     network ◀─ciphertext── output  ◀── └─────┘ ◀──plaintext── encrypt(_:into:)
///
/// Nothing in it waits: with input missing OpenSSL says so, and output is memory. Nothing in it
/// calls anybody, so its owner may be called again between any two calls.
@safe struct TLSConnection: ~Copyable {
    // Owns all three: `SSL_free` frees both of the `BIO`, too.
    private let pointer: OpaquePointer
    private let input: OpaquePointer
    private let output: OpaquePointer
    private var hasSent = false
    /// Whether the handshake has been completed.
    private(set) var isEstablished = false

    /// What stands after some bytes came in.
    enum Outcome {
        /// More may come.
        case open
        /// The client said that nothing more will come.
        case ended
        /// The client did what TLS does not allow; an alert, if there is one, is in the output.
        case failed(TLSError)
    }

    init(_ context: ServerContext) throws(TLSError) {
        ErrorQueue.clear()
        let (input, output) = unsafe (BIO_new(BIO_s_mem()), BIO_new(BIO_s_mem()))
        guard let handle = unsafe context.makeHandle(), let input = unsafe input,
            let output = unsafe output
        else {
            // All of them take nil.
            unsafe BIO_free(input)
            unsafe BIO_free(output)
            throw TLSError("no TLS connection can be made: \(ErrorQueue.reason)")
        }
        unsafe SSL_set_bio(handle, input, output)
        unsafe SSL_set_accept_state(handle)
        unsafe (pointer, self.input, self.output) = (handle, input, output)
    }

    deinit { unsafe SSL_free(pointer) }

    /// Takes what came from the network, all of it unless the connection fails or ends, and
    /// appends what it says.
    mutating func receive(_ ciphertext: ByteBuffer, into plaintext: inout ByteBuffer) -> Outcome {
        var ciphertext = ciphertext
        while let piece = ciphertext.readSlice(
            length: min(ciphertext.readableBytes, TLSLimits.pieceMax)), piece.readableBytes > 0
        {
            // Copied by OpenSSL; memory takes all of it.
            let count = unsafe piece.withUnsafeReadableBytes { bytes in
                unsafe BIO_write(input, bytes.baseAddress, CInt(bytes.count))
            }
            guard count == piece.readableBytes else { return failure() }
            let outcome = advance(into: &plaintext)
            guard case .open = outcome else { return outcome }
        }
        return .open
    }

    private mutating func advance(into plaintext: inout ByteBuffer) -> Outcome {
        if !isEstablished {
            ErrorQueue.clear()
            let code = unsafe SSL_do_handshake(pointer)
            guard code == 1 else { return outcome(of: code) }
            isEstablished = true
        }
        while true {
            ErrorQueue.clear()
            var code: CInt = 0
            // A record that is partly read says how much more there is.
            let space = max(Int(unsafe SSL_pending(pointer)), 1024)
            unsafe plaintext.writeWithUnsafeMutableBytes(minimumWritableBytes: space) { bytes in
                code = unsafe SSL_read(pointer, bytes.baseAddress, CInt(clamping: bytes.count))
                return Int(max(code, 0))
            }
            if code <= 0 { return outcome(of: code) }
        }
    }

    /// Appends the ciphertext of a message; false when the connection cannot go on.
    mutating func encrypt(_ plaintext: ByteBuffer, into ciphertext: inout ByteBuffer) -> Bool {
        var plaintext = plaintext
        while let piece = plaintext.readSlice(
            length: min(plaintext.readableBytes, TLSLimits.pieceMax)), piece.readableBytes > 0
        {
            ErrorQueue.clear()
            // Memory takes all of it, so OpenSSL never wants to be called again.
            let count = unsafe piece.withUnsafeReadableBytes { bytes in
                unsafe SSL_write(pointer, bytes.baseAddress, CInt(bytes.count))
            }
            takeOutput(into: &ciphertext)
            guard count == piece.readableBytes else { return false }
        }
        return true
    }

    /// Has the output say that nothing more will come.
    mutating func end() {
        guard isEstablished else { return }
        ErrorQueue.clear()
        unsafe SSL_shutdown(pointer)
    }

    /// Has the output refuse what never was TLS. OpenSSL says nothing to such clients.
    mutating func refuse(into ciphertext: inout ByteBuffer) {
        guard !hasSent else { return }
        hasSent = true
        // An alert record of TLS 1.2 with two bytes: fatal, unexpected message.
        ciphertext.writeBytes([21, 3, 3, 0, 2, 2, 10])
    }

    /// Appends what there is to send.
    mutating func takeOutput(into ciphertext: inout ByteBuffer) {
        let count = unsafe BIO_ctrl_pending(output)
        guard count > 0 else { return }
        hasSent = true
        unsafe ciphertext.writeWithUnsafeMutableBytes(minimumWritableBytes: count) { bytes in
            Int(max(unsafe BIO_read(output, bytes.baseAddress, CInt(clamping: count)), 0))
        }
    }

    private func outcome(of code: CInt) -> Outcome {
        switch unsafe SSL_get_error(pointer, code) {
        case SSL_ERROR_WANT_READ: .open
        case SSL_ERROR_ZERO_RETURN: .ended
        default: failure()
        }
    }

    private func failure() -> Outcome {
        let step = isEstablished ? "connection" : "handshake"
        return .failed(TLSError("the TLS \(step) failed: \(ErrorQueue.reason)"))
    }
}
