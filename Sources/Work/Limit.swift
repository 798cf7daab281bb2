/// A limit that an operator may change: its name is the name of the setting.
///
/// `body.max` is set by `--limit body.max=1000000` of `ebb serve`, by `EBB_BODY_MAX`, or by
/// `{"body": {"max": 1000000}}` in the configuration file. All limits are whole numbers: counts,
/// bytes, or milliseconds where the name ends in `ms`.
public enum Limit: String, CaseIterable, Sendable {
    case bodyMax = "body.max"
    case uploadMax = "upload.max"
    case headMax = "head.max"
    case depthMax = "depth.max"
    case elementsMax = "elements.max"
    case feedbackMax = "feedback.max"
    case entriesMax = "entries.max"
    case feedbackListMax = "feedback.list.max"
    case resultsMax = "results.max"
    case offsetMax = "offset.max"
    case excludedMax = "excluded.max"
    case categoriesMax = "categories.max"
    case sessionMax = "session.max"
    case requestsMax = "requests.max"
    case readsMax = "reads.max"
    case heldMax = "held.max"
    case budgetWaitersMax = "budget.waiters.max"
    case budgetWait = "budget.wait.ms"
    case connectionsMax = "connections.max"
    case idle = "idle.ms"
    case bodyPaceMin = "body.pace.min"
    case bodyPaceInterval = "body.pace.interval.ms"
    case shutdown = "shutdown.ms"
    case lanes = "lanes"
    case backgroundLanes = "lanes.background"
    case maintenanceLanes = "lanes.maintenance"
    case laneWaitersMax = "lane.waiters.max"
    case readWaitersMax = "read.waiters.max"
    case readWait = "read.wait.ms"
    case readBatchMax = "read.batch.max"
    case readStepsMax = "read.steps.max"
    case foldBehaviorsMax = "fold.behaviors.max"
}

extension Limit {
    /// The value where nothing else is said.
    public var standard: Int { facts.standard }

    /// The values that may be set.
    public var range: ClosedRange<Int> { facts.range }

    /// What is limited, as a sentence.
    public var summary: String { facts.summary }

    /// The environment variable that sets it.
    public var variable: String {
        "EBB_" + String(rawValue.map { $0 == "." ? "_" : $0 }).uppercased()
    }

    private struct Facts {
        let standard: Int
        let range: ClosedRange<Int>
        let summary: String

        init(_ standard: Int, _ range: ClosedRange<Int>, _ summary: String) {
            self.standard = standard
            self.range = range
            self.summary = summary
        }
    }

    private var facts: Facts {
        switch self {
        case .bodyMax, .uploadMax, .headMax, .depthMax, .elementsMax: ofBodies
        case .feedbackMax, .entriesMax, .feedbackListMax, .resultsMax, .offsetMax, .excludedMax,
            .categoriesMax, .sessionMax:
            ofLists
        case .requestsMax, .readsMax, .heldMax, .budgetWaitersMax, .budgetWait, .connectionsMax,
            .idle, .bodyPaceMin, .bodyPaceInterval, .shutdown:
            ofLoad
        default: ofStore
        }
    }

    private var ofBodies: Facts {
        switch self {
        case .uploadMax: Facts(4 << 30, 1...(1 << 50), "The most bytes of an uploaded file.")
        case .headMax: Facts(64 << 10, 1024...(1 << 24), "The most bytes of a request's head.")
        case .depthMax: Facts(64, 1...64, "How deep a request's JSON may be nested.")
        case .elementsMax:
            Facts(1_000_000, 1...100_000_000, "The most values in a request's JSON.")
        default: Facts(8 << 20, 1...(1 << 30), "The most bytes of a request's body.")
        }
    }

    private var ofLists: Facts {
        let range = 1...1_000_000
        return switch self {
        case .entriesMax: Facts(10_000, range, "The most users or items in one request.")
        case .feedbackListMax:
            Facts(100_000, 1...10_000_000, "The most feedback in a list without pages.")
        case .resultsMax: Facts(1000, range, "The most results of a list.")
        case .offsetMax: Facts(9000, range, "The furthest place where a list may begin.")
        case .excludedMax: Facts(1000, range, "The most ids that a query may leave out.")
        case .categoriesMax: Facts(20, range, "The most categories in a query.")
        case .sessionMax: Facts(1000, range, "The most behaviors of a session that is not stored.")
        default: Facts(10_000, range, "The most feedback in one request.")
        }
    }

    private var ofLoad: Facts {
        let (range, wait) = (1...1_000_000, 1...86_400_000)
        return switch self {
        case .readsMax: Facts(1024, range, "The most reads of weights that all requests ask for.")
        case .heldMax:
            Facts(512 << 20, 1...(1 << 50), "The most bytes that all requests hold at once.")
        case .budgetWaitersMax: Facts(1024, range, "The most requests that wait for their share.")
        case .budgetWait:
            Facts(2000, 0...3_600_000, "How long a request waits for its share before 503.")
        case .connectionsMax: Facts(4096, range, "The most open connections.")
        case .idle: Facts(60_000, wait, "How long a connection may be silent.")
        case .bodyPaceMin:
            Facts(1024, 1...(1 << 30), "The fewest bytes of a body in each interval.")
        case .bodyPaceInterval: Facts(20_000, wait, "That interval.")
        case .shutdown: Facts(20_000, wait, "How long a stopping server waits for its requests.")
        default: Facts(1024, range, "The most requests that are worked on at once.")
        }
    }

    private var ofStore: Facts {
        let (lanes, range) = (1...64, 1...1_000_000)
        return switch self {
        case .backgroundLanes:
            Facts(2, lanes, "Connections to the database for exports, jobs and the past.")
        case .maintenanceLanes: Facts(1, lanes, "Connections to the database for checks.")
        case .laneWaitersMax:
            Facts(1024, range, "The most operations of one class that wait for a connection.")
        case .readWaitersMax: Facts(1024, range, "The most reads that wait for one worker.")
        case .readWait: Facts(5000, 1...3_600_000, "How long a read waits for its turn.")
        case .readBatchMax: Facts(64, 1...10_000, "The most users that one question is about.")
        case .readStepsMax:
            Facts(8, range, "How many steps of a long fold a request waits for before 503.")
        case .foldBehaviorsMax: Facts(10_000, range, "The most behaviors that one step folds.")
        default: Facts(4, lanes, "Connections to the database for what somebody waits for.")
        }
    }
}

extension Limit {
    /// All limits as the rows of a table in Markdown.
    public static var table: String {
        (["| limit | default | from | to | what it limits |", "|---|---|---|---|---|"]
            + allCases.map { limit in
                "| `\(limit.rawValue)` | \(limit.standard) | \(limit.range.lowerBound) | "
                    + "\(limit.range.upperBound) | \(limit.summary) |"
            }).joined(separator: "\n")
    }
}
