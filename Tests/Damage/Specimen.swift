public import Ingest

/// Small valid files of every supported format, which tests then damage.
public struct Specimen: Sendable {
    /// What it holds.
    public enum Kind: Sendable { case behaviors, items, profiles }

    /// The name, for messages.
    public let name: String
    /// What it holds.
    public let kind: Kind
    /// Its text.
    public let text: String
    /// The format, if it is given; nil means that it must be detected.
    public let format: ImportFormat?
    /// The names of its fields, where they are not the usual ones.
    public var names: [String: String] = [:]

    /// One of each.
    public static let all: [Specimen] = behaviors + known + items + changes + profiles

    private static let behaviors = [
        Specimen(
            name: "JSON Lines", kind: .behaviors,
            text: #"""
                {"event":"e","user":"ué😀","item":"i","action":"rating","value":7.25,"time":136}
                {"user":"u\u00e9\ud83d\ude00","item":5,"action":"click","time":1e9,"x":{"a":[1,{}]}}
                {"user":"u","item":"\"\\\n","action":"browse","time":"2013-04-03T22:45:07.5+02:00"}
                """#, format: .jsonLines),
        Specimen(
            name: "JSON array", kind: .behaviors,
            text: #"""
                [{"user":"u","item":"i","action":"click","time":1},
                 {"user":"v",
                  "item":"[{\"},{", "x":[[],{"y":{}}],
                  "action":"click","time":2},{"user":"w","item":"j","action":"click","time":3}]

                """#, format: nil),
        Specimen(
            name: "Gorse's page", kind: .behaviors,
            text: #"""
                {"Cursor":"abc","Feedback":[{"FeedbackType":"click","UserId":"u","ItemId":"i",
                "Timestamp":"2013-04-03T22:45:07Z","Labels":{"a":["b"]},"Comment":"c"}]}
                """#, format: .json),
        Specimen(
            name: "Metarank's events", kind: .behaviors,
            text: #"""
                {"event":"interaction","id":1,"timestamp":5,"user":"u","type":"click","item":"i"}
                {"event":"item","id":"2","timestamp":"15","item":"i","fields":[{"name":"tags"}]}
                {"event":"ranking","id":"3","timestamp":"1599391467000","items":[{"id":"i"}]}
                """#, format: nil),
        Specimen(
            name: "CSV", kind: .behaviors,
            text: """
                event,user,item,action,value,time
                e,"u,""v""\",i,rating,7.25,1365029107
                ,u,i,click,,2013-04-03T22:45:07Z
                e,u,"two
                lines",purchase,-0,1365029107123
                """, format: .delimited(by: ",")),
        Specimen(
            name: "u.data", kind: .behaviors,
            text: "196\t242\t3\t881250949\n186\t302\t3\t891717742\n22\t377\t1\t878887116\n",
            format: nil),
        Specimen(
            name: "ratings.csv", kind: .behaviors,
            text: "userId,movieId,rating,timestamp\r\n1,296,5.0,1147880044\r\n1,306,3.5,1147868817",
            format: nil),
    ]

    private static let items = [
        Specimen(
            name: "items", kind: .items,
            text: #"""
                {"id":"a","title":"","categories":["x","y"],"labels":["z"],"hidden":true}
                {"ItemId":"b","IsHidden":false,"Categories":null,"Labels":{"c":["d",1],"e":{}}}
                {"item":"c","title":"t","time":"1913-05-09T00:00:00Z"}
                """#, format: nil),
        Specimen(
            name: "movies.csv", kind: .items,
            text: "movieId,title,genres\n1,\"Toy Story, The (1995)\",Adventure|Comedy\n2,J,Drama\n",
            format: nil),
    ]

    private static let profiles = [
        Specimen(
            name: "profiles", kind: .profiles,
            text: #"""
                [{"UserId":"u","Labels":{"a":["b"]},"Comment":"hi"},{"id":"v","labels":"x|y"}]
                """#, format: nil)
    ]
}
