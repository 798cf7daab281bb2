internal import HTTPTypes
internal import Hummingbird
internal import Interest
internal import Recommending
internal import Wire
internal import Work

/// Gorse's users: those with a profile, and those with behaviors alone, whose profile is empty.
struct UserController {
    let profiles: any ProfileDirectory
    let editor: any BehaviorEditor
    /// Forgets who is deleted.
    let sketch: UserSketch
    /// Likewise.
    let models: (any ModelLoader)?
    /// Erases what is too much for a request; nil where there are no jobs.
    let erasing: UserErasing?
    let configuration: ServiceConfiguration

    private static let group = "Users"

    var endpoints: [Endpoint] { lists + ofOne }

    private var lists: [Endpoint] {
        [
            Endpoint(
                .post, "/api/user", Self.group, "Adds a user, or replaces one.", access: .write,
                body: .object(.givenUser, example: Self.example), failures: [410]
            ) { call in
                try await put([call.body])
            },
            Endpoint(
                .post, "/api/users", Self.group, "Adds or replaces users.", access: .write,
                body: .list(
                    "user", .givenUser, max: configuration.entriesMax,
                    example: "[\(Self.example)]"), failures: [410]
            ) { call in
                try await put(call.body)
            },
            Endpoint(
                .get, "/api/users", Self.group, "Everybody who is known, by id, page by page.",
                access: .read, query: { try PageQuery(&$0, configuration) }
            ) { call in
                try await page(call.query)
            },
        ]
    }

    private var ofOne: [Endpoint] {
        [
            Endpoint(
                .get, "/api/user/{id}", Self.group, "One user.", access: .read, failures: [404]
            ) { call in
                try await profile(of: UserID(path: call.context))
            },
            Endpoint(
                .patch, "/api/user/{id}", Self.group,
                "Changes the fields of a user that the body names; an unknown user stays unknown.",
                access: .write,
                body: .object(.userPatch, example: #"{"Labels":["films"]}"#), failures: [410]
            ) { call in
                try await patch(UserID(path: call.context), call.body)
            },
            Endpoint(
                .delete, "/api/user/{id}", Self.group,
                "Deletes a user with all of their feedback. Of very much feedback a part is "
                    + "deleted at once, and reads answer as if all were; a job deletes the rest, "
                    + "and until it has ended the user is kept out.", access: .write,
                answer: RowsAffected.shape?.goingOn
            ) { call -> Response in
                try await delete(UserID(path: call.context), by: call.context.operatorName)
            },
        ]
    }

    private static let example = #"{"UserId":"ann","Labels":["films"],"Comment":"Ann"}"#

    private func put(_ objects: [GorseObject]) async throws -> RowsAffected {
        let all = try objects.map { try Profile($0) }
        try await Quotas.check(all.count, within: configuration.quotas.users, of: "users") {
            try await profiles.count()
        }
        try await profiles.put(all)
        return RowsAffected(count: all.count)
    }

    private func delete(_ user: UserID, by name: String) async throws -> Response {
        _ = try await profiles.remove(user)
        let all = BehaviorSelection(user: user)
        var job: JobRecord?
        if let erasing, erasing.goesOn {
            let removed = try await editor.remove(all, atMost: erasing.limit)
            if !removed.isWhole {
                job = try await erasing.erase(user, readmits: true, by: name).1
            }
        } else {
            _ = try await editor.remove(all)
        }
        sketch.forget(user)
        try await models?.forget(user)
        return .json(job == nil ? .ok : .accepted) { RowsAffected(count: 1).write(to: &$0) }
    }

    private func profile(of user: UserID) async throws -> UserRow {
        if let profile = try await profiles.profile(of: user) { return UserRow(profile) }
        guard try await editor.contains(BehaviorSelection(user: user)) else {
            throw Failure(status: .notFound, message: "user \(user) not found")
        }
        return UserRow(Profile(id: user))
    }

    /// An unknown user stays unknown, and the answer is the same.
    private func patch(_ user: UserID, _ object: GorseObject) async throws -> RowsAffected {
        let (labels, comment) = (try object.labels("Labels"), try object.comment("Comment"))
        let change: @Sendable (inout Profile) -> Void = { profile in
            if let labels { profile.labels = labels }
            if let comment { profile.comment = comment }
        }
        if try await profiles.update(user, change) { return RowsAffected(count: 1) }
        if try await editor.contains(BehaviorSelection(user: user)) {
            var profile = Profile(id: user)
            change(&profile)
            try await profiles.put([profile])
        }
        return RowsAffected(count: 1)
    }

    private func page(_ query: PageQuery) async throws -> ListPage<UserRow> {
        let after = query.cursor.map(UserID.init(unchecked:))
        let page = try await GorseRoll(profiles, editor).page(after: after, limit: query.count)
        return ListPage(
            next: page.count == query.count ? page.last?.id.text : nil,
            records: page.map { UserRow($0) })
    }
}

/// Everybody there is, by id.
struct GorseRoll {
    private let profiles: any ProfileDirectory
    private let editor: any BehaviorEditor

    init(_ profiles: any ProfileDirectory, _ editor: any BehaviorEditor) {
        self.profiles = profiles
        self.editor = editor
    }

    /// The next users: of both lists the next ones are enough to know the next of both.
    func page(after user: UserID?, limit: Int) async throws(RepositoryError) -> [Profile] {
        let kept = try await profiles.page(after: user, limit: limit)
        let known = Dictionary(kept.map { ($0.id, $0) }) { first, _ in first }
        let behaving = try await editor.users(after: user, limit: limit)
        let ids = Set(known.keys).union(behaving).sorted().prefix(limit)
        return ids.map { known[$0] ?? Profile(id: $0) }
    }
}

extension Profile {
    /// A user as Gorse's clients send one.
    init(_ object: GorseObject) throws(Failure) {
        let text = try object.text("UserId")
        self.init(
            id: try object.checked { () throws(Rejection) in try UserID(text) },
            labels: try object.labels("Labels") ?? .none,
            comment: try object.comment("Comment") ?? "")
    }
}

extension GorseObject {
    /// A comment, or an item's title.
    func comment(_ name: String) throws(Failure) -> String? {
        guard let text = try optionalText(name) else { return nil }
        guard text.utf8.count <= Note.commentLengthMax else {
            throw .badRequest(
                "\(place)\(name) has \(text.utf8.count) bytes: at most "
                    + "\(Note.commentLengthMax) are taken")
        }
        return text
    }
}
