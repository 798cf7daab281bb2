import Interest
import Repositories
import Work

extension JobDefinition {
    /// How many behaviors are deleted between two reports.
    private static let erasureStep = 5000

    /// Creates the job that ends all erasures that were begun. It names no user, and takes no
    /// parameters: a job of another server, or one that was killed, goes on where it stopped.
    static func erasure(in erasures: any ErasureRepository) -> JobDefinition {
        JobDefinition(
            kind: "erase", parameters: [], check: { _ in },
            run: { order in
                let count = try await erasures.finish(stepping: erasureStep) { behaviors in
                    order.report(nil, "\(behaviors.grouped) behaviors erased")
                }
                return JobOutcome(result: try Output.line(["users": count]))
            })
    }
}
