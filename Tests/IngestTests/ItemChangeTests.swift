import Interest
import Testing

@testable import Ingest

/// What files say about items that are in the catalog already.
struct ItemChangeTests {
    private func edits(
        _ text: String, _ options: ImportOptions = ImportOptions()
    ) throws -> [[ItemEdit]] {
        let reading = try readChanges(text, options)
        #expect(reading.sentences == [])
        return reading.records.map(\.edits)
    }

    @Test func `a file changes the fields that it has, and no others`() throws {
        #expect(try edits("id,title\n7,Lamp\n") == [[.title("Lamp")]])
        #expect(
            try edits("id,title,hidden\n7,,\n8,NULL,1\n")
                == [[.title(nil), .hidden(false)], [.title(nil), .hidden(true)]])
        #expect(
            try edits(
                """
                {"id":"7","hidden":true}
                {"id":"7","title":null,"labels":["a"]}
                {"id":"7"}
                """) == [[.hidden(true)], [.title(nil), .labels(["a"])], []])
    }

    @Test(arguments: [
        "id,action\na,delete\nb,update\n", "id,deleted\na,true\nb,0\n",
        "item_id,op,title\na,D,x\nb,u,y\n",
        #"{"id":"a","action":"removed"}"# + "\n" + #"{"id":"b","action":"upsert"}"#,
        #"{"id":"a","isDeleted":true}"# + "\n" + #"{"id":"b","isDeleted":false}"#,
    ])
    func `an action says which items are removed`(text: String) throws {
        #expect(try readChanges(text).records.map(\.kind) == [.removal, .update])
    }

    @Test func `every item of a file is removed where that was asked for`() throws {
        let options = ImportOptions { $0.removesItems = true }
        #expect(
            try readChanges("id,title\na,x\n", options).records
                == [ItemChange(id: ItemID(unchecked: "a"), kind: .removal)])
        let list = try readChanges("id\na\nb\n", options)
        #expect(list.records.map(\.id.text) == ["a", "b"])
        #expect(list.records.allSatisfy { $0.kind == .removal })
    }

    @Test func `a column called action that holds no actions is not read`() throws {
        let text = "id,title,Action,Comedy\n1,Heat,1,0\n2,Airplane!,0,1\n"
        #expect(try readChanges(text).records.map(\.kind) == [.update, .update])
        let json = #"{"id":"1","action":{"x":1}}"# + "\n" + #"{"id":"2","action":"jump"}"#
        #expect(try readChanges(json).records.map(\.kind) == [.update, .update])
        let mapped = ImportOptions { $0.names = ["action": "what"] }
        #expect(
            try readChanges("id,what\n1,delete\n2,jump\n", mapped).sentences
                == [
                    "line 3, byte 19: the action \"jump\" is unknown: an item is updated or deleted"
                ])
    }

    @Test func `properties that stand one a line change one field each`() throws {
        let text = """
            timestamp,itemid,property,value
            1435460400000,460429,categoryid,1338
            1441508400000,206783,888,1116713 960601 n277.200
            1439089200000,395014,790,n1320.000
            1431226800000,59481,available,0

            """
        let reading = try readChanges(text)
        #expect(reading.detection?.dialect == .retailRocketItems)
        #expect(
            reading.records.map(\.edits) == [
                [.categories(["1338"])],
                [.label("888", .array([.text("1116713"), .text("960601"), .text("n277.200")]))],
                [.label("790", .number(1320))], [.hidden(true)],
            ])
        #expect(reading.records[0].time == Timestamp(seconds: 1_435_460_400))
        #expect(
            try edits(#"{"item":"a","property":"price","value":9.5,"timestamp":1}"#)
                == [[.label("price", .number(9.5))]])
        #expect(
            try edits("item_id;attribute;value\na;price;9,5\na;title;Lamp\na;color;red|blue\n")
                == [
                    [.label("price", .number(9.5))], [.title("Lamp")],
                    [.label("color", .array([.text("red"), .text("blue")]))],
                ])
        // Columns beside others are no properties.
        #expect(try edits("id,title,property,value\na,Lamp,x,y\n") == [[.title("Lamp")]])
    }

    @Test func `columns become labels with their types`() throws {
        let options = ImportOptions {
            $0.labelColumns = ["price=number", "code=text", "tags2=list", "size"].compactMap(
                LabelColumn.init)
        }
        let text = "id,price,code,tags2,size\n1,9.50,007,a|b,12\n2,,5,,XL\n3,cheap,1,x,\"12\"\n"
        let reading = try readChanges(text, options)
        #expect(
            reading.records.map(\.edits) == [
                [
                    .label("price", .number(9.5)), .label("code", .text("007")),
                    .label("tags2", .array([.text("a"), .text("b")])), .label("size", .integer(12)),
                ],
                [
                    .label("price", .null), .label("code", .text("5")), .label("tags2", .null),
                    .label("size", .text("XL")),
                ],
            ])
        #expect(reading.reasons == [.badValue])
        let rest = ImportOptions { $0.labelColumns = ["*"].compactMap(LabelColumn.init) }
        #expect(
            try edits("id,title,brand,year\n1,Lamp,Acme,1999\n", rest)
                == [
                    [
                        .title("Lamp"), .label("brand", .text("Acme")),
                        .label("year", .integer(1999)),
                    ]
                ])
        #expect(
            try edits(#"{"id":"1","brand":"Acme","new":true,"size":{"h":2},"old":null}"#, rest)
                == [
                    [
                        .label("brand", .text("Acme")), .label("new", .text("true")),
                        .label("size", .object([.init(name: "h", value: .integer(2))])),
                        .label("old", .null),
                    ]
                ])
        let missing = ImportOptions { $0.labelColumns = ["cost"].compactMap(LabelColumn.init) }
        let error = #expect(throws: ImportError.self) {
            try readChanges("id,title,price\n1,Lamp,2\n", missing)
        }
        #expect(
            error?.message == "memory has no column \"cost\" for a label: it has id, title, price")
    }
}

