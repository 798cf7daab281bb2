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

    /// Takes in what is pending as one more fold. `pending` is in the order of a fold.
    package mutating func fold(_ pending: [LoggedBehavior], by settings: FoldingSettings) {
        guard !pending.isEmpty else { return }
        weights.fold(
            pending.lazy.map(\.behavior), by: settings.settings.law, gains: settings.settings.gains)
        version += 1
    }

    /// Folds a whole log anew: by number of the fold, within a fold by time, then by key, which
    /// gives every behaviour the activity count it had and adds in the same order. So the same
    /// settings give the same document, to the bit.
    ///
    /// - Parameter log: all that was folded before, sorted by fold, then in a fold's order.
    package static func refolding(
        _ log: [LoggedBehavior], of user: UserID, version: Int, by settings: FoldingSettings
    ) -> WeightDocument {
        var document = WeightDocument(stranger: user, fingerprint: settings.fingerprint)
        for fold in log.chunked(by: { $0.fold == $1.fold }) {
            document.fold(Array(fold), by: settings)
        }
        document.version = version
        return document
    }
}

/// Settings with the fingerprint that goes on every document they fold.
package struct FoldingSettings: Sendable {
    package let settings: Settings
    package let fingerprint: String

    package init(_ settings: Settings) throws(RepositoryError) {
        self.settings = settings
        fingerprint = try SettingsText(settings).fingerprint
    }
}
