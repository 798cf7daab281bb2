internal import CZstd

/// The deflating half of zstd: one frame with a checksum.
///
/// It owns the compression context; `deinit` frees it. Input and output are lent for a call.
@safe struct ZstdDeflater: ~Copyable {
    private static let level: Int32 = 3
    private static let chunkLength = 1 << 16

    private let context: OpaquePointer

    init() throws(ExportError) {
        guard let context = unsafe ZSTD_createCCtx() else {
            throw ExportError("zstd cannot start: there is no memory for it")
        }
        unsafe self.context = context
        _ = unsafe ZSTD_CCtx_setParameter(context, ZSTD_c_compressionLevel, Self.level)
        _ = unsafe ZSTD_CCtx_setParameter(context, ZSTD_c_checksumFlag, 1)
    }

    deinit { unsafe ZSTD_freeCCtx(context) }

    /// What `input`, and at the end all that was held back, comes to.
    mutating func deflate(_ input: [UInt8], isLast: Bool) -> [UInt8] {
        var output: [UInt8] = []
        unsafe input.withUnsafeBytes { bytes in
            var source = unsafe ZSTD_inBuffer(src: bytes.baseAddress, size: bytes.count, pos: 0)
            var isDone = false
            while !isDone {
                var left = 0
                output += unsafe [UInt8](unsafeUninitializedCapacity: Self.chunkLength) {
                    buffer, count in
                    var target = unsafe ZSTD_outBuffer(
                        dst: UnsafeMutableRawPointer(buffer.baseAddress), size: Self.chunkLength,
                        pos: 0)
                    left = unsafe ZSTD_compressStream2(
                        context, &target, &source, isLast ? ZSTD_e_end : ZSTD_e_continue)
                    count = unsafe target.pos
                }
                // It refuses only what this code never does, such as writing behind the end.
                precondition(ZSTD_isError(left) == 0)
                isDone = isLast ? left == 0 : unsafe source.pos == source.size
            }
        }
        return output
    }
}
