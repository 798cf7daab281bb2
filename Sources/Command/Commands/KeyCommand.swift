import Access
public import ArgumentParser
import Foundation
import Interest
import Repositories

/// `ebb key`: who may use the service.
struct KeyCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "key", abstract: "Makes, lists, rotates and revokes the service's keys.",
        discussion: """
            A key is shown once, when it is made; the store keeps only a digest of it. Running \
            servers know a new key at once and forget a revoked one within seconds. As soon as a \
            store has a key, its servers let nobody in without one, even after all were revoked.
            """,
        subcommands: [KeyList.self, KeyCreate.self, KeyRotate.self, KeyRevoke.self],
        defaultSubcommand: KeyList.self)
}

extension Permission: ExpressibleByArgument {}

/// `ebb key create`.
struct KeyCreate: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "create", abstract: "Makes a key and shows it, this once.",
        discussion: """
            Its text is all that goes to standard output, unless --key-file names a file for it: \
            ebb key create shop --access read --key-file shop.key
            """)

    @Argument(help: "What to call it: letters, digits, - _ and .; unique.")
    var name: String

    @Option(
        parsing: .upToNextOption,
        help: """
            What it is good for: read (ask for anything), write (report behaviors, change the \
            catalog), admin (the admin routes). None includes another.
            """)
    var access: [Permission]

    @Option(help: ArgumentHelp("How much it may ask: 100/1s.", valueName: "limit"))
    var rate: String?

    @Option(help: ArgumentHelp("After how long it ends: 90d.", valueName: "time"))
    var expires: String?

    @OptionGroup var place: KeyFileOption
    @OptionGroup var output: OutputOptions
    @OptionGroup(title: "Store") var store: StoreOptions

    func validate() throws {
        guard AccessKey.isName(name) else {
            throw ValidationError(
                "The name must be 1 to \(AccessKey.nameLengthMax) letters, digits, - _ or .")
        }
    }

    func run() async throws {
        let rate = try rate.map { text in
            guard let limit = RateLimit(text) else { throw Failure.rateLimit(text) }
            return limit
        }
        let now = Timestamp.now
        let text = KeyText.random()
        let key = AccessKey(
            name: name, access: Set(access), rate: rate, created: now,
            expires: try expires.map { now + (try length($0, of: "--expires")) },
            secrets: [text.secret(created: now)])
        try await place.keep(text.text) {
            try await Session.with(store) { repositories in
                guard try await repositories.keys.keys().count < AccessKey.countMax else {
                    throw Failure(
                        "there are \(AccessKey.countMax.grouped) keys already, which is most")
                }
                guard try await repositories.keys.insert(key) else {
                    throw Failure(
                        "there is or was a key \(name): choose another name, or ebb key rotate "
                            + name)
                }
            }
        }
        try KeyAnswer(key, at: now, text: text.text, keptIn: place.keyFile).show(output.format)
    }
}

/// `ebb key rotate`.
struct KeyRotate: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "rotate", abstract: "Gives a key a new text and shows it, this once.")

    @Argument(help: "The key's name.")
    var name: String

    @Option(
        help: ArgumentHelp(
            "How long the old text is good beside the new one: 1d. (default: not at all)",
            valueName: "time"))
    var grace: String?

    @OptionGroup var place: KeyFileOption
    @OptionGroup var output: OutputOptions
    @OptionGroup(title: "Store") var store: StoreOptions

    func run() async throws {
        let now = Timestamp.now
        let end = try grace.map { now + (try length($0, of: "--grace")) } ?? now
        let text = KeyText.random()
        var key: AccessKey?
        try await place.keep(text.text) {
            let found = try await Session.with(store) { repositories in
                try await repositories.keys.change(name) { key in
                    guard key.revoked == nil else {
                        throw Failure("the key \(name) is revoked: make a new one of another name")
                    }
                    key.rotate(to: text.secret(created: now), oldUntil: end, at: now)
                    guard key.secrets.count <= AccessKey.secretsMax else {
                        throw Failure(
                            "\(AccessKey.secretsMax) texts of the key \(name) are good already: "
                                + "rotate it without --grace")
                    }
                    return key
                }
            }
            guard let found else { throw Failure.noKey(name) }
            key = found
        }
        guard let key else { return }
        try KeyAnswer(key, at: now, text: text.text, keptIn: place.keyFile).show(output.format)
    }
}

/// `ebb key revoke`.
struct KeyRevoke: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "revoke", abstract: "Ends a key for good.")

    @Argument(help: "The key's name.")
    var name: String

    @OptionGroup var output: OutputOptions
    @OptionGroup(title: "Store") var store: StoreOptions

    func run() async throws {
        let now = Timestamp.now
        let key = try await Session.with(store) { repositories in
            try await repositories.keys.change(name) { key in
                key.revoked = key.revoked ?? now
                return key
            }
        }
        guard let key else { throw Failure.noKey(name) }
        try KeyAnswer(key, at: now).show(output.format)
    }
}

/// `ebb key list`.
struct KeyList: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "list", abstract: "Lists the keys, never their texts.")

    @OptionGroup var output: OutputOptions
    @OptionGroup(title: "Store") var store: StoreOptions

    func run() async throws {
        let now = Timestamp.now
        let keys = try await Session.with(store) { try await $0.keys.keys() }
        let answers = keys.map { KeyAnswer($0, at: now) }
        if output.format == .json { return try Output.json(answers) }
        if answers.isEmpty { Output.news("There are no keys: make one with ebb key create.") }
        print(KeyAnswer.table(answers))
    }
}

private func length(_ text: String, of flag: String) throws -> Interval {
    guard let interval = Interval(text) else {
        throw ValidationError("\(flag) takes a length of time such as 90d, not \"\(text)\"")
    }
    return interval
}

extension Failure {
    fileprivate static func noKey(_ name: String) -> Failure {
        Failure("there is no key \"\(name.prefix(100))\": ebb key list shows those there are")
    }
}
