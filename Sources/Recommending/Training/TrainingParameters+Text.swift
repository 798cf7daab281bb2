internal import Interest

// Parameters by name and text, as the command's flags and the store's settings have them. One
// table, so that whatever a flag can say can be stored, and whatever tuning finds can be applied.

extension TrainingParameters {
    /// Those that differ from the defaults, by name: `["ridge": "400"]`.
    public var texts: [String: String] {
        let standard = TrainingParameters()
        var texts: [String: String] = [:]
        for field in Self.fields where field.text(self) != field.text(standard) {
            texts[field.name] = field.text(self)
        }
        return texts
    }

    /// Reads them; throws a sentence for an unknown parameter or an invalid value.
    public init(texts: [String: String]) throws(ModelError) {
        self.init()
        for (name, text) in texts.sorted(by: { $0.key < $1.key }) {
            guard let field = Self.fields.first(where: { $0.name == name }) else {
                let known = Self.fields.map(\.name).joined(separator: ", ")
                throw ModelError(
                    .parameter, "there is no training parameter \"\(name)\": there are \(known)")
            }
            guard field.read(text, &self) else {
                throw .parameter(name, field.allowed, "\"\(text)\"")
            }
        }
        try check()
    }

    private struct Field: Sendable {
        let name: String
        let allowed: String
        let text: @Sendable (TrainingParameters) -> String
        let read: @Sendable (String, inout TrainingParameters) -> Bool
    }

    private static let fields: [Field] = [
        number("ridge", \.linear.ridge), halfLife("neighbor-half-life", \.itemNeighbors),
        Field(name: "linear-items", allowed: "a whole number") {
            "\($0.linear.itemsMax)"
        } read: { text, parameters in
            set(&parameters.linear.itemsMax, Int(text))
        },
        number("text-weight", \.linear.textWeight), number("text-ridge", \.linear.textRidge),
        Field(name: "blend-meaning", allowed: "true or false") {
            "\($0.blend.readsMeaning)"
        } read: { text, parameters in
            set(&parameters.blend.readsMeaning, Bool(text))
        },
        number("shrinkage", \.itemNeighbors.shrinkage),
        Field(name: "trending-half-life", allowed: "a length of time") {
            "\($0.trending.halfLife)"
        } read: { text, parameters in
            set(&parameters.trending.halfLife, Interval(text))
        },
        Field(name: "graph-half-life", allowed: "a number, or 0 for none") {
            ($0.graph.activityHalfLife ?? 0).short
        } read: { text, parameters in
            set(&parameters.graph.activityHalfLife, Double(text).map { $0 == 0 ? nil : $0 })
        },
        list("blend-neighbors", "numbers", \.blend.neighborHalfLives, Double.init, \.short),
        list("blend-followers", "numbers", \.blend.followerHalfLives, Double.init, \.short),
        Field(name: "pair-half-life", allowed: "a length of time, or none") {
            $0.itemNeighbors.halfLife?.description ?? "none"
        } read: { text, parameters in
            guard text == "none" || Interval(text) != nil else { return false }
            parameters.itemNeighbors.halfLife = Interval(text)
            return true
        },
        list("blend-windows", "numbers or none", \.blend.linearHalfLives) {
            $0 == "none" ? .some(nil) : Double($0).map(Optional.some)
        } _: {
            $0?.short ?? "none"
        },
        list(
            "blend-trends", "lengths of time", \.blend.trendingHalfLives, Interval.init,
            \.description),
        Field(name: "repeats", allowed: "true or false") {
            "\($0.blend.countsRepeats)"
        } read: { text, parameters in
            set(&parameters.blend.countsRepeats, Bool(text))
        },
        Field(name: "augment", allowed: "drop=…,crop=…,jitter=…,copies=…,seed=…, or none") {
            $0.augmentation?.description ?? "none"
        } read: { text, parameters in
            parameters.augmentation = Augmentation(text)
            return text == "none" || parameters.augmentation != nil
        },
    ]

    private typealias Path<Value> = any WritableKeyPath<TrainingParameters, Value> & Sendable

    private static func number(_ name: String, _ path: Path<Double>) -> Field {
        Field(name: name, allowed: "a number") {
            $0[keyPath: path].short
        } read: { text, parameters in
            set(&parameters[keyPath: path], Double(text))
        }
    }

    private static func halfLife(
        _ name: String, _ path: Path<ItemNeighbors.Parameters>
    ) -> Field {
        Field(name: name, allowed: "a number, or 0 for none") {
            ($0[keyPath: path].activityHalfLife ?? 0).short
        } read: { text, parameters in
            set(
                &parameters[keyPath: path].activityHalfLife,
                Double(text).map { $0 == 0 ? nil : $0 })
        }
    }

    private static func list<Value>(
        _ name: String, _ allowed: String, _ path: Path<[Value]>,
        _ value: @escaping @Sendable (String) -> Value?,
        _ text: @escaping @Sendable (Value) -> String
    ) -> Field {
        Field(name: name, allowed: allowed + " with commas between") {
            $0[keyPath: path].map(text).joined(separator: ",")
        } read: { line, parameters in
            let words = line.split(separator: ",").map(String.init)
            let values = words.compactMap(value)
            guard values.count == words.count else { return false }
            parameters[keyPath: path] = values
            return true
        }
    }

    private static func set<Value>(_ field: inout Value, _ value: Value?) -> Bool {
        guard let value else { return false }
        field = value
        return true
    }
}

extension Double {
    /// Without the ".0" of whole numbers.
    var short: String {
        self == rounded() && magnitude < 1e9 ? "\(Int(self))" : "\(self)"
    }
}
