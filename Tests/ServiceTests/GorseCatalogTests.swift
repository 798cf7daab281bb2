import HTTPTypes
import Hummingbird
import Interest
import Repositories
import Service
import Testing

/// Gorse's users and items: the shapes, the texts, the cursors.
struct GorseCatalogTests {
    private let user =
        #"{"UserId":"ann","Labels":{"tags":["a","b"],"age":33,"none":null},"Comment":"hi"}"#
    private let item =
        #"{"ItemId":"i","IsHidden":true,"Categories":["x","y"],"#
        + #""Timestamp":"1996-03-15T00:00:00Z","Labels":["l"],"Comment":"A Film"}"#

    @Test func `a user is kept as sent, patched and deleted`() async throws {
        let world = try World()
        let ok = #"{"RowAffected":1}"#
        #expect(try await world.ask(.post, "/api/user", body: user).body == ok)
        #expect(try await world.get("/api/user/ann").body == user)
        // Null leaves what is there.
        let patch = #"{"Labels":null,"Comment":"bye"}"#
        #expect(try await world.ask(.patch, "/api/user/ann", body: patch).body == ok)
        #expect(
            try await world.get("/api/user/ann").body
                == user.replacing(#""hi""#, with: #""bye""#))
        #expect(
            try await world.ask(.patch, "/api/user/ann", body: #"{"Labels":[1,2.5]}"#).status
                == 200)
        #expect(
            try await world.get("/api/user/ann").body
                == #"{"UserId":"ann","Labels":[1,2.5],"Comment":"bye"}"#)
        #expect(try await world.ask(.delete, "/api/user/ann").body == ok)
        let gone = try await world.get("/api/user/ann")
        #expect(gone.status == 404)
        #expect(gone.body == "user ann not found")
        // Whom nobody knows can be patched and deleted, as in Gorse, and stays unknown.
        #expect(try await world.ask(.patch, "/api/user/ann", body: patch).body == ok)
        #expect(try await world.ask(.delete, "/api/user/ann").body == ok)
        #expect(try await world.get("/api/user/ann").status == 404)
    }

    @Test func `an item is kept as sent, patched and deleted`() async throws {
        let world = try World()
        let ok = #"{"RowAffected":1}"#
        #expect(try await world.ask(.post, "/api/item", body: item).body == ok)
        #expect(try await world.get("/api/item/i").body == item)
        #expect(try await world.items.items([ItemID("i")])[ItemID("i")]?.title == "A Film")
        let patch =
            #"{"Categories":["z"],"Comment":null,"IsHidden":false,"Labels":null,"#
            + #""Timestamp":"2024-05-01T12:00:00Z"}"#
        #expect(try await world.ask(.patch, "/api/item/i", body: patch).body == ok)
        #expect(
            try await world.get("/api/item/i").body
                == #"{"ItemId":"i","IsHidden":false,"Categories":["z"],"#
                + #""Timestamp":"2024-05-01T12:00:00Z","Labels":["l"],"Comment":"A Film"}"#)
        for (method, category) in [(HTTPRequest.Method.put, "a%20b"), (.put, "z"), (.delete, "z")] {
            #expect(try await world.ask(method, "/api/item/i/category/\(category)").body == ok)
        }
        #expect(
            try await world.items.items([ItemID("i")])[ItemID("i")]?.categories == ["a b"])
        #expect(try await world.ask(.delete, "/api/item/i").body == ok)
        let gone = try await world.get("/api/item/i")
        #expect(gone.status == 404)
        #expect(gone.body == "item i not found")
        #expect(try await world.ask(.put, "/api/item/i/category/z").body == "item i not found")
    }

