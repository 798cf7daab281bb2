/// The largest request of each endpoint, and what it may cost.
///
/// Sizes are those of the limits of `AdversarialSizeTests.configuration`. A line is method, path,
/// query, the kind of body, and the most operations on the store.
enum AdversarialSizes {
    /// One line of the table.
    struct Row: Sendable {
        let endpoint: String
        let query: String
        let body: Substring
        let operationsMax: Int
    }

    static let rows: [Row] = table.split(separator: "\n").map { line in
        let parts = line.split(separator: " ")
        return Row(
            endpoint: "\(parts[0]) \(parts[1])", query: parts[2] == "-" ? "" : "?\(parts[2])",
            body: parts[3], operationsMax: Int(parts[4]) ?? 0)
    }

    private static let table = """
        GET /api/admin/audit n=1000 - 0
        GET /api/admin/indexes - - 0
        GET /api/admin/item/{id} - - 53
        GET /api/admin/jobs n=1000 - 0
        DELETE /api/admin/jobs/{id} - - 0
        GET /api/admin/jobs/{id} - - 0
        POST /api/admin/jobs/{id} - - 0
        GET /api/admin/jobs/{id}/events - - 0
        GET /api/admin/jobs/{id}/rejects - - 0
        GET /api/admin/models - - 0
        DELETE /api/admin/models/{id}/{version} - - 0
        POST /api/admin/models/{id}/{version}/activate - - 0
        GET /api/admin/settings - - 1
        PUT /api/admin/settings - object 2
        GET /api/admin/stats - - 5
        DELETE /api/admin/user/{id} - - 4
        GET /api/admin/user/{id} n=1000 - 3
        GET /api/admin/user/{id}/interests points=2000&n=100 - 3
        GET /api/admin/user/{id}/recommendations n=100 - 6
        GET /api/admin/user/{id}/remains - - 4
        GET /api/admin/users n=100 - 1
        GET /api/bulk/feedback - - 4
        POST /api/bulk/feedback - feedback-lines 4
        GET /api/bulk/items - - 8
        POST /api/bulk/items - item-lines 2
        GET /api/bulk/users - - 8
        POST /api/bulk/users - user-lines 2
        GET /api/collaborative-filtering/{id} n=100&offset=900 - 6
        GET /api/collaborative-filtering/{id}/{category} n=100&offset=900 - 6
        GET /api/docs - - 0
        GET /api/dump - - 20
        GET /api/feedback n=100 - 2
        POST /api/feedback - feedback 2
        PUT /api/feedback - feedback 2
        GET /api/feedback/{first} n=100 - 2
        DELETE /api/feedback/{first}/{second} - - 1
        GET /api/feedback/{first}/{second} - - 2
        DELETE /api/feedback/{first}/{second}/{third} - - 1
        GET /api/feedback/{first}/{second}/{third} - - 2
        GET /api/health/live - - 0
        GET /api/health/ready - - 1
        POST /api/item - item 2
        GET /api/item-to-item/{name}/{id} n=100&offset=900 - 6
        DELETE /api/item/{id} - - 3
        GET /api/item/{id} - - 2
        PATCH /api/item/{id} - object 4
        DELETE /api/item/{id}/category/{category} - - 4
        PUT /api/item/{id}/category/{category} - - 4
        GET /api/item/{id}/feedback - - 3
        GET /api/item/{id}/feedback/{type} - - 3
        GET /api/item/{id}/neighbors n=100&offset=900 - 6
        GET /api/item/{id}/neighbors/{category} n=100&offset=900 - 6
        GET /api/item/{id}/users n=100 - 202
        GET /api/items n=100 - 6
        POST /api/items - items 2
        GET /api/latest n=100&offset=900 - 6
        GET /api/latest/{category} n=100&offset=900 - 6
        GET /api/non-personalized/{name} n=100&offset=900 - 6
        GET /api/openapi.json - - 0
        GET /api/recommend - - 0
        GET /api/recommend/{id} n=100&offset=900&explain=true - 8
        GET /api/recommend/{id}/{category} n=100&offset=900 - 8
        POST /api/restore - empty 2
        POST /api/session/recommend n=100&offset=900 session 8
        POST /api/session/recommend/{category} n=100&offset=900 session 8
        POST /api/user - user 2
        GET /api/user-to-user/{name}/{id} n=100 - 223
        DELETE /api/user/{id} - - 2
        GET /api/user/{id} - - 2
        PATCH /api/user/{id} - object 3
        GET /api/user/{id}/behaviors n=100 - 3
        GET /api/user/{id}/feedback - - 3
        GET /api/user/{id}/feedback/{type} - - 3
        GET /api/user/{id}/interests n=100&categories=true - 4
        GET /api/user/{id}/interests/history points=1000&n=100 - 4
        POST /api/user/{id}/interests/preview n=100 session 4
        GET /api/user/{id}/neighbors n=100 - 223
        GET /api/users n=100 - 4
        POST /api/users - users 2
        GET /metrics - - 0
        """
}
