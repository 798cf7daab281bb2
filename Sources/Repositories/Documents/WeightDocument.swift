package import Interest

/// A user's weights as they are kept: the fold, how many folds made it, and by which settings.
package struct WeightDocument: Hashable, Sendable {
    package let user: UserID
    /// The fingerprint of the settings by which it was folded.
    package private(set) var fingerprint: String
    /// How many folds made it; the newest behaviors carry this number in the log.
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
    /// Stands in place of a fingerprint where something that was folded was taken out of the log:
    /// the next reader folds again.
    package static let revisedFingerprint = "revised"

    /// The document as it is until it is refolded.
    package var revised: WeightDocument {
        var document = self
        document.fingerprint = Self.revisedFingerprint
        return document
    }

    /// The document that comes after `kept` when `pending` is folded in.
    ///
    /// Usually `kept` with one more fold. Where it was folded by other settings, or where the law
    /// cannot take in a late behavior, the whole log is folded again.
    ///
    /// - Parameters:
    ///   - pending: in the order of a fold.
    ///   - log: takes in all that was folded before; only asked for where it is needed.
    package static func following<E: Error>(
        _ kept: WeightDocument?, of user: UserID, pending: [LoggedBehavior],
        by settings: FoldingSettings, log: (inout LogFold) throws(E) -> Void
    ) throws(E) -> WeightDocument {
        let kept = kept ?? WeightDocument(stranger: user, fingerprint: settings.fingerprint)
        var next = kept
        if kept.fingerprint == settings.fingerprint, kept.accepts(pending, by: settings) {
            next.weights.fold(pending.map(\.behavior), by: settings.settings)
        } else {
            next.fingerprint = settings.fingerprint
            var fold = LogFold(by: settings, pending: pending)
            try log(&fold)
            next.weights = fold.finish()
        }
        if !pending.isEmpty { next.version += 1 }
        return next
    }

    /// The same document with the weights that its log gives, and what that came to.
    package func refolded(
        to weights: Weights, by settings: FoldingSettings
    ) -> (document: WeightDocument, refolding: Refolding) {
        var anew = self
        anew.fingerprint = settings.fingerprint
        anew.weights = weights
        guard fingerprint == settings.fingerprint else { return (anew, .updated) }
        return weights.isIdentical(to: self.weights) ? (self, .unchanged) : (anew, .repaired)
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
