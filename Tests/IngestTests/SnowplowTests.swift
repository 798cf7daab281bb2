import Interest
import Testing

@testable import Ingest

/// Snowplow's enriched events, as its pipeline writes them.
struct SnowplowTests {
    static func line(_ values: [Int: String]) -> String {
        var columns = Array(repeating: "", count: SnowplowLine.columnCount)
        columns[0] = "shop"
        columns[3] = "2013-04-03 22:45:07.250"
        columns[6] = "c6ef3124-b53a-4b13-a233-0088f79dcbcb"
        columns[15] = "d1"
        for (place, value) in values { columns[place] = value }
        return columns.joined(separator: "\t")
    }

    private static let product =
        #"{"schema":"iglu:com.snowplowanalytics.snowplow/contexts/jsonschema/1-0-0","data":["#
        + #"{"schema":"iglu:com.snowplowanalytics.snowplow/web_page/jsonschema/1-0-0","#
        + #""data":{"id":"page"}},"#
        + #"{"schema":"iglu:com.snowplowanalytics.snowplow.ecommerce/product/jsonschema/1-0-0","#
        + #""data":{"id":"p\u00e9 1"}}]}"#
    private static let view =
        #"{"schema":"iglu:com.snowplowanalytics.snowplow/unstruct_event/jsonschema/1-0-0","#
        + #""data":{"schema":"iglu:x/snowplow_ecommerce_action/jsonschema/1-0-0","#
        + #""data":{"type":"product_view"}}}"#

    @Test func `enriched events need no flags`() throws {
        let lines = [
            Self.line([12: "u1", 54: "add-to-basket", 56: "p2", 124: "2013-04-03 22:45:08"]),
            Self.line([52: Self.product, 58: Self.view, 126: "snowplow_ecommerce_action"]),
            Self.line([126: "page_view"]), Self.line([126: "page_ping", 56: "p3"]),
        ]
        let reading = try readBehaviors(lines.joined(separator: "\n"))
        #expect(reading.detection?.dialect == .snowplow)
        #expect(
            reading.records.map(\.user.text) == ["u1", "d1"]
                && reading.records.map(\.item.text) == ["p2", "pé 1"])
        #expect(reading.records.map(\.action) == [.click, .browse])
        #expect(
            reading.records.map(\.time.description)
                == ["2013-04-03T22:45:08Z", "2013-04-03T22:45:07.250Z"])
        #expect(reading.records[0].event?.text == "c6ef3124-b53a-4b13-a233-0088f79dcbcb")
        #expect(reading.counts.skipped == 2)
        #expect(reading.isAccounted)
    }

    @Test func `a context that is damaged is no product`() throws {
        let lines = [
            Self.line([52: String(Self.product.dropLast(3)), 54: "view_item", 56: "p"]),
            Self.line([52: "{", 54: "view_item", 56: "q"]),
        ]
        let reading = try readBehaviors(lines.joined(separator: "\n"))
        #expect(reading.records.map(\.item.text) == ["p", "q"])
    }
}
