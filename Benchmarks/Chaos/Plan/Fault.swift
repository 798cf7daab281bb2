/// Something that goes wrong at a moment of a round, and after a while is well again.
struct Fault: Codable, Hashable, Sendable {
    /// What.
    enum Kind: String, Codable, CaseIterable, Sendable {
        /// `kill -9` of a `mongod`, which is started again.
        case killServer
        /// SIGSTOP of a `mongod`, and later SIGCONT.
        case stopServer
        /// All connections to a `mongod` break, and no new one comes about.
        case cut
        /// Nothing passes in either direction, and nobody is told.
        case silence
        /// What is asked arrives, and no answer comes back.
        case deafness
        /// Everything passes late.
        case delay
        /// `kill -9` of `ebb serve`, which is started again.
        case killService
        /// The clock of `ebb serve` jumps back, and later forward again.
        case clockBack
    }

    /// Which `mongod`.
    enum Target: Codable, Hashable, Sendable {
        /// The one that is primary when the fault begins.
        case primary
        /// By its number, whatever it is.
        case member(Int)
    }

    let kind: Kind
    let target: Target
    /// When it begins: milliseconds after the round.
    let at: Int
    /// How long it lasts: milliseconds.
    let lasts: Int
}

extension Fault: CustomStringConvertible {
    /// `at 250 ms for 400 ms: stopServer of the primary`
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
