internal import CZlib

/// The inflating half of zlib, for one gzip member after another.
///
/// It owns the `z_stream` at a fixed address, because zlib's own state points back at it. The
/// pointers into input and output that the stream holds are only used while `inflate` runs.
@safe package struct Inflater: ~Copyable {
    // 15 bits of window, the largest there is; 16 more ask for a gzip header and checksum.
    private static let windowBits: Int32 = 15 + 16

    private let stream: UnsafeMutablePointer<z_stream>

    /// Throws where zlib cannot start.
    ///
    /// - Parameter isBare: whether the data has neither gzip's header nor its checksum, as in zip.
    package init(isBare: Bool = false) throws(InflatingFault) {
        unsafe stream = .allocate(capacity: 1)
        unsafe stream.initialize(to: z_stream())
        let size = unsafe Int32(MemoryLayout<z_stream>.size)
        guard
            unsafe inflateInit2_(stream, isBare ? -15 : Self.windowBits, ZLIB_VERSION, size) == Z_OK
        else {
            unsafe stream.deallocate()
            throw InflatingFault(words: "zlib cannot start")
        }
    }

    deinit {
        unsafe inflateEnd(stream)
        unsafe stream.deallocate()
    }

    /// The checksum of bytes behind those that `sum` is of.
    static func checksum(_ bytes: [UInt8], after sum: UInt32) -> UInt32 {
        unsafe bytes.withUnsafeBufferPointer { buffer in
            UInt32(
                truncatingIfNeeded: unsafe crc32(
                    UInt(sum), buffer.baseAddress, UInt32(buffer.count)))
        }
    }

    /// Makes ready for the next member.
    package mutating func reset() {
        _ = unsafe inflateReset(stream)
    }

    /// Inflates `input` from `start` on, to at most `capacity` bytes.
    package mutating func inflate(
        _ input: [UInt8], from start: Int, atMost capacity: Int
    ) throws(InflatingFault) -> InflatedStep {
        var status = Z_OK
        var consumed = 0
        let output = unsafe [UInt8](unsafeUninitializedCapacity: capacity) { buffer, count in
            unsafe input.withUnsafeBufferPointer { bytes in
                let rest = unsafe UnsafeBufferPointer(rebasing: bytes[start...])
                unsafe stream.pointee.next_in = UnsafeMutablePointer(mutating: rest.baseAddress)
                unsafe stream.pointee.avail_in = UInt32(rest.count)
                unsafe stream.pointee.next_out = buffer.baseAddress
                unsafe stream.pointee.avail_out = UInt32(capacity)
                status = unsafe CZlib.inflate(stream, Z_NO_FLUSH)
                consumed = unsafe rest.count - Int(stream.pointee.avail_in)
                count = unsafe capacity - Int(stream.pointee.avail_out)
            }
        }
        // Z_BUF_ERROR only says that there was nothing to do: more input is needed.
        guard status == Z_OK || status == Z_STREAM_END || status == Z_BUF_ERROR else {
            throw InflatingFault(words: words(for: status))
        }
        return InflatedStep(output: output, consumed: consumed, ended: status == Z_STREAM_END)
    }

    private func words(for status: Int32) -> String {
        // zlib's message is a constant of its own: nobody frees it.
        if let message = unsafe stream.pointee.msg { return unsafe String(cString: message) }
        return status == Z_MEM_ERROR ? "no memory" : "zlib error \(status)"
    }
}
