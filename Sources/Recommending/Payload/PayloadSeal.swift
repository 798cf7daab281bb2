// A payload, all numbers little-endian:
//
//     "EBB model\n"           10 bytes  the magic
//     format version          UInt32    of the recommender's own encoding
//     name                    UInt32 length, then UTF-8
//     content                 as the recommender writes it
//     checksum                UInt64    FNV-1a of all bytes before it
//
// FNV-1a (Fowler, Noll, Vo) takes a byte in by h = (h xor byte) · prime. Each step is one-to-one
// in h and in the byte, so a single changed byte always shows. It guards against accidents and not
// against somebody who means harm; so what is read is checked besides.

/// The frame around every payload: magic, version, name and checksum.
enum PayloadSeal {
    static let magic = Array("EBB model\n".utf8)
    static let checksumLength = 8

    static func checksum(of bytes: some Sequence<UInt8>) -> UInt64 {
        var hash: UInt64 = 0xcbf2_9ce4_8422_2325
        for byte in bytes { hash = (hash ^ UInt64(byte)) &* 0x100_0000_01b3 }
        return hash
    }
}
