import ArgumentParser
import Interest
import Repositories

/// `ebb forget USER`: erases a user permanently.
struct Forget: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Erases all data of a user, and rejects new data of theirs.",
        discussion: """
            The user's behaviors, weights and profile are deleted at once. A tombstone remains, a \
            salted digest of the id: later behaviors and profiles of the user, from an old file \
            or a queue, are skipped and counted. --readmit deletes the tombstone. If the command \
            is interrupted, run it again; ebb doctor names users who are only partly erased.

            Behaviors that arrive during the erasure are erased too. After the command has ended, \
            no process can add data of the user.

            Data outside the store remains: exported files, older backups and files of rejected \
            lines. Models contain no user ids; what they counted of the user stays in them, \
            anonymously, until the next training.

              ebb forget ann
              ebb forget ann --verify
              ebb forget ann --readmit
            """)

    @Argument(help: "The user's id.")
    var user: UserID

    @Flag(help: "Do not ask for confirmation.")
    var yes = false

    @Flag(help: "Change nothing; show what the store has of the user.")
    var verify = false

    @Flag(help: "Allow new data of an erased user again. Erased data does not come back.")
    var readmit = false

    @OptionGroup var output: OutputOptions
    @OptionGroup(title: "Store") var store: StoreOptions

    func validate() throws {
        guard !(verify && readmit) else {
            throw ValidationError("--verify and --readmit exclude each other: give one of them")
        }
    }

    func run() async throws {
        if !verify && !readmit {
            try Confirmation.require(
                "Erase all data of \(user) permanently?", given: yes)
        }
        let (user, verify, readmit) = (user, verify, readmit)
        let answer = try await Session.with(store) { repositories in
            try await Self.answer(user, repositories.erasures, verify: verify, readmit: readmit)
        }
        if output.format == .json { try Output.json(answer) } else { print(answer.text) }
        if !readmit && answer.remaining > 0 { throw ExitCode.failure }
    }

    /// How many behaviors are deleted between two lines of progress.
    private static let step = 5000

    private static func forget(
        _ user: UserID, _ erasures: MongoErasureRepository
    ) async throws -> Remains {
        let line = Progress()
        defer { line.clear() }
        var step = try await erasures.forget(user, atMost: Self.step)
        var erased = step.erased
        while !step.isFinished {
            line.draw(nil, "\(erased.behaviors.grouped) behaviors erased")
            step = try await erasures.erase(user, atMost: Self.step)
            erased.behaviors += step.erased.behaviors
            erased.weights += step.erased.weights
            erased.profiles += step.erased.profiles
        }
        return erased
    }

    private static func answer(
        _ user: UserID, _ erasures: MongoErasureRepository, verify: Bool, readmit: Bool
    ) async throws -> ForgetAnswer {
        var wasReadmitted: Bool?
        var erased: Remains?
        if readmit {
            wasReadmitted = try await erasures.readmit(user)
        } else if !verify {
            erased = try await Self.forget(user, erasures)
        }
        return ForgetAnswer(
            user, erased: erased, left: try await erasures.remains(of: user),
            wasReadmitted: wasReadmitted)
    }
}

/// The answer of `ebb forget`.
private struct ForgetAnswer: Encodable {
    struct Counts: Encodable {
        let behaviors: Int
        let weights: Int
        let profiles: Int

        init(_ remains: Remains) {
            behaviors = remains.behaviors
            weights = remains.weights
            profiles = remains.profiles
        }

        var text: String {
            "\(behaviors.grouped) behaviors, \(weights) weight documents, \(profiles) profiles"
        }
    }

    let user: String
    /// What was erased; nil when nothing was requested to be erased.
    let erased: Counts?
    /// The data that the store still has of the user.
    let left: Counts
    let remaining: Int
    let isForgotten: Bool
    /// Whether a tombstone was deleted; nil without `--readmit`.
    let wasReadmitted: Bool?

    init(_ user: UserID, erased: Remains?, left: Remains, wasReadmitted: Bool?) {
        self.user = user.text
        self.erased = erased.map(Counts.init)
        self.left = Counts(left)
        remaining = left.count
        isForgotten = left.isForgotten
        self.wasReadmitted = wasReadmitted
    }

    /// The answer as text for people.
    var text: String {
        var lines: [String] = []
        if let erased { lines.append("Erased of \(user): \(erased.text)") }
        if let wasReadmitted {
            lines.append(
                wasReadmitted
                    ? "New data of \(user) is allowed again"
                    : "\(user) was not erased: nothing changed")
        }
        lines.append(
            remaining == 0
                ? "The store has no data of \(user)" : "The store has of \(user): \(left.text)")
        if wasReadmitted == nil {
            lines.append(
                isForgotten
                    ? "New data of the user is rejected" : "New data of the user is allowed")
        }
        return lines.joined(separator: "\n")
    }
}
