package import Interest

/// What a read of one user finds: the weights of now, and what is dated later.
package struct CurrentWeights: Hashable, Sendable {
    package var weights: Weights
    /// Pending behaviors that are dated later than now, in order of time.
    package var ahead: [Behavior] = []
}
