/// A class of operations, with lanes that the other classes cannot take.
///
/// However many operations of one class are under way, an operation of another class waits for
/// none of them.
public enum LaneClass: String, CaseIterable, Sendable {
    /// A client waits for the answer, and the operation is short.
    case interactive
    /// The operation reads or writes a lot, page by page.
    case background
    /// Looking after the store: checks, counts, indexes.
    case maintenance
}
