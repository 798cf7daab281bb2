internal import Interest
internal import Wire

/// How much is asked for, and as of which moment.
struct MomentQuery {
    let count: Int
    /// Nil: now.
    let time: Timestamp?

    init(_ query: inout Query, _ configuration: ServiceConfiguration) throws {
        count = try query.count(configuration)
        time = try query.moment()
    }
}

/// Which interests are asked for.
struct InterestQuery {
    let moment: MomentQuery
    let wantsCategories: Bool

    init(_ query: inout Query, _ configuration: ServiceConfiguration) throws {
        moment = try MomentQuery(&query, configuration)
        wantsCategories = try query.flag(
            "categories", "Whether categories and labels are summed up, too.")
    }
}

/// Which stretch of a history is asked for.
struct HistoryQuery {
    let count: Int
    let start: Timestamp?
    let end: Timestamp?
    let points: Int

    init(_ query: inout Query, _ configuration: ServiceConfiguration) throws {
        count = try query.count(configuration)
        start = try query.time("from", "Where it begins.")
        end = try query.time("to", "Where it ends; now unless given.")
        points = try query.number(
            "points", in: 1...InterestController.historyMax.moments, default: 60,
            "How many moments; 60 unless given.")
    }
}
