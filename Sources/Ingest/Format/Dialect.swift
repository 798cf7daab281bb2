internal import Interest

/// Whose files these are, where their lines follow the conventions of another system.
public enum Dialect: String, Hashable, Sendable, CaseIterable {
    /// JSON with `UserId`, `ItemId` and `FeedbackType`.
    case gorse = "in Gorse's shape"
    /// Metarank's events: one file has interactions, rankings, items and users.
    case metarank = "Metarank's events"
    /// MovieLens' ratings: `u.data` without a header, or `ratings.csv` with one that names a
    /// rating and no action. Each is a rating of at most 5.
    case movieLens = "in MovieLens' shape, each a rating of at most 5"
    /// A user, an item, a rating from 0 to 10 and a time, and no action: each is a rating.
    case ratings = "in MovieLens' shape, each a rating of at most 10"
    /// MovieLens' `u.item`, with a column a genre.
    case movieLensItems = "MovieLens' u.item"
    /// MovieLens' `movies.dat`.
    case movieLensMovies = "MovieLens' movies.dat"
    /// RetailRocket's item properties, one a line.
    case retailRocketItems = "RetailRocket's item properties, of which the newest count"
    /// Segment's `track` calls.
    case segment = "Segment's events"
    /// The export of Google Analytics 4 to BigQuery.
    case ga4 = "events of Google Analytics 4"
    /// Mixpanel's raw export.
    case mixpanel = "Mixpanel's events"
    /// The visits of Matomo's `Live.getLastVisitsDetails`.
    case matomo = "Matomo's visits"
    /// Snowplow's enriched events as JSON.
    case snowplow = "Snowplow's events"
    /// Amazon's reviews of 2018 and 2023.
    case amazon = "Amazon's reviews, each a rating of at most 5"
    /// Amazon's products of 2018 and 2023.
    case amazonItems = "Amazon's products"
    /// Yelp's `review.json`.
    case yelp = "Yelp's reviews, each a rating of at most 5"
    /// Yelp's `business.json`.
    case yelpItems = "Yelp's businesses"

    /// The highest value that a rating has, where it is another than Ebb's own.
    public var scale: Double? {
        switch self {
        case .movieLens, .amazon, .yelp: 5
        default: nil
        }
    }

    /// Whether each line is a rating, though none says so.
    public var holdsRatings: Bool {
        switch self {
        case .movieLens, .ratings, .amazon, .yelp: true
        default: false
        }
    }

    /// What separates words in one text, where it is another than the usual.
    public var listSeparator: String? { self == .yelpItems ? "," : nil }

    /// Whether files of it are in Windows-1252 where they are not in UTF-8.
    var isWesternByDefault: Bool { self == .movieLensItems || self == .movieLensMovies }

    /// What the events of it are called here; those that are not among them are about something
    /// else. Nil where all are taken as they are.
    var actions: [String: Action]? {
        switch self {
        case .segment, .mixpanel: Self.trackingPlan
        case .ga4: Self.analytics
        case .matomo:
            ["action": .browse, "ecommerceOrder": .purchase, "outlink": .click, "download": .click]
        case .snowplow:
            Self.analytics.merging(
                [
                    "product_view": .browse, "list_click": .click, "transaction": .purchase,
                    "promo_click": .click, "add-to-basket": .click,
                ]) { first, _ in first }
        default: nil
        }
    }

    /// Ebb's own actions, which a known shape may use as well.
    static let ownActions = ["click", "browse", "purchase", "rating"]

    private static let trackingPlan: [String: Action] = [
        "Product Viewed": .browse, "Product Clicked": .click, "Product Added": .click,
        "Product Added to Wishlist": .click, "Order Completed": .purchase,
        "Viewed Product": .browse, "Added Product": .click, "Completed Order": .purchase,
        "view": .browse, "click": .click, "purchase": .purchase, "browse": .browse,
    ]
    private static let analytics: [String: Action] = [
        "view_item": .browse, "select_item": .click, "add_to_cart": .click,
        "add_to_wishlist": .click, "purchase": .purchase,
    ]
}
