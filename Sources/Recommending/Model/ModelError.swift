/// Why a model could not be trained or read: one sentence for a person.
public struct ModelError: Error, Hashable, Sendable, CustomStringConvertible {
    /// What kind of trouble it is: what a caller decides by.
    public enum Code: Hashable, Sendable {
        /// There is nothing to learn from.
        case emptyLog
        /// More than the named limits allow.
        case tooLarge
        /// A parameter outside its range.
        case parameter
        /// No recommender of that name.
        case unknownRecommender
        /// The recommender has no model yet.
        case untrained
        /// The payload is not a model of this recommender.
        case foreign
        /// The payload was written by another version of Ebb.
        case otherVersion
        /// The payload is cut off or changed.
        case damaged
        /// Somebody asked to stop.
        case cancelled
    }

    /// The kind.
    public let code: Code
    /// The sentence: what, where, what to do.
    public let message: String

    init(_ code: Code, _ message: String) {
        self.code = code
        self.message = message
    }

    /// The sentence.
    public var description: String { message }

    static let emptyLog = ModelError(
        .emptyLog, "the log has no behaviors yet: import some first")
    static let nothingLiked = ModelError(
        .emptyLog,
        "no behavior of the log has a gain above 0, so there is nothing to learn from: "
            + "look at the gains in the settings")
    static let tooManyActions = ModelError(
        .tooLarge, "the log has more than \(UInt16.max) different actions")
    static let cancelled = ModelError(.cancelled, "the training was cancelled")

    /// Nothing serves under this name.
    public static func untrained(_ recommender: String) -> ModelError {
        ModelError(
            .untrained, "\(recommender) is not trained yet: run ebb train \(recommender)")
    }

    static func damaged(_ recommender: String, _ what: String) -> ModelError {
        ModelError(.damaged, "the model \(recommender) is damaged (\(what)): train it again")
    }

    static func parameter(_ name: String, _ allowed: String, _ given: String) -> ModelError {
        ModelError(.parameter, "\(name) must be \(allowed), not \(given)")
    }
}
