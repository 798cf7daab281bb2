internal import Ingest

extension Specimen {
    /// Behaviors as other systems write them.
    static let known = [
        Specimen(
            name: "nested JSON", kind: .behaviors,
            text: #"""
                {"user":"u","action":"click","time":1,"items":[{"id":"a"},{"id":"b","n":[{}]}]}
                {"user":"v","action":"click","time":2,"items":[{"id":7}]}
                """#, format: nil, names: ["item": "items[].id"]),
        Specimen(
            name: "Segment", kind: .behaviors,
            text: #"""
                {"type":"track","userId":"u1","event":"Product Viewed","messageId":"m1",
                "properties":{"product_id":"p1","price":9.5},"timestamp":"2013-04-03T22:45:07Z"}
                {"type":"track","anonymousId":"a","event":"Order Completed","messageId":"m2",
                "properties":{"products":[{"product_id":"p"},{"sku":"q"}]},"timestamp":1365029107}
                """#.replacingLineEnds, format: nil),
        Specimen(
            name: "Google Analytics 4", kind: .behaviors,
            text: #"""
                {"event_timestamp":"1612069510766593","event_name":"view_item",
                "user_pseudo_id":"10.4","items":[{"item_id":"G1"},{"item_id":"G2"}]}
                {"event_timestamp":"1612069510766594","event_name":"scroll",
                "user_pseudo_id":"10.4","items":[]}
                """#.replacingLineEnds, format: nil),
        Specimen(
            name: "mongoexport", kind: .behaviors,
            text: #"""
                {"_id":{"$oid":"5f0000000000000000000001"},"userId":{"$numberLong":"5"},
                "itemId":"i","action":"click","timestamp":{"$date":{"$numberLong":"1365029107000"}}}
                {"_id":{"$oid":"5f0000000000000000000002"},"userId":"u","itemId":"j",
                "action":"click","timestamp":{"$date":"2013-04-03T22:45:07.000Z"}}
                """#.replacingLineEnds, format: nil),
        Specimen(
            name: "Snowplow's enriched events", kind: .behaviors,
            text: snowplow([3: "2013-04-03 22:45:07", 15: "d", 54: "view_item", 56: "p"])
                + snowplow([
                    3: "2013-04-03 22:45:07", 12: "u", 126: "view_item",
                    52: #"{"data":[{"schema":"x/product/1","data":{"id":"q"}}]}"#,
                ]), format: nil),
        Specimen(
            name: "semicolons, blanks and months", kind: .behaviors,
            text: """
                sep=;
                user; item ;action;value;time
                u ; i;rating; 4,5 ;25/04/2013 10:45
                "v" ;17850.0;click;NULL;03/04/2013 22:45
                """, format: nil),
    ]

    /// What files say about items that are there already.
    static let changes = [
        Specimen(
            name: "properties", kind: .items,
            text: """
                timestamp,itemid,property,value
                1435460400000,460429,categoryid,1338
                1441508400000,206783,888,1116713 960601 n277.200
                1431226800000,59481,available,0
                """, format: nil),
        Specimen(
            name: "actions", kind: .items,
            text: #"""
                {"id":"a","deleted":true}
                {"id":"b","deleted":false,"title":null,"time":"2024-01-31"}
                """#, format: nil),
        Specimen(
            name: "u.item", kind: .items,
            text: "1|Toy Story (1995)|01-Jan-1995||http://x|0|0|0|1|1|1"
                + String(repeating: "|0", count: 13) + "\n", format: nil),
    ]

    private static func snowplow(_ values: [Int: String]) -> String {
        var columns = Array(repeating: "", count: 131)
        columns[6] = "c6ef3124-b53a-4b13-a233-0088f79dcbcb"
        for (place, value) in values { columns[place] = value }
        return columns.joined(separator: "\t") + "\n"
    }
}

extension String {
    /// The text with every line that begins with a quote joined to the line before.
    fileprivate var replacingLineEnds: String {
        split(separator: "\n").reduce(into: "") { text, line in
            text += (line.hasPrefix("\"") || text.isEmpty ? "" : "\n") + line
        }
    }
}
