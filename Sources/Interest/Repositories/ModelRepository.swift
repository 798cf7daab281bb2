/// What training made: kept by version, the newest one serves.
public protocol ModelRepository: Sendable {
    /// Saves a model under the next version of its recommender, whole or not at all, and returns
    /// that version. Older versions beyond the last few are taken away.
    func save(_ model: TrainedModel) async throws(RepositoryError) -> Int
    /// What is known of the newest model of a recommender, without its payload.
    func newest(_ recommender: String) async throws(RepositoryError) -> ModelSummary?
    /// The payload of a version.
    func payload(of summary: ModelSummary) async throws(RepositoryError) -> [UInt8]
    /// The newest model of every recommender.
    func summaries() async throws(RepositoryError) -> [ModelSummary]
    /// Every version that is kept, by recommender, the newest first.
    func versions() async throws(RepositoryError) -> [ModelSummary]
    /// Takes one version away; false where there was none.
    func drop(_ summary: ModelSummary) async throws(RepositoryError) -> Bool
}

/// A model fresh from training.
public struct TrainedModel: Sendable {
    /// The recommender it belongs to: `item-neighbors`.
    public var recommender: String
    /// When it was trained.
    public var time: Timestamp
    /// Up to which moment the log went in.
    public var trainedUntil: Timestamp
    /// How many behaviors went in.
    public var behaviors: Int
    /// With which parameters, as people read them.
    public var parameters: [String: String]
    /// The arrays, in the recommender's own encoding, with a version mark of its own.
    public var payload: [UInt8]

    /// Puts one together.
    public init(
        recommender: String, time: Timestamp, trainedUntil: Timestamp, behaviors: Int,
        parameters: [String: String], payload: [UInt8]
    ) {
        self.recommender = recommender
        self.time = time
        self.trainedUntil = trainedUntil
        self.behaviors = behaviors
        self.parameters = parameters
        self.payload = payload
    }
}

/// What is known of a saved model.
public struct ModelSummary: Hashable, Sendable {
    /// The recommender it belongs to.
    public var recommender: String
    /// 1, 2, 3, … for each recommender.
    public var version: Int
    /// When it was trained.
    public var time: Timestamp
    /// Up to which moment the log went in.
    public var trainedUntil: Timestamp
    /// How many behaviors went in.
    public var behaviors: Int
    /// With which parameters.
    public var parameters: [String: String]
    /// Bytes of its payload.
    public var size: Int

    /// Puts one together.
    public init(
        recommender: String, version: Int, time: Timestamp, trainedUntil: Timestamp,
        behaviors: Int, parameters: [String: String], size: Int
    ) {
        self.recommender = recommender
        self.version = version
        self.time = time
        self.trainedUntil = trainedUntil
        self.behaviors = behaviors
        self.parameters = parameters
        self.size = size
    }
}
