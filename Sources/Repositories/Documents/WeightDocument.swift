internal import Algorithms
package import Interest

/// A user's weights as they are kept: the fold, how many folds made it, and by which settings.
package struct WeightDocument: Hashable, Sendable {
    package let user: UserID
    /// The fingerprint of the settings by which it was folded.
    package private(set) var fingerprint: String
    /// How many folds made it; the newest behaviours carry this number in the log.
    package private(set) var version: Int
    package private(set) var weights: Weights

    package init(user: UserID, fingerprint: String, version: Int, weights: Weights) {
        self.user = user
        self.fingerprint = fingerprint
        self.version = version
        self.weights = weights
    }

    /// The document of somebody who has not behaved yet.
    package init(stranger user: UserID, fingerprint: String) {
        self.init(user: user, fingerprint: fingerprint, version: 0, weights: Weights())
    }
}

extension WeightDocument {
    /// The document that comes after `kept` when `pending` is folded in.
    ///
    /// Usually `kept` with one more fold. Where it was folded by other settings, or where the law
    /// cannot take in a late behaviour, the whole log is folded anew.
    ///
    /// - Parameters:
    ///   - pending: in the order of a fold.
    ///   - log: all that was folded before; only asked for where it is needed.
    package static func following<E: Error>(
        _ kept: WeightDocument?, of user: UserID, pending: [LoggedBehavior],
        by settings: FoldingSettings, log: () throws(E) -> [LoggedBehavior]
    ) throws(E) -> WeightDocument {
        let kept = kept ?? WeightDocument(stranger: user, fingerprint: settings.fingerprint)
        var next = kept
        if kept.fingerprint == settings.fingerprint, kept.accepts(pending, by: settings) {
            next.weights.fold(pending.map(\.behavior), by: settings.settings)
        } else {
            next.fingerprint = settings.fingerprint
            next.weights = (try log() + pending).folded(by: settings)
        }
        if !pending.isEmpty { next.version += 1 }
        return next
    }

    /// The same document folded anew from the log, and what that came to.
    ///
    /// - Parameter log: what was folded before; what is pending in it is left out.
    package func refolded(
        from log: [LoggedBehavior], by settings: FoldingSettings
    ) -> (document: WeightDocument, refolding: Refolding) {
        var anew = self
        anew.fingerprint = settings.fingerprint
        anew.weights = log.filter { $0.fold != nil }.folded(by: settings)
        guard fingerprint == settings.fingerprint else { return (anew, .updated) }
        return anew.weights.isIdentical(to: weights) ? (self, .unchanged) : (anew, .repaired)
    }

    /// Whether `pending` can be added to what is there.
    private func accepts(_ pending: [LoggedBehavior], by settings: FoldingSettings) -> Bool {
        guard !settings.settings.law.acceptsLateBehaviors, let first = pending.first else {
            return true
        }
        return version == 0 || first.behavior.time > weights.frame.newest
    }
}

extension Weights {
    /// Equal to the bit: 0 and -0 are not, and what is no number is equal to itself.
    fileprivate func isIdentical(to other: Weights) -> Bool {
        frame == other.frame && items == other.items && lasts == other.lasts
            && states.elementsEqual(other.states) { one, other in
                one.elementsEqual(other) { $0.bitPattern == $1.bitPattern }
            }
    }
}

extension [LoggedBehavior] {
    /// The weights that a user's behaviours add up to.
    ///
    /// By number of the fold (what is pending last), within a fold by time, then by key: that
    /// gives every behaviour the activity count it had when it was first folded and adds in the
    /// same order, so the same settings give the same document, to the bit. A law that cannot take
    /// in late behaviours gets all of them in order of time instead.
    package func folded(by settings: FoldingSettings) -> Weights {
        var weights = Weights()
        guard settings.settings.law.acceptsLateBehaviors else {
            weights.fold(sorted().map(\.behavior), by: settings.settings)
            return weights
        }
        for fold in inFoldOrder().chunked(by: { $0.fold == $1.fold }) {
            weights.fold(fold.map(\.behavior), by: settings.settings)
        }
        return weights
    }

    private func inFoldOrder() -> [LoggedBehavior] {
        sorted { first, second in
            let (one, other) = (first.fold ?? .max, second.fold ?? .max)
            return one == other ? first < second : one < other
        }
    }
}
