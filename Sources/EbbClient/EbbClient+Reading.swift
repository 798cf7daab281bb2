public import Interest
public import Wire

extension EbbClient {
    /// Recommends items to a user, best first.
    ///
    /// - Parameters:
    ///   - count: how many at most.
    ///   - category: only items of this category.
    ///   - time: the moment whose interests count, past or future; nil: now.
    public func recommend(
        to user: String, count: Int = 10, category: String? = nil, at time: Timestamp? = nil
    ) async throws(EbbError) -> [Score] {
        let path = Self.recommendations(user, count, category, time)
        return try await answer(path.text, headers: ["X-API-Version: 2"])
    }

    /// Recommends items, each with the interests that its score is made of.
    public func explain(
        to user: String, count: Int = 10, category: String? = nil, at time: Timestamp? = nil
    ) async throws(EbbError) -> [ExplainedItem] {
        let path = Self.recommendations(user, count, category, time).with("explain", "true")
        return try await answer(path.text)
    }

    private static func recommendations(
        _ user: String, _ count: Int, _ category: String?, _ time: Timestamp?
    ) -> RequestPath {
        RequestPath("/api/recommend/", user).with("n", count).with("category", category)
            .with("at", time)
    }

    /// What a user is interested in, strongest first, at a moment.
    ///
    /// - Parameter showsCategories: also sums the interests up by category and label.
    public func interests(
        of user: String, count: Int = 10, at time: Timestamp? = nil, showsCategories: Bool = false
    ) async throws(EbbError) -> InterestsAnswer {
        let path = RequestPath("/api/user/", user, "/interests").with("n", count).with("at", time)
            .with("categories", showsCategories ? "true" : nil)
        return try await answer(path.text)
    }

    /// How a user's strongest interests came and went.
    ///
    /// - Parameters:
    ///   - count: how many interests at most.
    ///   - points: at how many moments.
    public func history(
        of user: String, count: Int = 10, points: Int = 60, from start: Timestamp? = nil,
        to end: Timestamp? = nil
    ) async throws(EbbError) -> HistoryAnswer {
        let path = RequestPath("/api/user/", user, "/interests/history").with("n", count)
            .with("points", points).with("from", start).with("to", end)
        return try await answer(path.text)
    }

    /// Items that go with an item, best first.
    public func neighbors(
        ofItem item: String, count: Int = 10
    ) async throws(EbbError) -> [Score] {
        try await answer(RequestPath("/api/item/", item, "/neighbors").with("n", count).text)
    }

    /// Users with interests like a user's, most alike first.
    public func neighbors(
        ofUser user: String, count: Int = 10
    ) async throws(EbbError) -> [Score] {
        try await answer(RequestPath("/api/user/", user, "/neighbors").with("n", count).text)
    }

    /// The items with most recent behaviors, hottest first; empty before `trending` is trained.
    public func trending(count: Int = 10) async throws(EbbError) -> [Score] {
        try await answer(RequestPath("/api/non-personalized/trending").with("n", count).text)
    }

    /// Whether the server is ready; an answer, too, where its store is away.
    public func health() async throws(EbbError) -> HealthAnswer {
        try await answer("/api/health/ready", accepted: 503)
    }

    /// What the server measures, in Prometheus' format.
    public func metrics() async throws(EbbError) -> String {
        String(decoding: try await bytes("/metrics"), as: UTF8.self)
    }

    /// The newest jobs, newest first; needs a key with `admin`.
    public func jobs(count: Int = 50) async throws(EbbError) -> [JobRow] {
        let found: JobsAnswer = try await answer(
            RequestPath("/api/admin/jobs").with("n", count).text)
        return found.jobs
    }

    /// A job with what its command printed; needs a key with `admin`.
    public func job(_ id: String) async throws(EbbError) -> JobRow {
        try await answer(RequestPath("/api/admin/jobs/", id).text)
    }

    /// Every version of every model; needs a key with `admin`.
    public func models() async throws(EbbError) -> [ModelRow] {
        try await answer("/api/admin/models")
    }
}
