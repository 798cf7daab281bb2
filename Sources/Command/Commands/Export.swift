public import ArgumentParser
import Ingest
import Interest
import Repositories
import Synchronization

/// `ebb export WHAT`: writes the contents of the store as text.
struct Export: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Exports behaviors, interests, profiles, items or models as text.",
        discussion: """
            Behaviors are ordered by user, then time; items and profiles by id; interests by \
            user, as of --until. The order is always the same. Exported behaviors, items, \
            profiles and models can be imported again, exact to the bit; interests are computed \
            from the behaviors. JSON Lines contain all stored versions of the models, completely; \
            CSV contains only a summary of each version.

              ebb export behaviors --file log.jsonl.gz
              ebb export behaviors --user ann --since 2024-01-01 --action purchase --as csv
              ebb export items --file items.csv
              ebb export models --file models.jsonl.zst
            """)

    enum What: String, ExpressibleByArgument, CaseIterable {
        case behaviors, interests, profiles, items, models
    }

    @Argument(help: "behaviors, interests, profiles, items or models.")
    var what: What

    @Option(
        help: """
            The file to write, gzip where its name ends in .gz, zstd where it ends in .zst. \
            (default: standard output)
            """)
    var file: String?

    @Option(
        name: .customLong("as"), help: "jsonl or csv. (default: by the file's name, else jsonl)")
    var format: ExportFormat?

    @Option(help: "Only this user.")
    var user: UserID?

    @Option(help: "Only behaviors at or after this time.")
    var since: TimeArgument?

    @Option(help: "Only behaviors up to this time; interests as of this time.")
    var until: TimeArgument?

    @Option(help: "Only behaviors with this action.")
    var action: String?

    @OptionGroup(title: "Store") var store: StoreOptions

    func validate() throws {
        if let action { _ = try Action(action) }
        let isLog = what == .behaviors
        guard isLog || (since == nil && action == nil) else {
            throw ValidationError("--since and --action apply only to behaviors")
        }
        guard isLog || what == .interests || until == nil else {
            throw ValidationError("--until applies only to behaviors and interests")
        }
        guard what != .models && what != .items || user == nil else {
            throw ValidationError("--user applies only to behaviors, interests and profiles")
        }
    }

    func run() async throws {
        let format = format ?? .of(file: file)
        let file = try ExportFile(file, format: format)
        let now = Timestamp.now
        let filter = ExportFilter(
            user: user, since: since?.time(from: now), until: until?.time(from: now),
            action: try action.map { try Action($0) }, now: now)
        do {
            try await Session.with(store) { repositories in
                let run = ExportRun(
                    repositories: repositories, file: file, format: format, filter: filter)
                try await run.write(what)
            }
            try file.finish()
        } catch {
            file.abandon()
            throw error
        }
    }
}

extension ExportFormat: ExpressibleByArgument {
    /// The format that a file's name implies, with or without `.gz` or `.zst`.
    static func of(file: String?) -> ExportFormat {
        guard let file else { return .jsonLines }
        return ["", ".gz", ".zst"].contains { file.hasSuffix(".csv" + $0) } ? .csv : .jsonLines
    }
}

/// Which part of the store to export.
struct ExportFilter: Sendable {
    let user: UserID?
    let since: Timestamp?
    let until: Timestamp?
    let action: Action?
    let now: Timestamp

    /// The time of the latest behavior to export; nil includes times in the future.
    var last: Timestamp { until ?? .latest }

    func takes(_ behavior: Behavior) -> Bool {
        (since.map { behavior.time >= $0 } ?? true)
            && (action.map { behavior.action == $0 } ?? true)
    }
}

/// One running export, which reads a batch from the store at a time.
struct ExportRun: Sendable {
    let repositories: MongoRepositories
    let file: ExportFile
    let format: ExportFormat
    let filter: ExportFilter

    func write(_ what: Export.What) async throws {
        switch what {
        case .behaviors: try await writeBehaviors()
        case .interests: try await writeInterests()
        case .profiles: try await writeProfiles()
        case .items:
            try file.begin(like: ExportRow(Item(id: ItemID(unchecked: "-"))))
            try await repositories.items.scan { items in
                try file.write(items.map { ExportRow($0) })
                return true
            }
        case .models: try await writeModels()
        }
    }

    private func writeBehaviors() async throws {
        try file.begin(like: ExportRow(Self.anyBehavior))
        if let user = filter.user {
            let log = try await repositories.behaviors.newest(
                Int(Int32.max), of: user, until: filter.last)
            return try file.write(log.reversed().filter(filter.takes).map { ExportRow($0) })
        }
        try await repositories.behaviors.scan(until: filter.last) { log in
            try file.write(log.filter(filter.takes).map { ExportRow($0) })
            return true
        }
    }

    private func writeInterests() async throws {
        let time = filter.until ?? filter.now
        let any = ItemWeight(item: ItemID(unchecked: "-"), weight: 0, last: time)
        try file.begin(like: ExportRow(any, of: Self.anyBehavior.user, at: time))
        if let user = filter.user { return try await writeInterests(of: user, at: time) }
        let last = LastUser()
        try await repositories.behaviors.scan(until: filter.last) { log in
            for user in last.new(in: log) { try await writeInterests(of: user, at: time) }
            return true
        }
    }

    private func writeInterests(of user: UserID, at time: Timestamp) async throws {
        let folded = try await repositories.weights.weights(of: user, at: time, now: filter.now)
        let interests = folded.all(at: time).sorted { $0.item < $1.item }
        try file.write(interests.map { ExportRow($0, of: user, at: time) })
    }

    private func writeProfiles() async throws {
        try file.begin(like: ExportRow(Profile(id: Self.anyBehavior.user)))
        if let user = filter.user {
            guard let profile = try await repositories.profiles.profile(of: user) else { return }
            return try file.write([ExportRow(profile)])
        }
        try await repositories.profiles.scan { profiles in
            try file.write(profiles.map { ExportRow($0) })
            return true
        }
    }

    private func writeModels() async throws {
        let models = try await repositories.models.versionsInOrder()
        guard format == .jsonLines else {
            try file.begin(like: ExportRow(Self.anyModel))
            return try file.write(models.map { ExportRow($0) })
        }
        for model in models {
            let digest = try await repositories.models.digest(of: model)
            let line = ModelLine(model, digest: digest)
            try file.write(line: line.encoded())
            let number = Mutex(0)
            try await repositories.models.scan(model) { bytes in
                let next = number.withLock { number in
                    defer { number += 1 }
                    return number
                }
                try file.write(line: ModelPartLine(line, number: next, bytes: bytes).encoded())
            }
        }
    }

    // All rows have the same field names: any row will do for the header.
    private static let anyBehavior = Behavior(
        user: UserID(unchecked: "-"), item: ItemID(unchecked: "-"), action: .click,
        time: .earliest)
    private static let anyModel = ModelSummary(
        recommender: "-", version: 1, time: .earliest, trainedUntil: .earliest, behaviors: 0,
        parameters: [:], size: 0)
}
