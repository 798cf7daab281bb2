internal import CZlib

/// The deflating half of zlib: one gzip member.
///
/// It owns the `z_stream` at a fixed address, because zlib's own state points back at it. The
/// pointers into input and output that the stream holds are only used while `deflate` runs.
@safe struct Deflater: ~Copyable {
    // 15 bits of window, the largest there is; 16 more ask for a gzip header and checksum.
    private static let windowBits: Int32 = 15 + 16
    private static let memoryLevel: Int32 = 8
    private static let level: Int32 = 6
    private static let chunkLength = 1 << 16

    private let stream: UnsafeMutablePointer<z_stream>

    init() throws(ExportError) {
        unsafe stream = .allocate(capacity: 1)
        unsafe stream.initialize(to: z_stream())
        let size = unsafe Int32(MemoryLayout<z_stream>.size)
        let status = unsafe deflateInit2_(
            stream, Self.level, Z_DEFLATED, Self.windowBits, Self.memoryLevel,
            Z_DEFAULT_STRATEGY, ZLIB_VERSION, size)
        guard status == Z_OK else {
            unsafe stream.deallocate()
            throw ExportError("zlib cannot start: there is no memory for it")
        }
    }

    deinit {
        unsafe deflateEnd(stream)
        unsafe stream.deallocate()
    }

    /// What `input`, and at the end all that was held back, comes to.
    mutating func deflate(_ input: [UInt8], isLast: Bool) -> [UInt8] {
        var output: [UInt8] = []
        unsafe input.withUnsafeBufferPointer { bytes in
            unsafe stream.pointee.next_in = UnsafeMutablePointer(mutating: bytes.baseAddress)
            unsafe stream.pointee.avail_in = UInt32(bytes.count)
            var isFull = true
            while isFull {
                let chunk = unsafe [UInt8](unsafeUninitializedCapacity: Self.chunkLength) {
                    buffer, count in
                    unsafe stream.pointee.next_out = buffer.baseAddress
                    unsafe stream.pointee.avail_out = UInt32(Self.chunkLength)
                    _ = unsafe CZlib.deflate(stream, isLast ? Z_FINISH : Z_NO_FLUSH)
                    count = unsafe Self.chunkLength - Int(stream.pointee.avail_out)
                }
                output += chunk
                isFull = chunk.count == Self.chunkLength
            }
        }
        return output
    }
}
