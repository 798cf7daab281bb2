/// A fault that occurs during a round and ends after a while.
struct Fault: Codable, Hashable, Sendable {
    /// The kind of the fault.
    enum Kind: String, Codable, CaseIterable, Sendable {
        /// `kill -9` of a `mongod`, which is started again.
        case killServer
        /// SIGSTOP of a `mongod`, and later SIGCONT.
        case stopServer
        /// All connections to a `mongod` break, and new ones fail.
        case cut
        /// No data passes in either direction, without any error.
        case silence
        /// Requests arrive, but no answers come back.
        case deafness
        /// All data is delayed.
        case delay
        /// `kill -9` of `ebb serve`, which is started again.
        case killService
        /// The clock of `ebb serve` jumps back, and later forward again.
        case clockBack
    }

    /// The affected `mongod`.
    enum Target: Codable, Hashable, Sendable {
        /// The member that is primary when the fault begins.
        case primary
        /// The member with this number, whatever its role.
        case member(Int)
    }

    let kind: Kind
    let target: Target
    /// When it begins, in milliseconds after the start of the round.
    let at: Int
    /// Its duration in milliseconds.
    let lasts: Int
}

extension Fault: CustomStringConvertible {
    /// The fault as text: `at 250 ms for 400 ms: stopServer of the primary`.
    var description: String {
        let text = "at \(at) ms for \(lasts) ms: \(kind.rawValue)"
        switch kind {
        case .killService, .clockBack: return text
        default: break
        }
        switch target {
        case .primary: return text + " of the primary"
        case .member(let number): return text + " of member \(number)"
        }
    }
}
