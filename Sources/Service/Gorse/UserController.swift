internal import Hummingbird
internal import Interest

/// Gorse's users: whoever has a profile, and whoever has behaved, whose profile then is empty.
struct UserController {
    let profiles: any ProfileDirectory
    let archive: any BehaviorArchive
    let configuration: ServiceConfiguration

    func addRoutes(to router: Router<ExchangeContext>) {
        router.post("api/user") { request, _ -> Response in
            try await put([GorseObject(request.json(upTo: configuration.bodyMax))])
        }
        router.post("api/users") { request, _ -> Response in
            let body = try await request.json(upTo: configuration.bodyMax)
            return try await put(
                GorseObject.list(body, "user", countMax: configuration.entriesMax))
        }
        router.get("api/users") { request, _ in try await list(request) }
        router.get("api/user/:id") { _, context -> Response in
            let profile = try await profile(of: UserID(path: context))
            return .json { $0.element(profile) }
        }
        router.patch("api/user/:id") { request, context in try await patch(request, context) }
        router.delete("api/user/:id") { _, context -> Response in
            let user = try UserID(path: context)
            _ = try await profiles.remove(user)
            _ = try await archive.remove(BehaviorSelection(user: user))
            return .success(1)
        }
    }

    private func put(_ objects: [GorseObject]) async throws -> Response {
        let all = try objects.map { try Profile($0) }
        try await Quotas.check(all.count, within: configuration.quotas.users, of: "users") {
            try await profiles.count()
        }
        try await profiles.put(all)
        return .success(all.count)
    }

    private func profile(of user: UserID) async throws -> Profile {
        if let profile = try await profiles.profile(of: user) { return profile }
        guard try await archive.contains(BehaviorSelection(user: user)) else {
            throw Failure(status: .notFound, message: "user \(user) not found")
        }
        return Profile(id: user)
    }

    /// Whoever is not known stays so, and is answered alike.
    private func patch(
        _ request: Request, _ context: ExchangeContext
    ) async throws -> Response {
        let user = try UserID(path: context)
        let object = try await GorseObject(request.json(upTo: configuration.bodyMax))
        let (labels, comment) = (try object.labels("Labels"), try object.comment("Comment"))
        let change: @Sendable (inout Profile) -> Void = { profile in
            if let labels { profile.labels = labels }
            if let comment { profile.comment = comment }
        }
        if try await profiles.update(user, change) { return .success(1) }
        if try await archive.contains(BehaviorSelection(user: user)) {
            var profile = Profile(id: user)
            change(&profile)
            try await profiles.put([profile])
        }
        return .success(1)
    }

    private func list(_ request: Request) async throws -> Response {
        let query = try Query(request, known: ["n", "cursor"])
        let count = try query.number(
            "n", in: 0...configuration.resultsMax, default: configuration.resultsDefault)
        let after = try GorseCursor.decode(query.text("cursor")).map(UserID.init(unchecked:))
        let page = try await GorseRoll(profiles, archive).page(after: after, limit: count)
        let last = page.count == count ? page.last : nil
        return .json { json in
            json.object { json in
                json.field("Cursor", last.map { GorseCursor.encode($0.id.text) } ?? "")
                json.field("Users") { json in
                    for profile in page { json.element(profile) }
                }
            }
        }
    }
}

/// Everybody there is, by id.
struct GorseRoll {
    private let profiles: any ProfileDirectory
    private let archive: any BehaviorArchive

    init(_ profiles: any ProfileDirectory, _ archive: any BehaviorArchive) {
        self.profiles = profiles
        self.archive = archive
    }

    /// The next users: of both lists the next ones are enough to know the next of both.
    func page(after user: UserID?, limit: Int) async throws(RepositoryError) -> [Profile] {
        let kept = try await profiles.page(after: user, limit: limit)
        let known = Dictionary(kept.map { ($0.id, $0) }) { first, _ in first }
        let behaving = try await archive.users(after: user, limit: limit)
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
