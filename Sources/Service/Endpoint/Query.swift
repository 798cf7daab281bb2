internal import Hummingbird
internal import Interest
internal import Wire

/// A request's query, read strictly: a name that nobody would read is refused, because a misspelt
/// limit must not silently become the default.
///
/// Each value is read with what the documents say of it, so that a name, a range and a default
/// stand in one place. To describe an endpoint, its reading runs once over a query that is empty
/// and notes what it is asked for (`parameters(readBy:)`). So whatever reads a query reads all of
/// it, and decides afterwards:
///
///     let count = try query.number("n", in: 0...100, default: 10, "How many; 10 unless given.")
struct Query {
    private let pairs: [(name: Substring, value: Substring)]
    /// What was asked for; nil while a request is read.
    private var parameters: [Parameter]?

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

    private init(parameters: [Parameter]) {
        pairs = []
        self.parameters = parameters
    }

    /// The parameters that `read` asks for, in that order.
    static func parameters<Asked>(readBy read: (inout Query) throws -> Asked) -> [Parameter] {
        var query = Query(parameters: [])
        do {
            _ = try read(&query)
        } catch {
            preconditionFailure("an empty query must be taken everywhere: \(error)")
        }
        return query.parameters ?? []
    }

    private mutating func describe(
        _ name: String, _ schema: @autoclosure () -> JSONSchema, _ summary: String,
        isList: Bool = false
    ) {
        parameters?.append(Parameter(name, schema(), summary, isList: isList))
    }
}

extension Query {
    /// The whole number by this name.
    mutating func number(
        _ name: String, in range: ClosedRange<Int>, default other: Int, _ summary: String
    ) throws(Failure) -> Int {
        describe(name, .whole(range), summary)
        guard let text = try value(name) else { return other }
        guard let number = Int(text), range ~= number else {
            throw .badRequest(
                "\(name) must be a whole number from \(range.lowerBound) to \(range.upperBound), "
                    + "not \"\(text.prefix(40))\"")
        }
        return number
    }

    /// The yes or no by this name; nil where there is none.
    mutating func choice(_ name: String, _ summary: String) throws(Failure) -> Bool? {
        describe(name, .askedFlag, summary)
        switch try value(name) {
        case nil: return nil
        case "false", "0": return false
        case "true", "1": return true
        case let text?:
            throw .badRequest("\(name) must be true or false, not \"\(text.prefix(40))\"")
        }
    }

    /// The yes or no by this name; no where there is none.
    mutating func flag(_ name: String, _ summary: String) throws(Failure) -> Bool {
        try choice(name, summary) ?? false
    }

    /// The moment by this name: an ISO time or seconds since 1970.
    mutating func time(_ name: String, _ summary: String) throws(Failure) -> Timestamp? {
        describe(name, .askedMoment, summary)
        guard let text = try value(name) else { return nil }
        guard let time = Timestamp(lenient: text), time >= .earliest, time <= .latest else {
            throw .badRequest(
                "\(name) must be a time from 1970 to 9999 such as 2024-05-01T12:00:00Z, or seconds "
                    + "since 1970, not \"\(text.prefix(40))\"")
        }
        return time
    }

    /// The item ids by this name, each given by a pair of its own.
    mutating func items(
        _ name: String, max countMax: Int, _ summary: String
    ) throws -> Set<ItemID> {
        try Set(texts(name, as: .id, max: countMax, summary).map { try ItemID($0) })
    }

    /// The text by this name, as it is: a plus stays one.
    mutating func text(
        _ name: String, as schema: @autoclosure () -> JSONSchema = .text(), _ summary: String
    ) throws(Failure) -> String? {
        describe(name, schema(), summary)
        return try value(name)
    }

    /// The words by this name, where a plus stands for a space, as in forms.
    mutating func words(
        _ name: String, as schema: @autoclosure () -> JSONSchema = .text(), _ summary: String
    ) throws(Failure) -> String? {
        describe(name, schema(), summary)
        return try values(name, max: 1).first
    }

    /// The texts by this name, each given by a pair of its own.
    mutating func texts(
        _ name: String, as schema: @autoclosure () -> JSONSchema = .text(), max countMax: Int,
        _ summary: String
    ) throws(Failure) -> [String] {
        describe(name, schema(), summary, isList: true)
        return try values(name, max: countMax)
    }

    /// The length of time by this name.
    mutating func interval(_ name: String, _ summary: String) throws(Failure) -> Interval? {
        describe(name, .askedInterval, summary)
        guard let text = try value(name) else { return nil }
        guard let interval = Interval(text) else {
            throw .badRequest(
                "\(name) must be a length of time such as 30d or 12h, not \"\(text.prefix(40))\"")
        }
        return interval
    }

    /// The number from 0 to 1 by this name; 0 where there is none.
    mutating func share(_ name: String, _ summary: String) throws(Failure) -> Double {
        describe(name, .number(0...1), summary)
        guard let text = try value(name) else { return 0 }
        guard let number = Double(text), 0...1 ~= number else {
            throw .badRequest(
                "\(name) must be a number from 0 to 1, not \"\(text.prefix(40))\"")
        }
        return number
    }
}

extension Query {
    private func value(_ name: String) throws(Failure) -> String? {
        let values = pairs.filter { $0.name == name }
        guard values.count <= 1 else { throw .badRequest("\(name) is given more than once") }
        guard let value = values.first?.value else { return nil }
        // A plus stays one here: it stands before a time's offset.
        return try Self.decode(value, of: name, plusIsSpace: false)
    }

    private func values(_ name: String, max countMax: Int) throws(Failure) -> [String] {
        let values = pairs.filter { $0.name == name }.map(\.value)
        guard values.count <= countMax else {
            throw .badRequest("\(name) is given \(values.count) times: at most \(countMax)")
        }
        var texts: [String] = []
        for value in values { texts.append(try Self.decode(value, of: name, plusIsSpace: true)) }
        return texts
    }

    private static func decode(
        _ value: Substring, of name: String, plusIsSpace: Bool
    ) throws(Failure) -> String {
        guard let text = PercentEncoding.decode(value, plusIsSpace: plusIsSpace) else {
            throw .badRequest("\(name) is not percent-encoded UTF-8")
        }
        return text
    }
}
