/// Why a behavior or an item from outside is not taken: one sentence each, for a person.
public enum Rejection: Error, Hashable, Sendable {
    /// An identifier without a letter.
    case emptyIdentifier(String)
    /// An identifier of more than `identifierLengthMax` bytes.
    case longIdentifier(String, Int)
    /// An identifier with a NUL byte in it.
    case nulInIdentifier(String)
    /// An action that the settings give no gain.
    case unknownAction(Action, known: [Action])
    /// A rating without its value.
    case missingValue(Action)
    /// A value that is not a finite number.
    case valueNotFinite
    /// A rating outside its scale.
    case valueOffScale(Double, ClosedRange<Double>)
    /// A time before 1970.
    case tooEarly(Timestamp)
    /// A time further ahead of the clock than is forgiven.
    case tooLate(Timestamp, limit: Timestamp)
    /// A time before what the log keeps: it could count again whenever it came again.
    case tooOld(Timestamp, limit: Timestamp)
    /// Labels that are not what labels may be, with the sentence that says so.
    case unsupportedLabels(String)
}

extension Rejection: CustomStringConvertible {
    /// The sentence.
    public var description: String {
        switch self {
        case .emptyIdentifier(let noun): "the \(noun) is empty"
        case .longIdentifier(let noun, let length):
            "the \(noun) has \(length) bytes: at most \(identifierLengthMax) are allowed"
        case .nulInIdentifier(let noun): "the \(noun) has a NUL byte in it"
        case .unknownAction(let action, let known):
            "the action \"\(action)\" has no gain in the settings, which know "
                + known.map(\.text).joined(separator: ", ")
        case .missingValue(let action): "a \(action) needs a value"
        case .valueNotFinite: "the value is not a finite number"
        case .valueOffScale(let value, let scale):
            "the value \(value) is outside the scale \(scale.lowerBound) to \(scale.upperBound)"
        case .tooEarly(let time): "the time \(time) lies before \(Timestamp.earliest)"
        case .tooLate(let time, let limit):
            "the time \(time) lies in the future: the latest allowed is \(limit)"
        case .tooOld(let time, let limit):
            "the time \(time) lies before \(limit), and what is older than that the log no "
                + "longer keeps (ebb retention)"
        case .unsupportedLabels(let sentence): sentence
        }
    }
}
