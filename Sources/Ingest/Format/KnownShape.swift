/// JSON of another system, known by the fields it has: where ours lie in it, and what its events
/// are called here.
struct KnownShape: Sendable {
    /// Whose it is.
    let dialect: Dialect
    /// What it holds, by the noun of the record.
    let noun: String
    /// What a line of it has.
    let signs: [String]
    /// Where each of our fields lies: the places to look at, in their order.
    let fields: [String: [String]]

    /// The shape that most lines of a sample have.
    static func find(_ lines: [[UInt8]], noun: String) -> KnownShape? {
        all.first { shape in
            guard shape.noun == noun else { return false }
            let signs = shape.signs.map { JSONPath($0) ?? JSONPath(key: $0) }
            let count = lines.count { line in
                let object = JSONShape.object(line.span)
                return signs.allSatisfy { $0.token(in: object, line.span) != nil }
            }
            return count * 2 > lines.count
        }
    }

    private static let behaviors = BehaviorShape.noun
    private static let items = ItemShape.noun

    private static let all: [KnownShape] = [
        KnownShape(
            dialect: .segment, noun: behaviors, signs: ["type", "event", "properties"],
            fields: [
                "event": ["messageId"], "user": ["userId", "anonymousId", "user_id"],
                "item": [
                    "properties.product_id", "properties.productId", "properties.item_id",
                    "properties.sku", "properties.products[].product_id",
                    "properties.products[].productId", "properties.products[].sku",
                ],
                "action": ["event"], "time": ["timestamp", "originalTimestamp", "sentAt"],
            ]),
        KnownShape(
            dialect: .ga4, noun: behaviors,
            signs: ["event_name", "event_timestamp", "user_pseudo_id"],
            fields: [
                "user": ["user_id", "user_pseudo_id"], "item": ["items[].item_id"],
                "action": ["event_name"], "time": ["event_timestamp"],
            ]),
        KnownShape(
            dialect: .mixpanel, noun: behaviors,
            signs: ["event", "properties.distinct_id", "properties.time"],
            fields: [
                "event": ["properties.$insert_id"],
                "user": ["properties.$user_id", "properties.distinct_id"],
                "item": [
                    "properties.product_id", "properties.productId", "properties.item_id",
                    "properties.Product ID", "properties.sku",
                ],
                "action": ["event"], "time": ["properties.time"],
            ]),
        KnownShape(
            dialect: .matomo, noun: behaviors, signs: ["idVisit", "visitorId", "actionDetails"],
            fields: [
                "user": ["userId", "visitorId"],
                "item": [
                    "actionDetails[].productViewSku", "actionDetails[].pageIdAction",
                    "actionDetails[].url",
                ],
                "action": ["actionDetails[].type"], "time": ["actionDetails[].timestamp"],
            ]),
        KnownShape(
            dialect: .snowplow, noun: behaviors,
            signs: ["event_id", "collector_tstamp", "domain_userid"],
            fields: [
                "event": ["event_id"], "user": ["user_id", "domain_userid"],
                "item": [
                    "contexts_com_snowplowanalytics_snowplow_ecommerce_product_1[].id",
                    "se_property", "se_label",
                ],
                "action": [
                    "unstruct_event_com_snowplowanalytics_snowplow_ecommerce_"
                        + "snowplow_ecommerce_action_1.type", "se_action", "event_name",
                ],
                "time": ["derived_tstamp", "collector_tstamp"],
            ]),
        KnownShape(
            dialect: .amazon, noun: behaviors, signs: ["reviewerID", "asin", "overall"],
            fields: [
                "user": ["reviewerID"], "item": ["asin"], "value": ["overall"],
                "time": ["unixReviewTime"],
            ]),
        KnownShape(
            dialect: .amazon, noun: behaviors, signs: ["user_id", "parent_asin", "rating"],
            fields: [
                "user": ["user_id"], "item": ["parent_asin"], "value": ["rating"],
                "time": ["timestamp"],
            ]),
        KnownShape(
            dialect: .yelp, noun: behaviors, signs: ["review_id", "business_id", "stars"],
            fields: [
                "event": ["review_id"], "user": ["user_id"], "item": ["business_id"],
                "value": ["stars"], "time": ["date"],
            ]),
        KnownShape(
            dialect: .yelpItems, noun: items, signs: ["business_id", "name", "categories"],
            fields: [
                "id": ["business_id"], "title": ["name"], "categories": ["categories"],
            ]),
        KnownShape(
            dialect: .amazonItems, noun: items, signs: ["main_category", "parent_asin"],
            fields: [
                "id": ["parent_asin"], "title": ["title"],
                "categories": ["categories", "main_category"], "labels": ["store"],
            ]),
        KnownShape(
            dialect: .amazonItems, noun: items, signs: ["asin", "title", "category"],
            fields: [
                "id": ["asin"], "title": ["title"], "categories": ["category"],
                "labels": ["brand"],
            ]),
    ]
}
