/// The process that does a piece of work which others can see: an import, a training, a job.
public struct ProcessOwner: Hashable, Sendable {
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
