import Mongo
import Repositories
import Synchronization

/// Computes the digest of a collection while it is read.
final class DigestTaker: Sendable {
    private let kept = Mutex(CollectionDigest())

    var digest: CollectionDigest { kept.withLock { $0 } }

    /// Adds the next piece; false when the digest is no longer needed.
    func take(_ piece: ScanDatabase.Piece) -> Bool {
        if case .document(let document) = piece { kept.withLock { $0.add(document) } }
        return !Task.isCancelled
    }
}
