/// A kind of job, and how it is done.
public struct JobDefinition: Sendable {
    /// What it is called in routes: `train`.
    public var kind: String
    /// The names of the parameters it takes.
    public var parameters: [String]
    /// Whether it works on a file that its starter brings.
    public var takesFile: Bool
    /// Throws one sentence where the parameters make no sense.
    public var check: @Sendable ([JobRecord.Parameter]) throws -> Void
    /// Does it. Stops soon after its task is cancelled.
    public var run: @Sendable (JobOrder) async throws -> JobOutcome

    /// Puts one together.
    public init(
        kind: String, parameters: [String], takesFile: Bool = false,
        check: @escaping @Sendable ([JobRecord.Parameter]) throws -> Void,
        run: @escaping @Sendable (JobOrder) async throws -> JobOutcome
    ) {
        self.kind = kind
        self.parameters = parameters
        self.takesFile = takesFile
        self.check = check
        self.run = run
    }
}

/// What a job is to do.
public struct JobOrder: Sendable {
    /// The parameters of the request, as the command's flags are called.
    public let parameters: [JobRecord.Parameter]
    /// The file that was brought, by its path.
    public let file: String?
    /// Where bad lines of the file are kept.
    public let rejectsPath: String
    /// Tells how far it is: the fraction that is done, where that is known, and what is being done.
    /// May be called from any thread, as often as one likes.
    public let report: @Sendable (Double?, String) -> Void

    /// Takes all four.
    public init(
        parameters: [JobRecord.Parameter], file: String?, rejectsPath: String,
        report: @escaping @Sendable (Double?, String) -> Void
    ) {
        self.parameters = parameters
        self.file = file
        self.rejectsPath = rejectsPath
        self.report = report
    }
}

/// What a job came to.
public struct JobOutcome: Sendable {
    /// What it answers, as JSON.
    public var result: String
    /// Why it broke off, where it has an answer nevertheless.
    public var failure: String?

    /// Takes both.
    public init(result: String, failure: String? = nil) {
        self.result = result
        self.failure = failure
    }
}
