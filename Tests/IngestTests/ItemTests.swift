import Interest
import Testing

@testable import Ingest

struct ItemTests {
    static let film = Item(
        id: ItemID(unchecked: "7"), title: "Fantômas (1913)", categories: ["Crime", "Drama"],
        labels: ["silent"], hidden: true, time: Timestamp(seconds: -1_788_000_000))

    static let spellings: [String] = [
        #"{"id":"7","title":"Fant\u00f4mas (1913)","categories":["Crime","Drama"],"#
            + #""labels":["silent"],"hidden":true,"time":"1913-05-05T13:20:00Z"}"#,
        #"{"ItemId":7,"Comment":"Fantômas (1913)","Categories":["Crime","Drama"],"#
            + #""Labels":["silent"],"IsHidden":true,"Timestamp":"1913-05-05T13:20:00Z"}"#,
        #"{"id":"7","title":"Fantômas (1913)","categories":"Crime|Drama|","#
            + #""labels":"silent","hidden":"1","time":-1788000000}"#,
        "id,title,categories,labels,hidden,time\n"
            + "7,Fantômas (1913),Crime|Drama,silent,true,-1788000000\n",
    ]

    @Test(arguments: spellings)
    func `one item is understood in each of its spellings`(text: String) throws {
        let reading = try readItems(text)
        #expect(reading.records == [Self.film])
        #expect(reading.sentences == [])
    }

    @Test func `an id is enough`() throws {
        let item = Item(id: ItemID(unchecked: "7"))
        #expect(try readItems(#"{"id":"7"}"#).records == [item])
        let gorse =
            #"{"ItemId":"7","Labels":null,"Categories":[],"Timestamp":"0001-01-01T00:00:00Z"}"#
        #expect(try readItems(gorse).records == [item])
    }

    @Test(arguments: [
        (#"{"title":"x"}"#, Reject.Kind.missingField), (#"{"id":""}"#, .badIdentifier),
        (#"{"id":"7","title":5.5,"labels":true}"#, .wrongType),
        (#"{"id":"7","labels":[1,true]}"#, .wrongType),
        (#"{"id":"7","hidden":"maybe"}"#, .wrongType), (#"{"id":"7","hidden":[]}"#, .wrongType),
        (#"{"id":"7","time":"once"}"#, .badTime), (#"{"id":"7","time":1e25}"#, .badTime),
        (#"{"id":"7","categories":["\ud83d"]}"#, .notUTF8),
        (#"{"id":"7","title":"\#(String(repeating: "x", count: 20_000))"}"#, .tooMuchText),
        (#"{"id":"7","labels":["\#(String(repeating: "x", count: 1025))"]}"#, .tooMuchText),
        (#"{"id":"7","labels":"\#(String(repeating: "x|", count: 1000))"}"#, .tooMuchText),
    ])
    func `a bad item is rejected for its reason`(line: String, reason: Reject.Kind) throws {
        let reading = try readItems(line)
        #expect(reading.reasons == [reason], "\(reading.sentences)")
        #expect(reading.isAccounted)
    }
}
