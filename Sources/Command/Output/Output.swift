import Foundation
import Wire

/// Writes answers to standard output and notices to standard error.
package enum Output {
    /// Prints one JSON object (or array), with sorted keys.
    static func json(_ value: some Encodable) throws {
        print(try text(value, [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]))
    }

    /// Prints an answer that the service gives, too, with the same bytes.
    static func json(_ answer: some WireRecord) {
        print(String(decoding: answer.json, as: UTF8.self))
    }

    /// Prints a list of such answers.
    static func json(_ answers: [some WireRecord]) {
        print(String(decoding: answers.json, as: UTF8.self))
    }

    /// One JSON object on one line, for storage.
    static func line(_ value: some Encodable) throws -> String {
        try text(value, [.sortedKeys, .withoutEscapingSlashes])
    }

    private static func text(
        _ value: some Encodable, _ formatting: JSONEncoder.OutputFormatting
    ) throws -> String {
        let encoder = JSONEncoder()
        encoder.outputFormatting = formatting
        return String(decoding: try encoder.encode(value), as: UTF8.self)
    }

    /// Prints a notice to standard error, so that it is never part of the answer.
    package static func news(_ text: String) {
        FileHandle.standardError.write(Data((text + "\n").utf8))
    }

    /// Formats a number with `digits` decimal places.
    static func number(_ value: Double, digits: Int) -> String {
        String(format: "%.\(digits)f", value)
    }

    /// Formats a weight with four decimal places, or in scientific notation when it is very small.
    static func weight(_ value: Double) -> String {
        value == 0 || value.magnitude >= 0.001
            ? String(format: "%.4f", value) : String(format: "%.3e", value)
    }
}

extension Int {
    /// The number with commas between thousands: 100,000.
    package var grouped: String {
        var digits = String(magnitude)
        var groups: [String] = []
        while digits.count > 3 {
            groups.insert(String(digits.suffix(3)), at: 0)
            digits.removeLast(3)
        }
        return (self < 0 ? "-" : "") + ([digits] + groups).joined(separator: ",")
    }
}
