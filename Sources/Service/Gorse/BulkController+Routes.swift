internal import HTTPTypes

extension BulkController {
    static let routes = ["users", "items", "feedback"].flatMap { name in
        [
            RouteDescription(
                .get, "/api/bulk/\(name)", "Everything at once",
                "All \(name) as JSON Lines.", answer: .text(mediaType: "application/jsonl")),
            RouteDescription(
                .post, "/api/bulk/\(name)", "Everything at once",
                "Takes \(name) in from JSON Lines: the part file of a form, or the body itself. "
                    + "Lines before one that is wrong are in.",
                body: .object([.needed("file", .text())], isOpen: true),
                bodyType: "multipart/form-data", needsBody: false, answer: .json(.success),
                failures: [410]),
        ]
    }
}

extension DumpController {
    static let routes = [
        RouteDescription(
            .get, "/api/dump", "Everything at once", "A backup in Gorse's format.",
            answer: .text(mediaType: "application/octet-stream")),
        RouteDescription(
            .post, "/api/restore", "Everything at once", "Takes in a backup in Gorse's format.",
            body: .text(min: 1), bodyType: "application/octet-stream",
            answer: .json(
                .object([
                    .needed("Users", .size), .needed("Items", .size), .needed("Feedback", .size),
                ])), failures: [410]),
    ]
}

extension JSONSchema {
    /// A number of things.
    fileprivate static let size = whole(0...Int(Int32.max))
}
