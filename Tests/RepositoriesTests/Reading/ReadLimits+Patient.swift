@testable import Repositories

extension ReadLimits {
    /// The standard limits for a process in which hundreds of tests want the same cores: a read
    /// waits for its turn as long as it takes.
    static var patient: ReadLimits {
        var limits = ReadLimits()
        limits.waitMax = .seconds(600)
        limits.stepsMax = .max
        return limits
    }
}
