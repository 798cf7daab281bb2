/// Answers of commands as older versions spelled them.
///
/// Up to 0.1.0 the command had names of its own for what the service answers. Since then both
/// answer with the same bytes, so an older answer is compared under the present names.
enum OlderAnswer {
    /// The present name of each older one, by command; an empty name: no longer answered.
    private static let names: [String: [String: String]] = [
        "interests": [
            "user": "UserId", "at": "At", "behaviors": "Behaviors", "interests": "Interests",
            "item": "ItemId", "title": "Title", "weight": "Weight", "last": "Last", "log": "",
        ],
        "recommend": [
            "user": "UserId", "at": "At", "models": "Models",
            "recommendations": "Recommendations", "item": "Id", "title": "Title",
            "score": "Score", "recommender": "From", "parts": "Parts", "because": "Because",
            "category": "Category", "weight": "Weight", "similarity": "Similarity",
            "share": "Share",
        ],
        "model": [
            "recommender": "Recommender", "version": "Version", "trained": "Trained",
            "trainedUntil": "TrainedUntil", "behaviors": "Behaviors", "bytes": "Bytes",
            "serves": "Serves", "parameters": "Parameters",
        ],
    ]

    /// The answer to a command line, under the present names.
    static func inPresentNames(_ answer: JSONValue, of arguments: [String]) -> JSONValue {
        guard let command = arguments.first, let names = names[command] else { return answer }
        let renamed = answer.renamed(names)
        guard command == "model", case .list(let models) = renamed else { return renamed }
        return .list(models.newestFirst)
    }
}

extension JSONValue {
    fileprivate func renamed(_ names: [String: String]) -> JSONValue {
        switch self {
        case .object(let members):
            var renamed: [String: JSONValue] = [:]
            for (name, value) in members {
                let present = names[name] ?? name
                if present == "Parameters" {
                    renamed[present] = value.asNamedValues
                } else if !present.isEmpty {
                    renamed[present] = value.renamed(names)
                }
            }
            return .object(renamed)
        case .list(let elements): return .list(elements.map { $0.renamed(names) })
        default: return self
        }
    }

    /// Names and values in order of names, as models show their parameters.
    private var asNamedValues: JSONValue {
        guard case .object(let members) = self else { return self }
        return .list(
            members.sorted { $0.key < $1.key }.map { name, value in
                .object(["Name": .text(Array(name.utf8)), "Value": value])
            })
    }

    fileprivate subscript(name: String) -> JSONValue? {
        guard case .object(let members) = self else { return nil }
        return members[name]
    }
}

extension [JSONValue] {
    /// Models by recommender, in whose order they are, and the newest first.
    fileprivate var newestFirst: [JSONValue] {
        var (all, own) = ([JSONValue](), [JSONValue]())
        for model in self {
            if let last = own.last, last["Recommender"] != model["Recommender"] {
                all += own.reversed()
                own = []
            }
            own.append(model)
        }
        return all + own.reversed()
    }
}

/// A JSON value whose texts are equal only where they are the same bytes.
enum JSONValue: Decodable, Equatable {
    case object([String: JSONValue])
    case list([JSONValue])
    case text([UInt8])
    case number(Double)
    case truth(Bool)
    case null

    init(from decoder: any Decoder) throws {
        let value = try decoder.singleValueContainer()
        if value.decodeNil() {
            self = .null
        } else if let truth = try? value.decode(Bool.self) {
            self = .truth(truth)
        } else if let number = try? value.decode(Double.self) {
            self = .number(number)
        } else if let text = try? value.decode(String.self) {
            self = .text(Array(text.utf8))
        } else if let list = try? value.decode([JSONValue].self) {
            self = .list(list)
        } else {
            self = .object(try value.decode([String: JSONValue].self))
        }
    }

    /// Whether all of an older answer is here; fields that came since may be here, too.
    func holds(_ older: JSONValue) -> Bool {
        switch (self, older) {
        case (.object(let now), .object(let older)):
            older.allSatisfy { name, value in now[name]?.holds(value) ?? false }
        case (.list(let now), .list(let older)):
            now.count == older.count && zip(now, older).allSatisfy { $0.holds($1) }
        case (.text(let now), .text(let older)): now == older
        case (.number(let now), .number(let older)): now == older
        case (.truth(let now), .truth(let older)): now == older
        case (.null, .null): true
        default: false
        }
    }
}
