internal import Interest
package import Mongo

// {_id: "ann", law: "9f…", version: 7, activity: 31, oldest, newest, landmarks: [1, 2],
//  interests: [{item: "0104257", state: [1.5, 0.2], last: ISODate}, …]}

extension WeightDocument {
    /// What the server takes at most.
    private static let bytesMax = 16 << 20

    /// The document in the store; refused here where the server would refuse it in words that
    /// name the user.
    func storable() throws(StoreError) -> BSON {
        let bson = bson
        guard bson.bytes.count <= Self.bytesMax else {
            throw StoreError(
                .tooLarge,
                "a profile of \(weights.items.count) interests is larger than the 16 MB that a "
                    + "document of MongoDB may have: its behaviors stay pending in the log, and "
                    + "a stronger pruning (ebb law set --pruning) makes it smaller")
        }
        return bson
    }

    /// The document in the store.
    package var bson: BSON {
        let frame = weights.frame
        return BSON { document in
            document.append("_id", user.text)
            document.append("law", fingerprint)
            document.append("version", Int64(version))
            document.append("activity", frame.activity)
            document.append("oldest", date: frame.oldest.milliseconds)
            document.append("newest", date: frame.newest.milliseconds)
            document.array("landmarks") { landmarks in
                for number in weights.states.indices { landmarks.append(frame.landmarks[number]) }
            }
            document.array("interests") { interests in
                for index in weights.items.indices {
                    interests.document { append(interest: index, to: &$0) }
                }
            }
        }
    }

    private func append(interest index: Int, to document: inout BSONWriter) {
        document.append("item", weights.items[index].text)
        document.array("state") { state in
            for number in weights.states { state.append(number[index]) }
        }
        document.append("last", date: weights.lasts[index].milliseconds)
    }
}

extension WeightDocument: BSONDecodable {
    /// Reads a document of the store.
    package init(reading document: borrowing BSONReader) throws(StoreError) {
        let landmarks = try document.int64s("landmarks")
        var columns = InterestColumns(
            states: landmarks.count, count: try document.likelyCount(of: "interests"))
        try document.forEachDocument(in: "interests") { interest throws(StoreError) in
            try columns.append(interest)
        }
        let frame = Frame(
            activity: try document.int64("activity"),
            oldest: Timestamp(milliseconds: try document.date("oldest")),
            newest: Timestamp(milliseconds: try document.date("newest")),
            landmarks: try Self.vector(landmarks))
        self.init(
            user: UserID(unchecked: try document.string("_id")),
            fingerprint: try document.string("law"),
            version: Int(try document.int64("version")),
            weights: Weights(
                frame: frame, items: columns.items, lasts: columns.lasts,
                states: columns.states))
    }

    private static func vector(_ landmarks: [Int64]) throws(StoreError) -> SIMD4<Int64> {
        guard 1...stateCountMax ~= landmarks.count else {
            throw StoreError(.malformed, "landmarks has \(landmarks.count) numbers")
        }
        var vector = SIMD4<Int64>.zero
        for (number, landmark) in landmarks.enumerated() { vector[number] = landmark }
        return vector
    }
}

/// What interests hold, gathered field by field.
private struct InterestColumns {
    private(set) var items: [ItemID] = []
    private(set) var lasts: [Timestamp] = []
    /// All states of the first interest, then of the second: one array to fill.
    private var numbers: [Double] = []
    private let stateCount: Int

    init(states stateCount: Int, count: Int) {
        self.stateCount = stateCount
        items.reserveCapacity(count)
        lasts.reserveCapacity(count)
        numbers.reserveCapacity(count * stateCount)
    }

    mutating func append(_ interest: borrowing BSONReader) throws(StoreError) {
        var place = BSONPlace()
        items.append(ItemID(unchecked: try interest.string("item", at: &place)))
        let count = try interest.appendDoubles("state", at: &place, to: &numbers)
        guard count == stateCount else {
            throw StoreError(.malformed, "state has \(count) numbers, not \(stateCount)")
        }
        lasts.append(Timestamp(milliseconds: try interest.date("last", at: &place)))
    }

    /// The same by number first.
    var states: [[Double]] {
        (0..<stateCount).map { number in
            var state: [Double] = []
            state.reserveCapacity(items.count)
            var index = number
            while index < numbers.count {
                state.append(numbers[index])
                index += stateCount
            }
            return state
        }
    }
}
