import ArgumentParser
import Foundation
import Ingest
import Interest
import Repositories
import Work

/// `ebb follow`: keeps up with a source.
struct FollowCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "follow",
        abstract: "Keeps up with a MongoDB collection, a growing file, or a pipe.",
        discussion: """
            A collection of your own MongoDB is read once, and then its changes are followed as \
            they come. Each document counts exactly once, whatever is killed or fails over: how \
            far it has come is stored in the same transaction as the behaviors. A document that \
            is changed has its behaviors replaced by what it says now; one that is deleted has \
            them taken out.

            The fields are named as for ebb import of JSON (--map, --action, --time-unit and so \
            on). A file is followed as by tail -F, through rotation and truncation.

              ebb follow mongodb://host/shop --collection orders \\
                --map user=customerId,item=lines[].sku,time=createdAt --action purchase
              ebb follow mongodb://host/shop --collection products --items \\
                --map id=sku,title=name,categories=category
              ebb follow events.jsonl
              kcat -C -b broker -t events -u | ebb follow -

            ebb follow add keeps a source in the store, for ebb serve --follow NAME.
            """,
        subcommands: [FollowRun.self, FollowAdd.self, FollowList.self, FollowRemove.self],
        defaultSubcommand: FollowRun.self)
}

/// `ebb follow SOURCE`.
struct FollowRun: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "run", abstract: "Follows a source until it is stopped.")

    @OptionGroup var follow: FollowOptions

    @Option(help: "What the source is called in the store. (default: its collection or file)")
    var name: String?

    @Flag(help: "Stop when everything that is there now is in the store.")
    var once = false

    @OptionGroup var output: OutputOptions
    @OptionGroup(title: "Store") var store: StoreOptions

    func run() async throws {
        let (follow, name, once) = (follow, name, once)
        let answer = try await Session.with(store) { repositories in
            let named = try await FollowDefinition(follow, name, repositories.follows)
            try await named.save(in: repositories.follows)
            let watch = FollowWatch(named.name, noun: named.noun) { Output.news($0) }
            let runner = FollowRunner(named.name, repositories, watch: watch)
            try await runner.run(once: once)
            return try await repositories.follows.record(named.name).map { FollowAnswer($0) }
        }
        guard let answer else { return }
        if output.format == .json { try Output.json(answer) } else { print(answer.text) }
    }
}

/// `ebb follow add NAME SOURCE`.
struct FollowAdd: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "add",
        abstract: "Keeps a source in the store, for ebb serve --follow NAME.",
        discussion: """
            The store keeps the URI as it is given, with its password: give the source's user no \
            more than the role read.
            """)

    @Argument(help: "What the source is called.")
    var name: String

    @OptionGroup var follow: FollowOptions
    @OptionGroup(title: "Store") var store: StoreOptions

    func run() async throws {
        let (follow, name) = (follow, name)
        try await Session.with(store) { repositories in
            let named = try await FollowDefinition(follow, name, repositories.follows)
            guard case .collection = named.plan.place else {
                throw Failure(
                    "a server follows collections only: follow a file or a pipe by ebb follow "
                        + "beside it")
            }
            try await named.save(in: repositories.follows)
        }
        print("\(name) was added: ebb serve --follow \(name), or ebb follow \(name)")
    }
}

/// A source under its name.
struct FollowDefinition: Sendable {
    let name: String
    let plan: FollowPlan
    let words: [String]

    init(
        _ follow: FollowOptions, _ name: String?, _ follows: MongoFollowRepository
    ) async throws {
        if name == nil, !follow.isCollection, follow.source != "-", follow.collection == nil,
            let known = try await follows.record(follow.source)
        {
            self.name = known.name
            words = known.words
            plan = try FollowPlan(words: words)
            return
        }
        plan = try FollowPlan(follow)
        words = follow.words
        self.name = name ?? plan.usualName
        try FollowPlan.check(name: self.name)
    }

    var noun: String { plan.kind == .items ? "items" : "behaviors" }

    /// Writes the definition if the store has none of the name; throws if it has another.
    func save(in follows: MongoFollowRepository) async throws {
        let fresh = FollowRecord(
            name: name, words: words, owner: .current, now: .now)
        if try await follows.put(fresh, over: nil) { return }
        guard var known = try await follows.record(name), known.words != words else { return }
        // One that has never begun may be given otherwise.
        let isFresh = known.checkpoint == FollowCheckpoint() && !known.isUnderWay
        let isMoved = known.words.dropFirst() == words.dropFirst() && known.words[0].contains("://")
        guard isFresh || isMoved else {
            throw Failure(
                "\"\(name)\" is followed with other flags "
                    + "(\(FollowAnswer.shown(known.words).joined(separator: " "))): give the same, "
                    + "another --name, or run ebb follow remove \(name) first")
        }
        // The same collection by another address or password.
        known.words = words
        guard try await follows.put(known, over: known.owner.run) else {
            throw Failure("\"\(name)\" changes at this moment: try again")
        }
    }
}

/// `ebb follow list`.
struct FollowList: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "list", abstract: "Shows the sources, and how far each has come.")

    @OptionGroup var output: OutputOptions
    @OptionGroup var store: StoreOptions

    func run() async throws {
        let answers = try await Session.with(store) { repositories in
            try await repositories.follows.all().map { FollowAnswer($0) }
        }
        if output.format == .json { return try Output.json(answers) }
        guard !answers.isEmpty else {
            return print("No source is followed: see ebb follow --help.")
        }
        print(FollowAnswer.table(answers))
    }
}

/// `ebb follow remove NAME`.
struct FollowRemove: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "remove",
        abstract: "Forgets a source and how far it has come; what it brought stays.")

    @Argument(help: "What the source is called.")
    var name: String

    @OptionGroup var store: StoreOptions

    func run() async throws {
        let name = name
        try await Session.with(store) { repositories in
            guard let record = try await repositories.follows.record(name) else {
                throw Failure("no source \"\(name)\" was added: see ebb follow list")
            }
            if record.isUnderWay, !record.isDead(now: .now, isAlive: record.owner.isAlive) {
                throw FollowBusy(record: record)
            }
            _ = try await repositories.follows.remove(name)
        }
        print("\(name) is no longer followed; what it brought stays in the store")
    }
}
