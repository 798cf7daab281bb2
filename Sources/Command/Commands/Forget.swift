import ArgumentParser
import Interest
import Repositories

/// `ebb forget USER`: a person erased, for good.
struct Forget: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Erases all that the store has of a user, and keeps him out.",
        discussion: """
            The log, the weights and the profile go at once, and a tombstone stays: a salted \
            digest of the id, by which behaviours and profiles of the user that come again, with \
            an old file or from a queue, are left out and counted. --readmit takes it away. \
            Stopped in the middle, the same again goes on; ebb doctor names who is half erased.

            Behaviours that came while the user is being erased are erased, too: once the command \
            has ended nothing of him gets in any more, by whatever process.

            What is not in the store it cannot reach: exported files and backups from before, and \
            files of bad lines. Models hold no ids; what they learnt from the user is in them as \
            a nameless part of the whole until the next training.

              ebb forget ann
              ebb forget ann --verify
              ebb forget ann --readmit
            """)

    @Argument(help: "The user's id.")
    var user: UserID

    @Flag(help: "Does not ask.")
    var yes = false

    @Flag(help: "Changes nothing, and says what the store has of the user.")
    var verify = false

    @Flag(help: "Lets a forgotten user in again. What was erased does not come back.")
    var readmit = false

    @OptionGroup var output: OutputOptions
    @OptionGroup(title: "Store") var store: StoreOptions

    func validate() throws {
        guard !(verify && readmit) else {
            throw ValidationError("Either --verify or --readmit.")
        }
    }

    func run() async throws {
        if !verify && !readmit {
            try Confirmation.require(
                "Erase all that the store has of \(user), for good?", given: yes)
        }
        let (user, verify, readmit) = (user, verify, readmit)
        let answer = try await Session.with(store) { repositories in
            try await Self.answer(user, repositories.erasures, verify: verify, readmit: readmit)
        }
        if output.format == .json { try Output.json(answer) } else { print(answer.text) }
        if !readmit && answer.remaining > 0 { throw ExitCode.failure }
    }

    private static func answer(
        _ user: UserID, _ erasures: MongoErasureRepository, verify: Bool, readmit: Bool
    ) async throws -> ForgetAnswer {
        var wasReadmitted: Bool?
        var erased: Remains?
        if readmit {
            wasReadmitted = try await erasures.readmit(user)
        } else if !verify {
            erased = try await erasures.forget(user)
        }
        return ForgetAnswer(
            user, erased: erased, left: try await erasures.remains(of: user),
            wasReadmitted: wasReadmitted)
    }
}

/// What `ebb forget` answers.
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
            "\(behaviors.grouped) behaviours, \(weights) weight documents, \(profiles) profiles"
        }
    }

    let user: String
    /// What was erased; nil where nothing was to be.
    let erased: Counts?
    /// What the store has of the user now.
    let left: Counts
    let remaining: Int
    let isForgotten: Bool
    /// Whether a tombstone was taken away; nil where none was to be.
    let wasReadmitted: Bool?

    init(_ user: UserID, erased: Remains?, left: Remains, wasReadmitted: Bool?) {
        self.user = user.text
        self.erased = erased.map(Counts.init)
        self.left = Counts(left)
        remaining = left.count
        isForgotten = left.isForgotten
        self.wasReadmitted = wasReadmitted
    }

    /// The answer for a person.
    var text: String {
        var lines: [String] = []
        if let erased { lines.append("Erased of \(user): \(erased.text)") }
        if let wasReadmitted {
            lines.append(
                wasReadmitted
                    ? "\(user) may come in again" : "\(user) was not forgotten: nothing was done")
        }
        lines.append(
            remaining == 0
                ? "The store has nothing of \(user)" : "The store has of \(user): \(left.text)")
        if wasReadmitted == nil {
            lines.append(
                isForgotten
                    ? "A tombstone keeps the user out" : "No tombstone keeps the user out")
        }
        return lines.joined(separator: "\n")
    }
}