    @Test func `an item of which nothing is said has Go's empty time`() async throws {
        let world = try World()
        _ = try await world.ask(.post, "/api/item", body: #"{"ItemId":"i"}"#)
        let bare =
            #"{"ItemId":"i","IsHidden":false,"Categories":[],"#
            + #""Timestamp":"0001-01-01T00:00:00Z","Labels":null,"Comment":""}"#
        #expect(try await world.get("/api/item/i").body == bare)
        _ = try await world.ask(.post, "/api/item", body: bare)
        #expect(try await world.items.items([ItemID("i")])[ItemID("i")] == Item(id: ItemID("i")))
    }

    @Test func `lists go on behind their cursor until it is empty`() async throws {
        let world = try World()
        let users = (0..<5).map { #"{"UserId":"u\#($0)"}"# }.joined(separator: ",")
        let items = (0..<5).map { #"{"ItemId":"i\#($0)"}"# }.joined(separator: ",")
        #expect(
            try await world.ask(.post, "/api/users", body: "[\(users)]").body
                == #"{"RowAffected":5}"#)
        #expect(
            try await world.ask(.post, "/api/items", body: "[\(items)]").body
                == #"{"RowAffected":5}"#)
        for (path, name, letter) in [("users", "UserId", "u"), ("items", "ItemId", "i")] {
            var cursor = ""
            var found: [String] = []
            repeat {
                let body = try await world.get("/api/\(path)?n=2&cursor=\(cursor)").body
                let page = try JSON(reading: Array(body.utf8)[...])
                guard case .array(let entries) = page[path == "users" ? "Users" : "Items"],
                    case .text(let next) = page["Cursor"]
                else { throw Unexpected() }
                found += entries.compactMap { entry in
                    if case .text(let id) = entry[name] { id } else { nil }
                }
                cursor = next
            } while !cursor.isEmpty
            #expect(found == (0..<5).map { "\(letter)\($0)" })
        }
        #expect(try await world.get("/api/users?cursor=!").status == 400)
        #expect(try await world.get("/api/users?n=5").body.hasPrefix(#"{"Cursor":"dTQ=","#))
    }

    @Test func `who only behaves is a user, and what they turn to an item`() async throws {
        let world = try await World.ofAnn()
        _ = try await world.behaviors.append([
            Behavior(user: UserID("bob"), item: ItemID("new"), action: .click, time: World.now)
        ])
        _ = try await world.ask(.post, "/api/user", body: #"{"UserId":"cat"}"#)
        let users = try await world.get("/api/users").body
        #expect(
            users.matches(of: /"UserId":"(\w+)"/).map { String($0.1) } == ["ann", "bob", "cat"])
        #expect(
            try await world.get("/api/user/bob").body
                == #"{"UserId":"bob","Labels":null,"Comment":""}"#)
        #expect(try await world.get("/api/item/new").status == 200)
        #expect(try await world.get("/api/items?n=2").body.contains("brazil"))
        // Said of them, it is kept.
        _ = try await world.ask(.patch, "/api/user/bob", body: #"{"Comment":"x"}"#)
        #expect(try await world.get("/api/user/bob").body.contains(#""Comment":"x""#))
        _ = try await world.ask(.put, "/api/item/new/category/c")
        #expect(try await world.get("/api/item/new").body.contains(#""Categories":["c"]"#))
    }

    @Test func `a deleted user's and item's feedback is gone, too`() async throws {
        let world = try await World.ofAnn()
        _ = try await world.ask(.delete, "/api/item/alien")
        let left = try await world.get("/api/user/ann/interests").body
        #expect(!left.contains("alien") && left.contains("brazil"))
        _ = try await world.ask(.delete, "/api/user/ann")
        #expect(try await world.behaviors.count().behaviors == 0)
        #expect(try await world.get("/api/user/ann/interests").body.contains(#""Interests":[]"#))
    }

    @Test func `a search finds items by their words`() async throws {
        let world = try await World.ofAnn()
        let found = try await world.get("/api/items?q=ALIEN&n=5").body
        #expect(found.hasPrefix(#"{"Cursor":"","Items":[{"ItemId":"alien""#))
        #expect(try await world.get("/api/items?q=none").body == #"{"Cursor":"","Items":[]}"#)
        #expect(try await world.get("/api/items?q=brazil+85").body.contains("brazil"))
    }

    @Test func `what is hidden or retitled is so at once`() async throws {
        let world = try await World.ofAnn()
        try await world.application().asked { client in
            let path = "/api/recommend/ann?explain=true"
            #expect(try await client.get(path).body.contains(#""Title":"Fargo""#))
            _ = try await client.ask(
                uri: "/api/item/fargo", method: .patch, headers: [:],
                body: .init(string: #"{"Comment":"Fargo (1996)"}"#))
            #expect(try await client.get(path).body.contains(#""Title":"Fargo (1996)""#))
            _ = try await client.ask(
                uri: "/api/item/fargo", method: .patch, headers: [:],
                body: .init(string: #"{"IsHidden":true}"#))
            #expect(try await !client.get(path).body.contains("fargo"))
        }
    }

    @Test(arguments: [
        ("user", "[]", "must be an object"), ("user", "{}", "UserId is missing"),
        ("user", #"{"UserId":""}"#, "the user id is empty"),
        ("user", #"{"UserId":7}"#, "UserId must be a text"),
        ("user", "{", "the body is not JSON in UTF-8: a name in quotes is missing at byte 1"),
        ("user", #"{"UserId":"u","Labels":true}"#, "unsupported type in labels: bool"),
        ("users", "{}", "the body must be an array"),
        ("users", #"[{"UserId":"u"},3]"#, "user 2: must be an object"),
        ("users", #"[{"UserId":"u"},{}]"#, "user 2: UserId is missing"),
        (
            "items", #"[{"ItemId":"i"},{"ItemId":"j","Labels":["a",1]}]"#,
            "item 2: unsupported labels: an array of labels holds nothing but texts, or nothing "
                + "but numbers"
        ),
        ("item", #"{"ItemId":"i","IsHidden":"no"}"#, "IsHidden must be true or false"),
        (
            "item", #"{"ItemId":"i","Categories":"x"}"#,
            "Categories must be an array of at most 1000 texts of at most 1024 bytes"
        ),
        (
            "item", #"{"ItemId":"i","Timestamp":"soon"}"#,
            #"Timestamp must be a time such as "2024-05-01T12:00:00Z", or a number of seconds "#
                + "since 1970"
        ),
    ])
    func `what is wrong is said, and nothing written`(
        path: String, body: String, sentence: String
    ) async throws {
        let world = try World()
        let answer = try await world.ask(.post, "/api/\(path)", body: body)
        #expect(answer.status == 400)
        #expect(answer.body == sentence)
        #expect(try await world.profiles.count() == 0)
        #expect(try await world.items.count() == 0)
    }

    @Test func `beyond a quota it is 429, with Gorse's words`() async throws {
        var world = try await World.ofAnn()
        world.configuration.quotas.users = 1
        world.configuration.quotas.items = 4
        world.configuration.quotas.behaviors = 2
        #expect(try await world.ask(.post, "/api/user", body: user).status == 200)
        let users = try await world.ask(.post, "/api/user", body: user)
        #expect(users.status == 429)
        #expect(users.body == "users count exceeds limit (2 > 1)")
        let items = try await world.ask(
            .post, "/api/items", body: #"[{"ItemId":"a"},{"ItemId":"b"}]"#)
        #expect(items.body == "items count exceeds limit (5 > 4)")
        #expect(try await world.ask(.post, "/api/item", body: item).status == 200)
        let feedback = try await world.ask(
            .post, "/api/feedback",
            body: #"{"FeedbackType":"click","UserId":"ann","ItemId":"i"}"#)
        #expect(feedback.status == 429)
        #expect(feedback.body == "feedback count exceeds limit (3 > 2)")
    }
}

/// An answer of another shape.
struct Unexpected: Error {}
