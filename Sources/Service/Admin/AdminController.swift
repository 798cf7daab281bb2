internal import HTTPTypes
internal import Hummingbird
internal import Interest
internal import Metering
internal import Wire
internal import Work

/// Tells an operator what is in the store, how the server does, and who did what.
struct AdminController {
    let dependencies: ServiceDependencies
    let admin: AdminDependencies
    private let started: Timestamp
    private let health: ServerHealth
    private let outdated: KeptNumber
    private let gone: KeptNumber

    init(_ dependencies: ServiceDependencies, _ admin: AdminDependencies) {
        self.dependencies = dependencies
        self.admin = admin
        started = dependencies.now()
        health = ServerHealth(dependencies.registry)
        outdated = KeptNumber(for: admin.limits.countInterval)
        gone = KeptNumber(for: admin.limits.countInterval)
    }

    var endpoints: [Endpoint] {
        [
            Endpoint(
                .get, "/api/admin/stats", AdminEndpoints.group,
                "What the store holds, how busy the server is, and how models were trained.",
                access: .admin, answer: AdminEndpoints.object
            ) { _ in
                try await stats()
            }
            .asMaintenance(),
            Endpoint(
                .get, "/api/admin/indexes", AdminEndpoints.group,
                "The indexes of every collection.", access: .admin, answer: AdminEndpoints.list
            ) { _ in
                try await indexes()
            }
            .asMaintenance(),
            Endpoint(
                .get, "/api/admin/audit", AdminEndpoints.group, "Who did what, the newest first.",
                access: .admin,
                query: { query in
                    (
                        count: try query.number(
                            "n", in: 0...admin.limits.listMax, default: 100,
                            "How many; 100 unless given."),
                        before: try query.time("before", "Only what was done before.")
                    )
                },
                answer: AdminEndpoints.list
            ) { call in
                try await audit(call.query.count, before: call.query.before)
            },
            Endpoint(
                .get, "/api/admin/users", AdminEndpoints.group,
                "Users by the beginning of their id.", access: .admin,
                query: { query in
                    (
                        count: try query.number(
                            "n", in: 0...100, default: 10, "How many; 10 unless given."),
                        prefix: try query.words("q", "How their ids begin.") ?? ""
                    )
                },
                answer: .json(.array(.text()))
            ) { call in
                try await users(call.query.count, startingWith: call.query.prefix)
            },
        ]
    }

    private func stats() async throws -> Response {
        let now = dependencies.now()
        let pendingMax = admin.limits.pendingMax
        let log = try await dependencies.behaviors.count(pendingMax: pendingMax)
        let retention = try await dependencies.behaviors.retention()
        let counts = [
            ("Behaviors", log.behaviors), ("Pending", log.pending),
            ("WeightDocuments", try await dependencies.weights.count()),
            (
                "Outdated",
                try await outdated.number(at: now) {
                    try await dependencies.weights.outdatedCount()
                }
            ),
            ("Profiles", try await admin.profiles.count()),
            ("Items", try await dependencies.items.count()),
            (
                "Gone",
                retention == nil
                    ? 0 : try await gone.number(at: now) { try await admin.inspector.goneCount() }
            ),
        ]
        let settings = try await dependencies.settings.settings()
        let models = try await admin.models.summaries()
        let servers = try await dependencies.presence?.servers() ?? []
        let (training, quality) = (dependencies.training?.standing, dependencies.quality)
        let last = try await admin.desk.newest(1, of: "train").first
        return .json { json in
            json.object { json in
                json.field("At", now.description)
                json.field("Started", started.description)
                for (name, count) in counts { json.field(name, count) }
                // There may be more than were counted.
                json.field("PendingIsMore", log.pending == pendingMax)
                json.field("Retention", retention?.description)
                json.field("Law", LawText(settings.law).description)
                json.field("Models", all: models.map { ModelRow($0) })
                json.field("Servers") { json in servers.forEach { json.write($0, $1) } }
                json.field("TrainsItself", training != nil)
                json.field("TrainingStanding", training?.sentence)
                json.field("TrainingLoad", training?.load)
                json.field("NewBehaviors", training?.new)
                json.field("LastTrainingState", last?.state.rawValue)
                json.field("LastTrainingStarted", last?.started.description)
                json.field("LastTrainingReason", last?.reason ?? last?.startedBy)
                json.field("LastTrainingMessage", last?.message)
                if let quality { json.write(quality) }
                health.write(to: &json)
            }
        }
    }

    private func indexes() async throws -> Response {
        let indexes = try await admin.inspector.indexes()
        return .json { json in
            json.array { json in indexes.forEach { json.write($0, as: "Index") } }
        }
    }

    private func audit(_ count: Int, before time: Timestamp?) async throws -> Response {
        let entries = try await admin.audit.newest(count, before: time)
        return .json { json in
            json.array { json in
                for entry in entries {
                    json.object { json in
                        json.field("Time", entry.time.description)
                        json.field("Who", entry.operatorName)
                        json.field("Action", entry.action)
                        json.field("Target", entry.target)
                        json.field("Detail", entry.detail)
                        json.field("Status", entry.status)
                    }
                }
            }
        }
    }

    private func users(_ count: Int, startingWith prefix: String) async throws -> Response {
        let users = try await admin.inspector.users(startingWith: prefix, limit: count)
        return .json { json in
            json.array { json in users.forEach { json.element($0.text) } }
        }
    }
}

extension JSONWriter {
    /// A document of the store under a name.
    mutating func write(_ document: RawDocument, as name: String) {
        object { json in
            json.field("Collection", document.collection)
            json.field(name, RawJSON(text: document.json))
        }
    }

    /// A server of the store.
    mutating func write(_ server: ServerRecord, _ state: ServerRecord.State) {
        object { json in
            json.field("Address", server.address)
            json.field("Host", server.owner.host)
            json.field("Process", server.owner.process)
            json.field("Version", server.version)
            json.field("State", state.rawValue)
            json.field("Started", server.started.description)
            json.field("Updated", server.updated.description)
            json.field("Stopped", server.stopped?.description)
            json.field("Acknowledged", server.acknowledged?.description)
        }
    }
}
