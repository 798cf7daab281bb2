import HTTPTypes
import Interest
import Repositories
import Service
import Testing
import Work

struct AdminRouteTests {
    @Test func `stats count what is in the store and how the server does`() async throws {
        let admin = AdminWorld(try await World.ofAnn())
        let body = try await admin.world.get("/api/admin/stats").body
        #expect(body.contains(#""Behaviors":2,"#))
        #expect(body.contains(#""Items":3,"#))
        #expect(body.contains(#""Law":"exponential 1d""#))
        #expect(body.contains(#""Requests":{"Count":"#))
    }

    @Test func `without what it stands on there is no admin endpoint`() async throws {
        #expect(try await World().get("/api/admin/stats").status == 404)
    }

    @Test func `the law and the gains are changed in the command's words`() async throws {
        let admin = AdminWorld(try World())
        let answer = try await admin.world.ask(
            .put, "/api/admin/settings",
            body: #"{"Law":"exponential 5b","Gains":{"click":"2","browse":null}}"#)
        #expect(answer.status == 200)
        #expect(answer.body.contains(#""Law":"exponential 5b""#))
        let settings = try await admin.world.settings.settings()
        #expect(LawText(settings.law).description == "exponential 5b")
        #expect(settings.gains.rules[.click] == .fixed(2))
        #expect(settings.gains.rules[.browse] == nil)
        #expect(settings.gains.rules[.purchase] == .fixed(3))
        let entry = try #require(try await admin.audit.newest(1, before: nil).first)
        #expect(entry.action == "PUT /api/admin/settings")
        #expect(
            entry.detail
                == "law: exponential 1d → exponential 5b; gain of browse: 0.5 → none; "
                + "gain of click: 1 → 2")
    }

