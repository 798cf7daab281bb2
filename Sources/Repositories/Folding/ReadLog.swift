package import Interest
package import Mongo

/// All that a user did up to a time, in the order in which it is folded again.
struct ReadLog {
    /// How many behaviors travel together.
    static let batchMax = 5000

    /// What of a log is wanted.
    enum Part: Hashable, Sendable {
        case all
        /// What was folded before, and what was not and was done by this time.
        case current(Timestamp)
        /// What was folded before.
        case folded
        /// What was not.
        case pending

        fileprivate func holds(_ logged: LoggedBehavior) -> Bool {
            switch self {
            case .all: true
            case .current(let now): logged.fold != nil || logged.time <= now
            case .folded: logged.fold != nil
            case .pending: logged.fold == nil
            }
        }
    }

    let user: UserID
    let until: Timestamp
    /// By fold, or by time where the law takes in no late behaviors.
    let keys: BSON

    init(user: UserID, until: Timestamp, by settings: FoldingSettings) {
        self.user = user
        self.until = until
        keys =
            settings.settings.law.acceptsLateBehaviors
            ? Schema.userFold.keys : Schema.userTime.keys
    }

    /// Takes it in while it comes: none of it is kept.
    func feed(
        _ part: Part, to fold: inout LogFold, on client: inout Client
    ) throws(StoreError) {
        let filter = part == .pending ? ReadWeights.pending(of: [user], until: until) : filter
        try Sift<LoggedBehavior>(Schema.behaviors, filter: filter, options: options)
            .forEach(on: &client) { logged throws(StoreError) in
                if part.holds(logged) { fold.add(logged) }
            }
    }

    /// The condition.
    var filter: BSON {
        BSON { document in
            document.append("user", user.text)
            document.document("time") { $0.append("$lte", date: until.milliseconds) }
        }
    }

    /// In the order of the index.
    var options: FindOptions {
        FindOptions(sort: keys, batchSize: Self.batchMax, hint: keys)
    }
}

/// Folds a user's log again, up to a time.
package struct FoldLog: Operation {
    private let settings: FoldingSettings
    private let log: ReadLog
    private let part: ReadLog.Part

    init(user: UserID, until: Timestamp, part: ReadLog.Part, by settings: FoldingSettings) {
        self.settings = settings
        self.part = part
        log = ReadLog(user: user, until: until, by: settings)
    }

    /// Holds no more of the log than travels together.
    package func execute(on client: inout Client) throws(StoreError) -> Weights {
        var fold = LogFold(by: settings)
        try log.feed(part, to: &fold, on: &client)
        return fold.finish()
    }
}
