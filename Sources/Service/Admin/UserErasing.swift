internal import HTTPTypes
internal import Interest
internal import Logging
internal import ServiceLifecycle
internal import Work

/// Erases users: a bounded number of behaviors within a request, and the rest as a job.
struct UserErasing: Sendable {
    /// The kind of the job that ends all erasures that were begun.
    static let kind = "erase"

    let erasures: any ErasureRepository
    /// What runs the job; nil where there are no jobs, and then a request erases everything.
    let desk: JobRunner?
    /// How many behaviors a request erases.
    let limit: Int

    /// Whether a job can go on with what is too much for a request.
    var goesOn: Bool { definition != nil }

    private var definition: JobDefinition? {
        desk?.definitions.first { $0.kind == Self.kind }
    }

    /// Erases a user; the second is the job that erases the rest, nil where nothing is left.
    func erase(
        _ user: UserID, readmits: Bool, by name: String
    ) async throws -> (ErasureStep, JobRecord?) {
        let limit = goesOn ? limit : .max
        let step = try await erasures.forget(user, atMost: limit, readmits: readmits)
        return (step, step.isFinished ? nil : try await goOn(by: name))
    }

    /// The job that ends all erasures: the one that runs, or one that begins now.
    func goOn(by name: String) async throws -> JobRecord? {
        guard let desk, let definition else { return nil }
        do {
            // Without the user's name: the history must not name who is erased.
            return try await desk.start(
                definition, [], id: desk.newID(Self.kind), file: nil, by: name)
        } catch let failure as Failure where failure.status == .conflict {
            return try await desk.newest(1, of: Self.kind).first
        }
    }
}

/// Goes on with erasures that were broken off, such as those of a server that was killed.
struct ErasureResumption: Service {
    /// How often it looks.
    static let interval = Duration.seconds(60)

    let erasing: UserErasing
    let logger: Logger
    let pause: @Sendable (Duration) async throws -> Void

    func run() async throws {
        await cancelWhenGracefulShutdown {
            while !Task.isCancelled {
                await look()
                do { try await pause(Self.interval) } catch { return }
            }
        }
    }

    /// Looks once.
    func look() async {
        do {
            guard try await !erasing.erasures.unfinished().isEmpty else { return }
            _ = try await erasing.goOn(by: "server")
        } catch is CancellationError {
            return
        } catch {
            let cause = (error as? RepositoryError)?.cause ?? "\(type(of: error))"
            logger.warning("erasures that were broken off cannot go on: \(cause)")
        }
    }
}
