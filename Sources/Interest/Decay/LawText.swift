/// A law on one line, as the command takes and prints it: its name, then its parameters.
///
///     none
///     exponential 30d                        a half-life in time
///     exponential 5b                         in activity: five newer behaviors of the user
///     exponential 30d,5b                     both clocks together
///     exponential 2d:0.5 + 30d:0.5           a sum, each with its coefficient
///     logistic 0.1/d                         decayCoefficient
///     logistic-reset 0.1/d
///     power 7d 1                             timeScale, exponent
///     published-per-behavior 0.1/d
///     published-fixed-step 0.1/d 1d          decayCoefficient, step
public struct LawText: Sendable, CustomStringConvertible {
    /// The law.
    public let law: any DecayLaw

    /// Takes a law to print.
    public init(_ law: some DecayLaw) { self.law = law }

    /// Reads a line; throws a `LawError` that says what is wrong with it.
    public init(parsing line: String) throws(LawError) {
        let words = line.split(separator: " ", maxSplits: 1, omittingEmptySubsequences: true)
        guard let name = words.first, let type = Settings.laws[String(name)] else {
            let known = Settings.laws.keys.sorted().joined(separator: ", ")
            throw LawError("the law", "one of \(known)", "\"\(words.first ?? "")\"")
        }
        law = try type.init(parameters: words.count > 1 ? String(words[1]) : "")
    }

    /// The line, which reads back as the same law.
    public var description: String {
        let (name, parameters) = (type(of: law).name, law.parameters)
        return parameters.isEmpty ? name : "\(name) \(parameters)"
    }
}

/// The words of a line of parameters, whose number must be right.
struct Words {
    private let words: [Substring]

    /// `names` says what is expected, in order.
    init(_ line: String, names: [String], of law: String) throws(LawError) {
        words = line.split(separator: " ")
        guard words.count == names.count else {
            let expected = ([law] + names).joined(separator: " ")
            throw LawError("the law", "written \"\(expected)\"", "\"\(law) \(line)\"")
        }
    }

    /// The word at a place, read as what belongs there.
    func value<Value: LosslessStringConvertible>(
        _ place: Int, _ key: String, _ allowed: String, as type: Value.Type = Value.self
    ) throws(LawError) -> Value {
        let word = String(words[place])
        guard let value = Value(word) else { throw LawError(key, allowed, "\"\(word)\"") }
        return value
    }

    /// The word at a place as a rate.
    func decayCoefficient(_ place: Int) throws(LawError) -> Rate {
        try value(place, "decayCoefficient", LogisticLaw.decayCoefficients.allowed)
    }
}
