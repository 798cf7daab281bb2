internal import Foundation
public import Interest

/// The clock by which a repository knows which behaviors are dated ahead.
public enum SystemClock {
    /// The present moment by the system's clock.
    public static let now: @Sendable () -> Timestamp = {
        Timestamp(milliseconds: Int64((Date().timeIntervalSince1970 * 1000).rounded(.down)))
    }
}
