/// When a read writes back what it has folded.
///
/// Whatever it is, a reader sees every behavior, and a read that folded nothing writes nothing.
public enum SaveBack: Hashable, Sendable {
    /// Whenever it folded anything: nobody folds it again.
    case always
    /// When it folded more than this many behaviors. Fewer are cheaper to fold again at the next
    /// read than to write; they stay pending.
    case whenStale(behaviorsMax: Int)
    /// Not at all: for a reader that must not write. Somebody else must (`ebb fold`), or each read
    /// folds more than the one before.
    case never

    /// What `when-stale` goes by where nothing else is said.
    public static let staleMax = 100
    /// What it may go by.
    public static let staleMaxes = 1...FoldLimits().behaviorsMax

    /// Whether this many behaviors are worth writing.
    func saves(_ behaviors: Int) -> Bool {
        switch self {
        case .always: true
        case .whenStale(let behaviorsMax): behaviors > behaviorsMax
        case .never: false
        }
    }
}
