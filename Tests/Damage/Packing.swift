internal import CZlib
internal import CZstd

/// One gzip member that contains `bytes`, compressed by zlib.
public func gzip(_ bytes: [UInt8]) -> [UInt8] {
    var stream = unsafe z_stream()
    let size = unsafe Int32(MemoryLayout<z_stream>.size)
    let status = unsafe deflateInit2_(
        &stream, 6, Z_DEFLATED, 15 + 16, 8, Z_DEFAULT_STRATEGY, ZLIB_VERSION, size)
    precondition(status == Z_OK)
    defer { unsafe deflateEnd(&stream) }
    let capacity = Int(unsafe deflateBound(&stream, UInt(bytes.count)))
    return unsafe [UInt8](unsafeUninitializedCapacity: capacity) { buffer, count in
        unsafe bytes.withUnsafeBufferPointer { input in
            unsafe stream.next_in = UnsafeMutablePointer(mutating: input.baseAddress)
            unsafe stream.avail_in = UInt32(input.count)
            unsafe stream.next_out = buffer.baseAddress
            unsafe stream.avail_out = UInt32(capacity)
            let ended = unsafe deflate(&stream, Z_FINISH)
            precondition(ended == Z_STREAM_END)
            unsafe count = capacity - Int(stream.avail_out)
        }
    }
}

/// One zstd frame that contains `bytes`, compressed by zstd.
///
/// - Parameter windowLog: the window that the frame requires, as a power of two.
public func zstd(_ bytes: [UInt8], windowLog: Int32? = nil) -> [UInt8] {
    guard let context = unsafe ZSTD_createCCtx() else { preconditionFailure("no memory") }
    defer { unsafe ZSTD_freeCCtx(context) }
    if let windowLog {
        unsafe ZSTD_CCtx_setParameter(context, ZSTD_c_windowLog, windowLog)
        // Only a frame without its content size has its own window.
        unsafe ZSTD_CCtx_setParameter(context, ZSTD_c_contentSizeFlag, 0)
    }
    let capacity = ZSTD_compressBound(bytes.count)
    return unsafe [UInt8](unsafeUninitializedCapacity: capacity) { buffer, count in
        unsafe bytes.withUnsafeBytes { input in
            var source = unsafe ZSTD_inBuffer(src: input.baseAddress, size: input.count, pos: 0)
            var target = unsafe ZSTD_outBuffer(
                dst: UnsafeMutableRawPointer(buffer.baseAddress), size: capacity, pos: 0)
            let left = unsafe ZSTD_compressStream2(context, &target, &source, ZSTD_e_end)
            precondition(left == 0)
            count = unsafe target.pos
        }
    }
}
