package import Interest

/// A value that has one form in JSON: it writes itself, reads itself, and says its schema.
///
/// Texts, numbers, moments, lists and optional values have theirs in `WireValue+Basic.swift`; an
/// object is a `WireRecord`.
package protocol WireValue: DescribedJSON, Sendable {
    /// What a field holds before it is read.
    static var blank: Self { get }
    /// Reads it. Throws where the JSON has another form.
    init(reading json: JSON) throws(WireError)
}

/// An object that leaves the process, or comes in: its fields are listed once, in the order in
/// which they are written, and writing, reading and the schema are made from that list.
///
///     public struct Score: WireRecord {
///         public internal(set) var id = ""
///         public internal(set) var score = 0.0
///
///         package init() {}
///
///         package mutating func visit<V: FieldVisitor>(_ visitor: inout V) throws(V.Failure) {
///             try visitor.field("Id", &id)
///             try visitor.field("Score", &score)
///         }
///     }
///
/// Names are in PascalCase, as Gorse's clients read them, in the service and in the command alike.
package protocol WireRecord: WireValue {
    /// A value whose fields are blank.
    init()
    /// Hands each field to `visitor`, in order.
    mutating func visit<V: FieldVisitor>(_ visitor: inout V) throws(V.Failure)
}

/// What goes through the fields of a record: a writer, a reader, or the maker of a schema.
package protocol FieldVisitor {
    /// What goes wrong on the way; `Never` for a writer.
    associatedtype Failure: Error

    /// A field that is always there.
    mutating func field<Value: WireValue>(
        _ name: String, _ value: inout Value
    ) throws(Failure)

    /// A field that is left out where its value is nil.
    mutating func optional<Value: WireValue>(
        _ name: String, _ value: inout Value?
    ) throws(Failure)
}

/// Why JSON is not the value that was expected: where, and what is wrong there.
public struct WireError: Error, Hashable, Sendable, CustomStringConvertible {
    /// The way to the place: `Interests[2].Weight`; empty where it is the whole.
    public private(set) var path: String
    /// What is wrong: `expected a number`.
    public let problem: String

    package init(_ problem: String) {
        path = ""
        self.problem = problem
    }

    /// The place and the problem.
    public var description: String { path.isEmpty ? problem : "\(path): \(problem)" }

    /// The same, seen from the object or array around it.
    func inside(_ name: String) -> WireError {
        var error = self
        error.path = path.isEmpty || path.hasPrefix("[") ? name + path : name + "." + path
        return error
    }
}
