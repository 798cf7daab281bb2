internal import HTTPTypes
internal import Hummingbird
internal import Interest
internal import Recommending
internal import Wire
internal import Work

/// Shows an operator one user: what the store holds, how interests came, went and will go, and what
/// another law would make of them; and erases users.
struct AdminUserController {
    let dependencies: ServiceDependencies
    let admin: AdminDependencies
    let recommending: RecommendationController

    var endpoints: [Endpoint] { looks + (dependencies.erasing.map(erasing) ?? []) }

    private var looks: [Endpoint] {
        [
            Endpoint(
                .get, "/api/admin/user/{id}", AdminEndpoints.group,
                "What the store has of a user: the newest behaviors, and the raw documents.",
                access: .admin,
                query: { query in
                    try query.number(
                        "n", in: 0...admin.limits.listMax, default: 100,
                        "How many behaviors; 100 unless given.")
                },
                answer: AdminEndpoints.object
            ) { call in
                try await documents(of: UserID(path: call.context), count: call.query)
            }
            // A look at one person's documents is more than a look.
            .audited(.entry())
            .inBackground().costing(bytes: admin.limits.documentsBytes),
            Endpoint(
                .get, "/api/admin/user/{id}/interests", AdminEndpoints.group,
                "Curves of the strongest interests over any time, by any law.",
                access: .admin, query: { try CurvesQuery(&$0, admin.limits) },
                answer: AdminEndpoints.object, failures: [410]
            ) { call in
                try await interests(of: UserID(path: call.context), call.query)
            }
            .inBackground().costing(bytes: admin.limits.historyBytes),
            Endpoint(
                .get, "/api/admin/user/{id}/recommendations", AdminEndpoints.group,
                "What would be recommended to a user by any law, with reasons.",
                access: .admin,
                query: { query in
                    (
                        law: try query.law(), time: try query.moment(),
                        count: try query.number(
                            "n", in: 1...100, default: 10, "How many; 10 unless given.")
                    )
                },
                answer: AdminEndpoints.list, failures: [410]
            ) { call in
                try await recommendations(
                    to: UserID(path: call.context), by: call.query.law, at: call.query.time,
                    count: call.query.count)
            }
            .inBackground().costing(bytes: admin.limits.historyBytes),
        ]
    }

    private func documents(of user: UserID, count: Int) async throws -> Response {
        let log = try await dependencies.behaviors.newest(count, of: user, until: .latest)
        let documents = try await admin.inspector.documents(of: user, newest: count)
        let titles = try await recommending.cache.items(Array(Set(log.map(\.item))))
        return .json { json in
            json.object { json in
                json.field("UserId", user.text)
                json.field("Behaviors") { json in
                    for behavior in log {
                        json.object { json in
                            json.field("Time", behavior.time.description)
                            json.field("Action", behavior.action.text)
                            json.field("Value", behavior.value)
                            json.field("ItemId", behavior.item.text)
                            json.field("Title", titles[behavior.item]?.title)
                        }
                    }
                }
                json.field("Documents") { json in
                    documents.forEach { json.write($0, as: "Document") }
                }
            }
        }
    }

    /// Curves of the strongest interests over any time, past and to come, by any law.
    private func interests(of user: UserID, _ query: CurvesQuery) async throws -> Response {
        let settings = try await settings(by: query.law)
        let end = query.end ?? dependencies.now()
        let log = try await wholeLog(of: user, until: end)
        let start = query.start ?? log.first?.time ?? end
        guard start < end || log.isEmpty else {
            throw Failure.badRequest("from must lie before to")
        }
        let history = try await InterestHistory(
            of: log, by: settings, at: InterestHistory.moments(query.points, from: start, to: end),
            strongest: query.count)
        let titles = try await recommending.cache.items(history.curves.map(\.item))
        return .json { json in
            json.object { json in
                json.field("UserId", user.text)
                json.field("Law", LawText(settings.law).description)
                json.field("Behaviors", log.count)
                json.field("First", log.first?.time.description)
                json.field("Last", log.last?.time.description)
                json.field("Times") { json in
                    history.times.forEach { json.element($0.description) }
                }
                json.field("Curves") { json in
                    for curve in history.curves {
                        json.object { json in
                            json.field("ItemId", curve.item.text)
                            json.field("Title", titles[curve.item]?.title)
                            json.field("Weights") { json in
                                curve.weights.forEach { json.element($0) }
                            }
                        }
                    }
                }
            }
        }
    }

