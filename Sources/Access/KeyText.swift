internal import Foundation
internal import Hashing
public import Interest

/// A key as its holder shows it: `ebb_` + 16 hexadecimal digits by which it is found + `_` + 64
/// that nobody can guess.
///
/// The beginning lets scanners of published code find keys that should not be there.
///
/// What the store keeps is SHA-256 of a salt and the text. A slow hash, which passwords need,
/// would buy nothing here: it makes each guess dear where guesses are few, and of 2^256 keys
/// drawn by chance there is nothing to try first. It would cost its time at every request. The
/// salt is there so that equal digests, of equal keys in two stores, do not show.
public struct KeyText: Sendable {
    /// The whole text, to be shown to its holder once.
    public let text: String
    package let id: String

    private static let prefix = "ebb_"
    private static let idBytes = 8
    private static let secretBytes = 32
    private static let saltBytes = 16

    /// Draws a new one.
    public static func random() -> KeyText {
        let id = randomBytes(idBytes).hexadecimal
        return KeyText(
            text: prefix + id + "_" + randomBytes(secretBytes).hexadecimal, id: id)
    }

    /// Takes what somebody shows; nil where it cannot be a key.
    package init?(shown text: String) {
        let id = text.utf8.dropFirst(Self.prefix.utf8.count).prefix(2 * Self.idBytes)
        let length = Self.prefix.utf8.count + 2 * Self.idBytes + 1 + 2 * Self.secretBytes
        guard text.utf8.count == length, text.utf8.starts(with: Self.prefix.utf8),
            let id = String(id)
        else {
            return nil
        }
        self.init(text: text, id: id)
    }

    private init(text: String, id: String) {
        self.text = text
        self.id = id
    }

    /// What is kept of it.
    public func secret(created: Timestamp) -> KeySecret {
        let salt = Self.randomBytes(Self.saltBytes).hexadecimal
        return KeySecret(
            id: id, salt: salt, digest: digest(salt: Array(salt.utf8)).hexadecimal,
            created: created)
    }

    /// Whether it is what a secret was made of. How long that takes tells nothing of how much of
    /// a digest was right.
    package func matches(_ kept: KeptDigest) -> Bool {
        digest(salt: kept.salt) == kept.digest
    }

    private func digest(salt: [UInt8]) -> Digest {
        var hash = SHA256()
        hash.update(salt)
        hash.update(text.utf8)
        return hash.finalize()
    }

    private static func randomBytes(_ count: Int) -> [UInt8] {
        var generator = SystemRandomNumberGenerator()
        return (0..<count).map { _ in generator.next() }
    }
}

extension KeyText: CustomStringConvertible, CustomReflectable {
    /// Not the key.
    public var description: String { "(an API key)" }

    /// Not the key either: dumps go to logs too.
    public var customMirror: Mirror { Mirror(self, children: EmptyCollection()) }
}

/// What is kept of a secret, as bytes to compare with.
package struct KeptDigest: Sendable {
    let salt: [UInt8]
    /// Nil where the text was no digest: nothing equals that.
    let digest: Digest?

    package init(_ secret: KeySecret) {
        salt = Array(secret.salt.utf8)
        let digits = Array(secret.digest)
        // What is not hexadecimal is too short in the end.
        let bytes = stride(from: 0, to: digits.count - 1, by: 2).compactMap { index in
            UInt8(String(digits[index...index + 1]), radix: 16)
        }
        digest = Digest(bytes)
    }
}