/// What changes do to an entry of a catalog.
struct CatalogEntryTests {
    private let id = ItemID(unchecked: "a")

    private func entry(_ changes: [ItemChange]) -> CatalogEntry {
        changes.reduce(into: CatalogEntry(id: id)) { $0.apply($1) }
    }

    private func price(_ value: Double, at seconds: Int64?) -> ItemChange {
        ItemChange(
            id: id, edits: [.label("price", .number(value))],
            time: seconds.map { Timestamp(seconds: $0) })
    }

    @Test func `the newest value counts in whatever order values come`() {
        let (old, new) = (price(1, at: 10), price(2, at: 20))
        #expect(entry([old, new]) == entry([new, old]))
        #expect(entry([new, old]).item?.labels.json["price"] == .number(2))
        #expect(entry([new, price(3, at: nil)]).item?.labels.json["price"] == .number(3))
        #expect(entry([new, price(3, at: 20)]).item?.labels.json["price"] == .number(3))
    }

    @Test func `words stay beside a label that comes later`() throws {
        let words = ItemChange(id: id, edits: [.labels(["red", "old"])])
        let json = try #require(entry([words, price(2, at: nil)]).item?.labels)
        #expect(json.json.description == #"{"tags":["red","old"],"price":2.0}"#)
        let cleared = ItemChange(id: id, edits: [.label("tags", .null), .label("price", .null)])
        #expect(entry([words, price(2, at: nil), cleared]).item?.labels == Labels.none)
    }

    @Test func `a removed item comes back without what it had`() {
        let removal = ItemChange(id: id, kind: .removal)
        let removed = entry([price(2, at: 20), removal])
        #expect(removed.item == nil && removed.isRemoved && removed.times.isEmpty)
        let back = entry([price(2, at: 20), removal, ItemChange(id: id)])
        #expect(back.item == Item(id: id) && !back.isRemoved)
    }

    @Test func `a replacement clears what it does not mention`() {
        let first = ItemChange(id: id, edits: [.title("Lamp"), .hidden(true)])
        let whole = ItemChange(id: id, kind: .replacement, edits: [.categories(["x"])])
        #expect(entry([first, whole]).item == Item(id: id, categories: ["x"]))
    }
}