    /// What would be recommended, and why, if the store had another law.
    private func recommendations(
        to user: UserID, by law: LawText?, at time: Timestamp?, count: Int
    ) async throws -> [ExplainedItem] {
        let settings = try await settings(by: law)
        let time = time ?? dependencies.now()
        let isPast = time < dependencies.now()
        let log = try await wholeLog(of: user, until: isPast ? time : .latest)
        let reading = InterestReader.Reading(
            folding: log, by: settings, at: time, now: dependencies.now())
        let found = try await recommending.recommender.recommend(
            RecommendationRequest(
                interests: reading.all, idle: reading.idle, count: count,
                excluded: Set(reading.seen), explains: true),
            CatalogFilter(time: time))
        return try await recommending.explained(found)
    }

    /// The store's settings, with another law where one is named.
    private func settings(by law: LawText?) async throws -> Settings {
        var settings = try await dependencies.settings.settings()
        if let law { settings.law = law.law }
        return settings
    }

    /// Everything up to a time, the oldest first; refused where it is not whole, or too much.
    private func wholeLog(of user: UserID, until end: Timestamp) async throws -> [Behavior] {
        guard try await admin.inspector.missingCount(of: user) == 0 else {
            throw RepositoryError(
                .trimmed,
                "a part of this user's log is no longer kept, so the past is unknown")
        }
        let countMax = admin.limits.historyMax
        let log = try await dependencies.behaviors.newest(countMax + 1, of: user, until: end)
        guard log.count <= countMax else {
            throw Failure.badRequest(
                "a history is made of at most \(countMax) behaviors, and this user has more: "
                    + "give an earlier time")
        }
        return log.reversed()
    }
}

extension AdminUserController {
    /// Erases a user and shows what is left: nothing, or what a job goes on to erase.
    private func erasing(_ erasing: UserErasing) -> [Endpoint] {
        let (users, erasures) = (dependencies.users, erasing.erasures)
        return [
            Endpoint(
                .delete, "/api/admin/user/{id}", AdminEndpoints.group,
                "Erases all data of a user, and keeps the user out. Of a long log a part is erased "
                    + "at once, and reads answer as if all were; a job erases the rest.",
                access: .admin, answer: AdminEndpoints.object.goingOn
            ) { call -> Response in
                let user = try UserID(path: call.context)
                let (step, job) = try await erasing.erase(
                    user, readmits: false, by: call.context.operatorName)
                users.forget(user)
                let left = try await erasures.remains(of: user)
                return .json(job == nil ? .ok : .accepted) { json in
                    json.object { json in
                        Self.write(user, step.erased, to: &json)
                        json.field("Remaining", left.count)
                        if let job { json.field("Job", job.id) }
                    }
                }
            }
            // What says that a person was erased must not name them again.
            .audited(.entry(forgetsTarget: true)),
            Endpoint(
                .get, "/api/admin/user/{id}/remains", AdminEndpoints.group,
                "What is left of a user who was erased.",
                access: .admin, answer: AdminEndpoints.object
            ) { call -> Response in
                let user = try UserID(path: call.context)
                let remains = try await erasures.remains(of: user)
                return .json { json in
                    json.object { Self.write(user, remains, to: &$0) }
                }
            },
        ]
    }

    private static func write(_ user: UserID, _ remains: Remains, to json: inout JSONWriter) {
        json.field("UserId", user.text)
        json.field("Behaviors", remains.behaviors)
        json.field("Weights", remains.weights)
        json.field("Profiles", remains.profiles)
        json.field("Forgotten", remains.isForgotten)
    }
}

/// Which curves are asked for.
private struct CurvesQuery {
    let law: LawText?
    let start: Timestamp?
    let end: Timestamp?
    let points: Int
    let count: Int

    init(_ query: inout Query, _ limits: AdminLimits) throws {
        law = try query.law()
        start = try query.time("from", "Where they begin.")
        end = try query.time("to", "Where they end.")
        points = try query.number(
            "points", in: 2...limits.momentsMax, default: 241, "How many moments.")
        count = try query.number(
            "n", in: 1...100, default: 8, "How many interests; 8 unless given.")
    }
}

extension Query {
    /// Another law than the store's.
    fileprivate mutating func law() throws -> LawText? {
        try words("law", "A law as ebb law takes it; the store's unless given.").map { text in
            do { return try LawText(parsing: text) } catch {
                throw Failure.badRequest("\(error)")
            }
        }
    }
}
