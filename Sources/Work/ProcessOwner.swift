public import Interest

/// The process that does a piece of work which others can see: an import, a training, a job.
public struct ProcessOwner: Hashable, Sendable {
    /// How long a process may be silent before its work counts as dead, where the process cannot
    /// be seen: several times the longest pause between two signs of life.
    public static let silenceMax = Interval.seconds(60)

    /// The machine's name.
    public var host: String
    /// The process's number there.
    public var process: Int
    /// What tells this run of it from all others.
    public var run: String

    /// Takes all three.
    public init(host: String, process: Int, run: String) {
        self.host = host
        self.process = process
        self.run = run
    }
}
