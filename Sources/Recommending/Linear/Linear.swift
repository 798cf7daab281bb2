internal import Algebra
internal import Interest

// Closed-form item-item regression (Harald Steck: Embarrassingly Shallow Autoencoders for Sparse
// Data, WWW 2019): each item's presence in a history is explained by the other items of it,
// squared errors and a ridge λ.
//
//     G    the co-occurrences, users counted; C_i on the diagonal       items × items
//     P    = (G + λ·I)⁻¹
//     B_ij = -P_ij / P_jj, and 0 on the diagonal                        what i says about j
//     score(j) = Σ_i w_i · B_ij
//
// Windowed, G is the decayed co-occurrence of users: a pair with d behaviors between
// counts 2^(-d / H), so that what lies far apart in a history explains nothing. Without the
// window this is EASE as published. Unlike a neighborhood it knows what two interests say twice.
//
// With text, B is also drawn toward C, the weights that the texts of the items alone would give
// (L3AE, CIKM 2025): squared distance to C, times λ_E. C is EASE once more, on vectors of the texts
// (their numbers in the place of users, with a ridge of its own), and the solution stays closed:
//
//     P = (G + (λ + λ_E)·I)⁻¹
//     B = λ_E·P·C - P·diag((1 + λ_E·diag(P·C)) / diag(P)),   0 on the diagonal
//
// An item that nobody met yet has an empty row in G and gets its weights from C alone. λ_E = 0 is
// the regression without text, to the bit.
//
// G is dense in memory: 8 bytes a pair of items. So it is solved for the items with the most
// behaviors, up to a stated number; of the others it says nothing.

/// What the interests together foretell: item-item weights by ridge regression in closed form.
public struct Linear: Recommender {
    /// "linear".
    public static let name = "linear"
    static let version: UInt32 = 1
    /// The most items that can be solved for: a matrix of 800 MB, and some minutes.
    public static let itemsMax = 10_000

    /// How the regression is set up, and what is kept of it.
    public struct Parameters: Hashable, Sendable {
        /// λ, in users: how much is needed before a pair is believed.
        public var ridge: Double
        /// A pair with this many behaviors between counts half; nil: any distance counts the same.
        public var activityHalfLife: Double?
        /// How many weights of an item are kept, the largest either way.
        public var weightsMax: Int
        /// For how many items it is solved: those with the most behaviors.
        public var itemsMax: Int

        /// λ_E: how strongly weights are drawn toward those of the texts, in users; 0: texts are
        /// not read.
        public var textWeight = 0.0
        /// The ridge of the weights of the texts.
        public var textRidge = 10.0

        /// Takes those that are not to be the defaults.
        public init(
            ridge: Double = 200, activityHalfLife: Double? = 20, weightsMax: Int = 300,
            itemsMax: Int = 4000
        ) {
            self.ridge = ridge
            self.activityHalfLife = activityHalfLife
            self.weightsMax = weightsMax
            self.itemsMax = itemsMax
        }

        /// Throws where a parameter is out of its range.
        public func check() throws(ModelError) {
            guard ridge > 0, ridge <= 1e9 else {
                throw .parameter("the ridge", "above 0, at most 1,000,000,000", "\(ridge)")
            }
            guard 0...1e9 ~= textWeight else {
                throw .parameter("the weight of text", "0 to 1,000,000,000", "\(textWeight)")
            }
            guard textRidge > 0, textRidge <= 1e9 else {
                throw .parameter(
                    "the ridge of text", "above 0, at most 1,000,000,000", "\(textRidge)")
            }
            guard 1...Linear.itemsMax ~= weightsMax else {
                throw .parameter(
                    "the number of weights", "1 to \(Linear.itemsMax)", "\(weightsMax)")
            }
            guard 1...Linear.itemsMax ~= itemsMax else {
                throw .parameter("the number of items", "1 to \(Linear.itemsMax)", "\(itemsMax)")
            }
            if let activityHalfLife, !(0.01...1e9 ~= activityHalfLife) {
                throw .parameter(
                    "the window of linear", "0.01 to 1,000,000,000 behaviors",
                    "\(activityHalfLife)")
            }
        }
    }

    /// The items it knows.
    public let items: ItemIndex
    let weights: Neighborhood
    /// For how many items it was solved.
    private let solvedCount: Int

    private init(items: ItemIndex, weights: Neighborhood, solvedCount: Int) {
        self.items = items
        self.weights = weights
        self.solvedCount = solvedCount
    }

    /// Where text has a weight.
    public static func readsVectors(_ parameters: TrainingParameters) -> Bool {
        parameters.linear.textWeight > 0
    }

    /// Which items were left out, where some were.
    public var findings: [String: String] {
        guard solvedCount < items.count else { return [:] }
        return [
            "remark": "linear knows the \(solvedCount) items with the most behaviors of "
                + "\(items.count): its matrix has room for no more"
        ]
    }

    /// Adds `weight · B` to all that the interests say something about.
    public func score(_ readings: Readings, into scores: inout Scores) {
        weights.score(readings, into: &scores)
    }

    /// What each interest says about the item, for it or against it.
    public func parts(of place: Int, for readings: Readings) -> [Part] {
        weights.parts(of: place, for: readings, in: items)
    }

    /// Ridge, half-life and what is kept.
    public static func describe(_ parameters: TrainingParameters) -> [String: String] {
        let augmentation = parameters.augmentation
        let parameters = parameters.linear
        return [
            "augmentation": augmentation?.description ?? "none",
            "ridge": "\(parameters.ridge)", "textWeight": "\(parameters.textWeight)",
            "textRidge": "\(parameters.textRidge)",
            "activityHalfLife": parameters.activityHalfLife.map { "\($0)" } ?? "none",
            "weightsMax": "\(parameters.weightsMax)",
            "itemsMax": "\(parameters.itemsMax)",
        ]
    }
}

extension Linear {
    /// Counts, inverts and keeps the largest weights of every item.
    public static func train(
        on log: TrainingLog, by parameters: TrainingParameters, control: TrainingControl
    ) throws(ModelError) -> Linear {
        let log = try log.augmented(by: parameters.augmentation)
        let parameters = parameters.linear
        let solved = try LinearWeights(log, by: parameters, control: control)
        return Linear(
            items: log.items, weights: solved.rows(keeping: parameters.weightsMax),
            solvedCount: solved.places.count)
    }

    /// Reads items and weights.
    public init(decoding payload: [UInt8]) throws(ModelError) {
        (items, weights) = try PayloadReader.itemRows(
            payload, name: Self.name, version: Self.version)
        solvedCount = items.count
    }

    /// Writes items and weights.
    public func encode() -> [UInt8] {
        PayloadWriter.sealed(name: Self.name, version: Self.version, items, weights)
    }
}
