public import ArgumentParser
import Foundation
public import Interest

/// A time on the command line: `2013-09-01`, `2013-09-01T12:00:00Z`, seconds since 1970, `now`,
/// or an offset from now such as `-7d` or `+30d`.
struct TimeArgument: ExpressibleByArgument, Sendable {
    private enum Form: Sendable {
        case absolute(Timestamp)
        case ahead(Interval)
        case ago(Interval)
    }

    private let form: Form

    init?(argument: String) {
        if argument == "now" {
            form = .ago(Interval(milliseconds: 0))
        } else if let time = Timestamp(argument) {
            form = .absolute(time)
        } else if argument.hasPrefix("+"), let ahead = Interval(String(argument.dropFirst())) {
            form = .ahead(ahead)
        } else if argument.hasPrefix("-"), let ago = Interval(String(argument.dropFirst())) {
            form = .ago(ago)
        } else if let seconds = Int64(argument), 0...253_402_300_799 ~= seconds {
            form = .absolute(Timestamp(seconds: seconds))
        } else {
            return nil
        }
    }

    /// The time that this argument means when the present time is `now`.
    func time(from now: Timestamp) -> Timestamp {
        switch form {
        case .absolute(let time): time
        case .ahead(let interval): now + interval
        case .ago(let interval): now - interval
        }
    }
}

extension Timestamp {
    /// The present time, from the system clock.
    package static var now: Timestamp {
        Timestamp(milliseconds: Int64((Date.now.timeIntervalSince1970 * 1000).rounded(.down)))
    }
}

extension UserID: ExpressibleByArgument {
    /// Parses an id from the command line.
    public init?(argument: String) {
        guard let id = try? UserID(argument) else { return nil }
        self = id
    }
}

extension ItemID: ExpressibleByArgument {
    /// Parses an id from the command line.
    public init?(argument: String) {
        guard let id = try? ItemID(argument) else { return nil }
        self = id
    }
}
