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

/// A zip archive with one file, which contains `bytes`, stored or deflated.
public func zip(_ bytes: [UInt8], isDeflated: Bool) -> [UInt8] {
    func number(_ value: Int, _ length: Int) -> [UInt8] {
        (0..<length).map { UInt8(truncatingIfNeeded: value >> ($0 * 8)) }
    }
    // A gzip member is the deflated bytes between a header of ten bytes and a trailer of eight,
    // which begins with the checksum.
    let member = gzip(bytes)
    let data = isDeflated ? Array(member.dropFirst(10).dropLast(8)) : bytes
    let name = Array("log.csv".utf8)
    let common =
        number(20, 2) + number(0, 2) + number(isDeflated ? 8 : 0, 2) + number(0, 4)
        + Array(member.suffix(8).prefix(4)) + number(data.count, 4) + number(bytes.count, 4)
        + number(name.count, 2) + number(0, 2)
    let local = [0x50, 0x4B, 3, 4] + common + name + data
    let directory =
        [0x50, 0x4B, 1, 2] + number(20, 2) + common + number(0, 2) + number(0, 2) + number(0, 2)
        + number(0, 4) + number(0, 4) + name
    return local + directory + [0x50, 0x4B, 5, 6] + number(0, 4) + number(1, 2) + number(1, 2)
        + number(directory.count, 4) + number(local.count, 4) + number(0, 2)
}
