internal import Hummingbird
internal import Interest

/// A request's query, read strictly: a name that nobody would read is refused, because a misspelt
/// limit must not silently become the default.
struct Query {
    private let pairs: [(name: Substring, value: Substring)]

    /// Splits the query of `request`; an empty value counts as none.
    init(_ request: Request, known: [Substring]) throws(Failure) {
        guard let query = request.uri.query, !query.isEmpty else {
            pairs = []
            return
        }
        var pairs: [(Substring, Substring)] = []
        for pair in query.split(separator: "&") {
            let parts = pair.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
            guard known.contains(parts[0]) else {
                throw .badRequest(
                    "the query has \"\(parts[0].prefix(40))\", which is not known here: known are "
                        + known.joined(separator: ", "))
            }
            if parts.count == 2, !parts[1].isEmpty { pairs.append((parts[0], parts[1])) }
        }
        self.pairs = pairs
    }

    /// The whole number by this name.
    func number(
        _ name: Substring, in range: ClosedRange<Int>, default other: Int
    ) throws(Failure) -> Int {
        guard let text = try value(name) else { return other }
        guard let number = Int(text), range ~= number else {
            throw .badRequest(
                "\(name) must be a whole number from \(range.lowerBound) to \(range.upperBound), "
                    + "not \"\(text.prefix(40))\"")
        }
        return number
    }

    /// The yes or no by this name; no where there is none.
    func flag(_ name: Substring) throws(Failure) -> Bool {
        switch try value(name) {
        case nil, "false", "0": return false
        case "true", "1": return true
        case let text?:
            throw .badRequest("\(name) must be true or false, not \"\(text.prefix(40))\"")
        }
    }

    /// The moment by this name: an ISO time or seconds since 1970.
    func time(_ name: Substring) throws(Failure) -> Timestamp? {
        guard let text = try value(name) else { return nil }
        guard let time = Timestamp(lenient: text), time >= .earliest, time <= .latest else {
            throw .badRequest(
                "\(name) must be a time from 1970 to 9999 such as 2024-05-01T12:00:00Z, or seconds "
                    + "since 1970, not \"\(text.prefix(40))\"")
        }
        return time
    }

    /// The item ids by this name, each given by a pair of its own.
    func items(_ name: Substring, max: Int) throws -> Set<ItemID> {
        let values = pairs.filter { $0.name == name }.map(\.value)
        guard values.count <= max else {
            throw Failure.badRequest("\(name) is given \(values.count) times: at most \(max)")
        }
        return try Set(
            values.map { value in
                try ItemID(Self.decode(value, of: name, plusIsSpace: true))
            })
    }

    /// The text by this name.
    func text(_ name: Substring) throws(Failure) -> String? { try value(name) }

    /// The texts by this name, each given by a pair of its own.
    func texts(_ name: Substring, max: Int) throws(Failure) -> [String] {
        let values = pairs.filter { $0.name == name }.map(\.value)
        guard values.count <= max else {
            throw .badRequest("\(name) is given \(values.count) times: at most \(max)")
        }
        var texts: [String] = []
        for value in values { texts.append(try Self.decode(value, of: name, plusIsSpace: true)) }
        return texts
    }

    /// The length of time by this name.
    func interval(_ name: Substring) throws(Failure) -> Interval? {
        guard let text = try value(name) else { return nil }
        guard let interval = Interval(text) else {
            throw .badRequest(
                "\(name) must be a length of time such as 30d or 12h, not \"\(text.prefix(40))\"")
        }
        return interval
    }

    /// The number from 0 to 1 by this name; 0 where there is none.
    func share(_ name: Substring) throws(Failure) -> Double {
        guard let text = try value(name) else { return 0 }
        guard let number = Double(text), 0...1 ~= number else {
            throw .badRequest(
                "\(name) must be a number from 0 to 1, not \"\(text.prefix(40))\"")
        }
        return number
    }

    private func value(_ name: Substring) throws(Failure) -> String? {
        let values = pairs.filter { $0.name == name }
        guard values.count <= 1 else { throw .badRequest("\(name) is given more than once") }
        guard let value = values.first?.value else { return nil }
        // A plus stays one here: it stands before a time's offset.
        return try Self.decode(value, of: name, plusIsSpace: false)
    }

    private static func decode(
        _ value: Substring, of name: Substring, plusIsSpace: Bool
    ) throws(Failure) -> String {
        guard let text = PercentEncoding.decode(value, plusIsSpace: plusIsSpace) else {
            throw .badRequest("\(name) is not percent-encoded UTF-8")
        }
        return text
    }
}
