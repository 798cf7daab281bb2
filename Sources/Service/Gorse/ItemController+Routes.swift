internal import HTTPTypes

extension ItemController {
    private static let group = "Items"

    static let routes = [
        RouteDescription(
            .post, "/api/item", group, "Adds an item, or replaces one.", body: .givenItem,
            answer: .json(.success)),
        RouteDescription(
            .post, "/api/items", group, "Adds or replaces items.",
            body: .array(.givenItem, max: ServiceConfiguration().entriesMax),
            answer: .json(.success)),
        RouteDescription(
            .get, "/api/items", group,
            "Every item, by id, page by page; or those that some words are about, the best first.",
            query: [.count, .cursor, .init("q", .text(), "Words to look for.")],
            answer: .json(.page(of: .item, as: "Items"))),
        RouteDescription(
            .get, "/api/item/{id}", group, "One item.", answer: .json(.item), failures: [404]),
        RouteDescription(
            .patch, "/api/item/{id}", group,
            "Changes what the body names of an item; what is not known stays so.",
            body: .itemPatch, answer: .json(.success)),
        RouteDescription(
            .delete, "/api/item/{id}", group, "Takes away an item with all of its feedback.",
            answer: .json(.success)),
        RouteDescription(
            .put, "/api/item/{id}/category/{category}", group, "Puts an item into a category.",
            inPath: [.category], answer: .json(.success), failures: [404]),
        RouteDescription(
            .delete, "/api/item/{id}/category/{category}", group,
            "Takes an item out of a category.",
            inPath: [.category], answer: .json(.success), failures: [404]),
    ]
}
