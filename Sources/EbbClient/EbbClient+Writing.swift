internal import HTTPCalls
public import Wire

extension EbbClient {
    /// Sends behaviors, all of them or none.
    ///
    /// Where each has a time or an event id, a repeat counts once, so the client retries. Others
    /// are sent a single time.
    ///
    /// - Returns: how many the server took.
    @discardableResult
    public func send(_ feedback: [Feedback]) async throws(EbbError) -> Int {
        let affected: RowsAffected = try await answer(
            "/api/feedback", body: feedback.json,
            isRepeatable: feedback.allSatisfy(\.isRepeatable))
        return affected.count
    }

    /// Sends one behavior.
    public func send(_ feedback: Feedback) async throws(EbbError) { try await send([feedback]) }

    /// An item of the catalog. Throws with the status 404 where nothing is known of it.
    public func item(_ id: String) async throws(EbbError) -> ItemRow {
        try await answer(RequestPath("/api/item/", id).text)
    }

    /// A page of all items by id; the next one begins at its cursor.
    public func items(
        count: Int = 100, cursor: String? = nil
    ) async throws(EbbError) -> ListPage<ItemRow> {
        try await answer(RequestPath("/api/items").with("n", count).with("cursor", cursor).text)
    }

    /// Adds items to the catalog, or replaces them.
    public func put(items: [ItemRow]) async throws(EbbError) {
        let _: RowsAffected = try await answer("/api/items", body: items.json)
    }

    /// Deletes an item and all behaviors on it.
    public func deleteItem(_ id: String) async throws(EbbError) {
        let _: RowsAffected = try await answer(
            RequestPath("/api/item/", id).text, method: .delete)
    }

    /// A user. Throws with the status 404 where nothing is known of them.
    public func user(_ id: String) async throws(EbbError) -> UserRow {
        try await answer(RequestPath("/api/user/", id).text)
    }

    /// A page of all users by id; the next one begins at its cursor.
    public func users(
        count: Int = 100, cursor: String? = nil
    ) async throws(EbbError) -> ListPage<UserRow> {
        try await answer(RequestPath("/api/users").with("n", count).with("cursor", cursor).text)
    }

    /// Adds users, or replaces their labels and comments.
    public func put(users: [UserRow]) async throws(EbbError) {
        let _: RowsAffected = try await answer("/api/users", body: users.json)
    }

    /// Deletes a user and all their behaviors.
    public func deleteUser(_ id: String) async throws(EbbError) {
        let _: RowsAffected = try await answer(
            RequestPath("/api/user/", id).text, method: .delete)
    }
}
