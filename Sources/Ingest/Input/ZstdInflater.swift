internal import CZstd

/// The inflating half of zstd, for one frame after another.
///
/// It owns the decompression context; `deinit` frees it. Input and output are lent for a call.
@safe struct ZstdInflater: ~Copyable {
    /// The largest window that is put up with, as a power of two: 128 MiB, what `zstd --long`
    /// makes. It is memory that a file may ask for, so it has a limit.
    static let windowLogMax: Int32 = 27

    private let context: OpaquePointer

    init() throws(InflatingFault) {
        guard let context = unsafe ZSTD_createDCtx() else {
            throw InflatingFault(words: "there is no memory for it")
        }
        unsafe self.context = context
        _ = unsafe ZSTD_DCtx_setParameter(context, ZSTD_d_windowLogMax, Self.windowLogMax)
    }

    deinit { unsafe ZSTD_freeDCtx(context) }

    /// Makes ready for the next frame.
    mutating func reset() {
        _ = unsafe ZSTD_DCtx_reset(context, ZSTD_reset_session_only)
    }

    /// Inflates `input` from `start` on, to at most `capacity` bytes.
    mutating func inflate(
        _ input: [UInt8], from start: Int, atMost capacity: Int
    ) throws(InflatingFault) -> InflatedStep {
        var status = 0
        var consumed = 0
        let output = unsafe [UInt8](unsafeUninitializedCapacity: capacity) { buffer, count in
            unsafe input.withUnsafeBytes { bytes in
                var source = unsafe ZSTD_inBuffer(
                    src: bytes.baseAddress, size: bytes.count, pos: start)
                var target = unsafe ZSTD_outBuffer(
                    dst: UnsafeMutableRawPointer(buffer.baseAddress), size: capacity, pos: 0)
                status = unsafe ZSTD_decompressStream(context, &target, &source)
                consumed = unsafe source.pos - start
                count = unsafe target.pos
            }
        }
        guard ZSTD_isError(status) == 0 else {
            throw InflatingFault(words: Self.words(for: status))
        }
        return InflatedStep(output: output, consumed: consumed, ended: status == 0)
    }

    private static func words(for status: Int) -> String {
        if ZSTD_getErrorCode(status) == ZSTD_error_frameParameter_windowTooLarge {
            return "it wants a window of more than \(1 << (windowLogMax - 20)) MiB: "
                + "inflate it and pipe it in"
        }
        // The name is a constant of zstd's own: nobody frees it.
        return unsafe String(cString: ZSTD_getErrorName(status))
    }
}
