public import Interest

/// Work that one process does while others look on: a job, an import, a training, a server's run.
///
/// Its record says who does it, and is written again and again while it goes on. A process that
/// crashes or is killed can write no more, so a record may say that work goes on when it does not.
/// `isDead(now:isAlive:)` is the one rule that tells the two apart.
public protocol OwnedWork: Sendable {
    /// The process that does the work, or did it last.
    var owner: ProcessOwner { get }
    /// When the work began, or was resumed.
    var started: Timestamp { get }
    /// When the record was written: the last sign of life of work that goes on.
    var updated: Timestamp { get }
    /// Whether the record says that the work goes on.
    var isUnderWay: Bool { get }
}

extension OwnedWork {
    /// Whether the record says that the work goes on, and it does not.
    ///
    /// Where the owner's process can be seen, that decides, at once. Elsewhere the work counts as
    /// dead after a silence of `ProcessOwner.silenceMax`.
    ///
    /// - Parameters:
    ///   - now: the moment of the question.
    ///   - isAlive: whether the owner's process runs; nil where that cannot be seen from here.
    public func isDead(now: Timestamp, isAlive: Bool?) -> Bool {
        isUnderWay && !(isAlive ?? (now < updated + ProcessOwner.silenceMax))
    }
}
