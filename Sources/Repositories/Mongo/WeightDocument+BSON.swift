internal import Interest
package import Mongo

// {_id: "ann", law: "9f…", version: 7, activity: 31, oldest, newest, landmarks: [1, 2],
//  interests: [{item: "0104257", state: [1.5, 0.2], last: ISODate}, …]}

extension WeightDocument {
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
        var items: [ItemID] = []
        var lasts: [Timestamp] = []
        var states = [[Double]](repeating: [], count: landmarks.count)
        try document.forEachDocument(in: "interests") { interest throws(StoreError) in
            items.append(ItemID(unchecked: try interest.string("item")))
            lasts.append(Timestamp(milliseconds: try interest.date("last")))
            let state = try interest.doubles("state")
            guard state.count == states.count else {
                throw StoreError(
                    .malformed, "state has \(state.count) numbers, not \(states.count)")
            }
            for number in state.indices { states[number].append(state[number]) }
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
            weights: Weights(frame: frame, items: items, lasts: lasts, states: states))
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
