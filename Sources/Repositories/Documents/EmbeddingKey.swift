internal import Hashing
package import Interest

/// What a vector is known by: the SHA-256 of the model, the dimensions, the prefix and the text,
/// each with its length before it.
///
/// A changed title is a new text and a new model a new space, so nothing stored is ever wrong.
package enum EmbeddingKey {
    /// The digest.
    package static func of(_ text: String, in space: EmbeddingSpace) -> [UInt8] {
        var bytes: [UInt8] = []
        for part in [space.model, "\(space.dimensions ?? 0)", space.prefix, text] {
            let length = UInt64(part.utf8.count)
            for shift in stride(from: 0 as UInt64, to: 64, by: 8) {
                bytes.append(UInt8(truncatingIfNeeded: length >> shift))
            }
            bytes.append(contentsOf: part.utf8)
        }
        return SHA256.hash(bytes).bytes
    }
}

/// Vectors in half precision: two bytes a number, little endian.
package enum HalfVector {
    /// The bytes of a vector.
    package static func bytes(_ vector: [Float]) -> [UInt8] {
        vector.flatMap { number in
            let bits = Float16(number).bitPattern
            return [UInt8(truncatingIfNeeded: bits), UInt8(truncatingIfNeeded: bits >> 8)]
        }
    }

    /// The vector; nil where the bytes are cut or a number is not finite.
    package static func vector(_ bytes: [UInt8]) -> [Float]? {
        guard bytes.count.isMultiple(of: 2), !bytes.isEmpty else { return nil }
        let vector = stride(from: 0, to: bytes.count, by: 2).map { index in
            Float(Float16(bitPattern: UInt16(bytes[index]) | UInt16(bytes[index + 1]) << 8))
        }
        return vector.allSatisfy(\.isFinite) ? vector : nil
    }
}
