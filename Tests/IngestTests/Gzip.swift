import CZlib

/// One gzip member that holds `bytes`, made by zlib itself.
func gzip(_ bytes: [UInt8]) -> [UInt8] {
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
