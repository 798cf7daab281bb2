import Mongo
import Repositories
import Synchronization

/// Digests a collection while it is read.
final class DigestTaker: Sendable {
    private let kept = Mutex(CollectionDigest())

    var digest: CollectionDigest { kept.withLock { $0 } }

    /// Takes the next piece; false where nobody waits for the digest any more.
    func take(_ piece: ScanDatabase.Piece) -> Bool {
        if case .document(let document) = piece { kept.withLock { $0.add(document) } }
        return !Task.isCancelled
    }
}
