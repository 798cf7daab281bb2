internal import COpenSSL

/// Computes SHA-256 incrementally, with OpenSSL.
///
/// It is a value: a copy continues independently from the state of the original.
///
///     var hash = SHA256()
///     hash.update(salt)
///     hash.update(text.utf8)
///     hash.finalize().hexadecimal
///
/// When all bytes are available at once, ``hash(_:)`` is faster.
package struct SHA256: Sendable {
    private var state = DigestState()

    /// Creates an empty hash.
    package init() {}

    /// Adds the next bytes.
    package mutating func update(_ bytes: some Sequence<UInt8>) {
        // A state that is shared with another value must not change.
        if !isKnownUniquelyReferenced(&state) { state = DigestState(copying: state) }
        state.update(bytes)
    }

    /// The digest of the bytes so far; more can follow.
    package func finalize() -> Digest { DigestState(copying: state).finish() }

    /// Computes the digest of some bytes.
    package static func hash(_ bytes: some Sequence<UInt8>) -> Digest {
        let digest = bytes.withContiguousStorageIfAvailable { unsafe Digest(of: $0) }
        return digest ?? hash(Array(bytes))
    }
}

/// Owns an `EVP_MD_CTX`, from creation to `deinit`.
///
/// It changes only in ``update(_:)`` and ``finish()``, and ``SHA256`` calls these only while no
/// other value shares the state. Therefore it may cross threads.
@safe private final class DigestState: Sendable {
    private nonisolated(unsafe) let pointer: OpaquePointer

    init() {
        unsafe pointer = DigestState.created()
        let isStarted = unsafe EVP_DigestInit_ex2(pointer, DigestMethod.sha256.pointer, nil)
        precondition(isStarted == 1, "OpenSSL cannot start a SHA-256 digest")
    }

    init(copying other: DigestState) {
        unsafe pointer = DigestState.created()
        let isCopied = unsafe EVP_MD_CTX_copy_ex(pointer, other.pointer)
        precondition(isCopied == 1, "OpenSSL cannot copy a SHA-256 digest")
    }

    deinit { unsafe EVP_MD_CTX_free(pointer) }

    private static func created() -> OpaquePointer {
        guard let pointer = unsafe EVP_MD_CTX_new() else {
            preconditionFailure("OpenSSL is out of memory for a SHA-256 digest")
        }
        return unsafe pointer
    }

    func update(_ bytes: some Sequence<UInt8>) {
        // OpenSSL reads the bytes during the call and keeps none of them.
        let updated = bytes.withContiguousStorageIfAvailable {
            unsafe EVP_DigestUpdate(pointer, $0.baseAddress, $0.count)
        }
        if updated == nil { return update(Array(bytes)) }
        precondition(updated == 1, "OpenSSL cannot continue a SHA-256 digest")
    }

    /// Returns the digest. Must be called only once, as the last call.
    func finish() -> Digest { unsafe Digest { unsafe EVP_DigestFinal_ex(pointer, $0, nil) } }
}

extension Digest {
    /// Computes the digest of bytes that OpenSSL reads only during the call.
    fileprivate init(of bytes: UnsafeBufferPointer<UInt8>) {
        unsafe self.init {
            unsafe EVP_Digest(
                bytes.baseAddress, bytes.count, $0, nil, DigestMethod.sha256.pointer, nil)
        }
    }
}

/// A digest algorithm of OpenSSL, an `EVP_MD`.
///
/// Finding it takes longer than a short digest, so it happens once. The process keeps it until it
/// ends, and never frees it. OpenSSL does not change it after it has been found, and counts its
/// users atomically, so every thread may use it.
@safe private struct DigestMethod: Sendable {
    nonisolated(unsafe) let pointer: OpaquePointer

    static let sha256 = DigestMethod("SHA256")

    private init(_ name: String) {
        guard let pointer = unsafe EVP_MD_fetch(nil, name, nil) else {
            preconditionFailure("OpenSSL does not offer \(name): check its configuration file")
        }
        unsafe self.pointer = pointer
    }
}