    @Test(arguments: [
        (#"{"Law":"exponential"}"#, 400), (#"{"Lwa":"none"}"#, 400), ("[]", 400), ("", 400),
        (#"{"Gains":{"click":"much"}}"#, 400), (#"{"Gains":{"":"1"}}"#, 400),
        (#"{"Pruning":1}"#, 400), (#"{"Law":"logistic-reset 0.1/d"}"#, 409),
        (#"{"Law":"logistic-reset 0.1/d","FromWhatIsLeft":true}"#, 200),
    ])
    func `settings that cannot be are refused`(body: String, status: Int) async throws {
        let admin = AdminWorld(try World())
        let answer = try await admin.world.ask(.put, "/api/admin/settings", body: body)
        #expect(answer.status == status, "\(answer.body)")
        #expect(try await admin.audit.newest(1, before: nil).first?.status == status)
    }

    @Test func `an older model serves again as the newest version, and old ones go`() async throws {
        let admin = AdminWorld(try World())
        for payload: UInt8 in 1...2 {
            _ = try await admin.models.save(
                TrainedModel(
                    recommender: "popular", time: World.now, trainedUntil: World.now,
                    behaviors: 9, parameters: ["halfLife": "1d"], payload: [payload]))
        }
        let refused = try await admin.world.ask(.delete, "/api/admin/models/popular/2")
        #expect(refused.status == 409)
        let answer = try await admin.world.ask(.post, "/api/admin/models/popular/1/activate")
        #expect(answer.body == #"{"Recommender":"popular","Version":3}"#)
        let newest = try #require(try await admin.models.newest("popular"))
        #expect(try await admin.models.payload(of: newest) == [1])
        #expect(newest.parameters == ["halfLife": "1d", "copyOf": "1"])
        #expect(try await admin.world.ask(.delete, "/api/admin/models/popular/2").status == 200)
        #expect(try await admin.models.versions().map(\.version) == [3, 1])
        #expect(try await admin.world.ask(.delete, "/api/admin/models/popular/2").status == 404)
        #expect(try await admin.world.ask(.delete, "/api/admin/models/none/1").status == 404)
    }

    @Test func `a person's documents are shown, and that they were is taken down`() async throws {
        let admin = AdminWorld(try await World.ofAnn())
        let body = try await admin.world.get("/api/admin/user/ann?n=1").body
        #expect(
            body == #"{"UserId":"ann","Behaviors":[{"Time":"2024-05-10T00:00:00Z","#
                + #""Action":"purchase","Value":null,"ItemId":"brazil","#
                + #""Title":"Brazil \"85\""}],"Documents":[{"Collection":"weights","#
                + #""Document":{"_id":"ann"}}]}"#)
        let entry = try #require(try await admin.audit.newest(9, before: nil).first)
        #expect(entry.target == "ann")
        #expect(entry.operatorName == "anybody")
        #expect(try await admin.audit.forget(UserID("ann")) == 1)
        #expect(try await admin.audit.newest(9, before: nil).first?.target == nil)
    }

    @Test func `curves follow interests over the past and the time to come by any law`()
        async throws
    {
        let admin = AdminWorld(try await World.ofAnn())
        let path = "/api/admin/user/ann/interests?from=2024-05-08&to=2024-05-12&points=3&n=1"
        let own = try await admin.world.get(path).body
        #expect(own.contains(#""Times":["2024-05-08T00:00:00Z","2024-05-10T00:00:00Z","#))
        #expect(
            own.contains(#""ItemId":"brazil","Title":"Brazil \"85\"","Weights":[0.0,3.0,0.75]"#))
        let none = try await admin.world.get(path + "&law=none").body
        #expect(none.contains(#""Law":"none""#))
        #expect(none.contains(#""Weights":[0.0,3.0,3.0]"#))
        let expected = [
            ("ann/interests?law=nonsense", 400),
            ("ann/interests?from=2024-05-12&to=2024-05-11", 400),
            ("trimmed/interests", 410), ("ann/interests?points=1", 400),
        ]
        for (wish, status) in expected {
            #expect(try await admin.world.get("/api/admin/user/\(wish)").status == status)
        }
    }

    @Test func `another law's recommendations come with their reasons`() async throws {
        let admin = AdminWorld(try await World.ofAnn())
        let path = "/api/admin/user/ann/recommendations?n=1&at=2024-05-11"
        #expect(
            try await admin.world.get(path + "&law=none").body
                == #"[{"Id":"fargo","Title":"Fargo","Score":1.5,"From":"item-neighbors","#
                + #""Parts":[{"Because":"brazil","Title":"Brazil \"85\"","Weight":3.0,"#
                + #""Similarity":0.5,"Share":1.5}]}]"#)
        #expect(try await admin.world.get(path).body.contains(#""Weight":1.5,"#))
    }

    @Test func `an item is shown with what goes with it and who is interested`() async throws {
        let admin = AdminWorld(try await World.ofAnn())
        let body = try await admin.world.get("/api/admin/item/alien").body
        #expect(body.hasPrefix(#"{"ItemId":"alien","Title":"Alien","Categories":[],"Hidden"#))
        #expect(body.contains(#""Neighbors":[{"Id":"fargo","Title":"Fargo","Score":0.5},"#))
        #expect(
            body.contains(
                #""Users":[{"UserId":"ann","Weight":0.25,"Last":"2024-05-08T00:00:00Z"}]"#))
        #expect(body.contains(#""Trend":[{"Time":"2024-05-08T00:00:00Z","Count":1}]"#))
        let unknown = try await admin.world.get("/api/admin/item/none")
        #expect(unknown.body.contains(#""Title":null"#))
        #expect(unknown.body.contains(#""Users":[],"#))
    }

    @Test func `users are found by the beginning of their id`() async throws {
        let admin = AdminWorld(try World())
        #expect(try await admin.world.get("/api/admin/users?q=an").body == #"["ann","anton"]"#)
        #expect(try await admin.world.get("/api/admin/users?q=an&n=1").body == #"["ann"]"#)
    }

    @Test func `the audit lists the newest first, and is bounded`() async throws {
        var limits = AdminLimits()
        limits.auditKept = 2
        let admin = AdminWorld(try World(), limits: limits)
        for word in ["a", "b", "c"] {
            _ = try await admin.world.ask(.post, "/api/admin/jobs/\(word)")
        }
        let entries = try await admin.audit.newest(9, before: nil)
        #expect(entries.count == 2)
        let body = try await admin.world.get("/api/admin/audit?n=1").body
        #expect(body.contains(#""Action":"POST /api/admin/jobs/{id}""#))
        #expect(body.contains(#""Status":404"#))
    }
}
