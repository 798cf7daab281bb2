import Foundation
import HTTPTypes
import Harness
import Interest
import Repositories
import Service
import Synchronization
import Testing
import Work

struct JobRouteTests {
    /// Starts a job; its id.
    private func start(
        _ path: String, _ site: AdminWorld.Site, body: String? = nil
    ) async throws -> String {
        let answer = try await site.ask(.post, "/api/admin/jobs/\(path)", body: body)
        #expect(answer.status == 202, "\(answer.body)")
        let job = try #require(
            try JSONSerialization.jsonObject(with: Data(answer.body.utf8)) as? [String: Any])
        return try #require(job["Id"] as? String)
    }

    @Test func `a job is started, shown on its way, and shown with its answer`() async throws {
        let admin = AdminWorld(try World())
        try await admin.serving { site in
            let id = try await start("wait?word=hello", site)
            await admin.begun.wait()
            let running = try await site.get("/api/admin/jobs/\(id)").body
            #expect(running.contains(#""State":"running""#))
            #expect(running.contains(#""Stage":"waiting","Fraction":0.25"#))
            #expect(running.contains(#""Parameters":[{"Name":"word","Value":"hello"}]"#))
            admin.told.open()
            #expect(try await admin.ended(id).state == .done)
            let done = try await site.get("/api/admin/jobs/\(id)").body
            #expect(done.contains(#""Result":{"words":["hello"]}"#))
            let list = try await site.get("/api/admin/jobs").body
            #expect(list.contains(id))
            #expect(!list.contains("Result"))
        }
    }

    @Test func `one job of a kind runs at a time`() async throws {
        let admin = AdminWorld(try World())
        try await admin.serving { site in
            let id = try await start("wait", site)
            let second = try await site.ask(.post, "/api/admin/jobs/wait")
            #expect(second.status == 409)
            #expect(second.body.contains(id))
            admin.told.open()
            _ = try await admin.ended(id)
            _ = try await start("wait", site)
        }
    }

    @Test func `a cancelled job says who cancelled it`() async throws {
        let admin = AdminWorld(try World())
        try await admin.serving { site in
            let id = try await start("wait", site)
            await admin.begun.wait()
            #expect(try await site.ask(.delete, "/api/admin/jobs/\(id)").status == 202)
            let job = try await admin.ended(id)
            #expect(job.state == .cancelled)
            #expect(job.message == "cancelled by anybody")
            let again = try await site.ask(.delete, "/api/admin/jobs/\(id)")
            #expect(again.status == 409)
        }
    }

    @Test func `what a job throws stands in the history`() async throws {
        let admin = AdminWorld(try World())
        try await admin.serving { site in
            let job = try await admin.ended(try await start("fail", site))
            #expect(job.state == .failed)
            #expect(job.message == "the log is empty: import first")
        }
    }

    @Test func `a file is the job's, and its bad lines can be fetched`() async throws {
        let admin = AdminWorld(try World())
        try await admin.serving { site in
            let id = try await start("read?name=a%2F..%2Fb.txt", site, body: "line")
            let job = try await admin.ended(id)
            #expect(job.state == .failed)
            #expect(job.result == #"{"length":4}"#)
            let rejects = try await site.get("/api/admin/jobs/\(id)/rejects")
            #expect(rejects.body == "bad line")
            #expect(rejects.headers[.contentDisposition]?.contains("attachment") == true)
            let left = try FileManager.default.contentsOfDirectory(atPath: admin.folder.path)
            #expect(left == ["\(id).rejects"])
            let empty = try await site.ask(.post, "/api/admin/jobs/read")
            #expect(empty.status == 400)
            try FileManager.default.removeItem(at: admin.folder)
        }
    }

    @Test func `a file over the limit is refused and not kept`() async throws {
        var world = try World()
        world.configuration.uploadMax = 3
        let admin = AdminWorld(world)
        try await admin.serving { site in
            let answer = try await site.ask(.post, "/api/admin/jobs/read", body: "line")
            #expect(answer.status == 413)
            #expect(try FileManager.default.contentsOfDirectory(atPath: admin.folder.path) == [])
            try FileManager.default.removeItem(at: admin.folder)
        }
    }

    @Test func `events tell how a job goes and end with it`() async throws {
        let admin = AdminWorld(try World())
        try await admin.serving { site in
            let id = try await start("wait?word=x", site)
            await admin.begun.wait()
            async let events = site.get("/api/admin/jobs/\(id)/events")
            admin.told.open()
            let answer = try await events
            #expect(answer.headers[.contentType] == "text/event-stream; charset=utf-8")
            let last = try #require(
                answer.body.split(separator: "\n").last { $0.hasPrefix("data: ") })
            #expect(last.contains(#""State":"done""#))
            #expect(last.contains(#""Result":{"words":["x"]}"#))
        }
    }

    @Test func `too many watchers are refused`() async throws {
        var limits = AdminLimits()
        limits.watchersMax = 0
        let admin = AdminWorld(try World(), limits: limits)
        try await admin.serving { site in
            let id = try await start("fail", site)
            #expect(try await site.get("/api/admin/jobs/\(id)/events").status == 503)
        }
    }

    @Test func `bad orders are refused in a sentence`() async throws {
        let admin = AdminWorld(try World())
        try await admin.serving { site in
            let expected = [
                ("wait?wrod=x", 400, "\"wrod\""), ("wait?word=bad", 400, "word must not be bad"),
                ("dance", 404, "there are wait, fail, read"),
            ]
            for (path, status, words) in expected {
                let answer = try await site.ask(.post, "/api/admin/jobs/\(path)")
                #expect(answer.status == status)
                #expect(answer.body.contains(words))
            }
            #expect(try await site.get("/api/admin/jobs/none").status == 404)
            #expect(try await site.get("/api/admin/jobs/none/rejects").status == 404)
            #expect(try await admin.jobs.newest(1).isEmpty)
        }
    }

    @Test func `a job whose process is gone is dead, and another may begin`() async throws {
        let admin = AdminWorld(try World(), alive: { $0.process == 7 ? false : nil })
        try await admin.serving { site in
            let lost = AdminWorld.foreign("wait-lost", updated: World.now)
            #expect(try await admin.jobs.begin(lost))
            _ = try await start("wait", site)
            let job = try await admin.ended("wait-lost")
            #expect(job.state == .dead)
            #expect(job.message == "its server (process 7 on elsewhere) crashed or was killed")
        }
    }

    @Test func `a job of this very process that it knows nothing of is dead`() async throws {
        let admin = AdminWorld(try World(), alive: { _ in true })
        try await admin.serving { site in
            var lost = AdminWorld.foreign("wait-lost", updated: World.now)
            lost.owner = AdminWorld.owner
            #expect(try await admin.jobs.begin(lost))
            _ = try await start("wait", site)
            #expect(try await admin.ended("wait-lost").state == .dead)
        }
    }

    @Test(arguments: [(59, 409), (61, 202)])
    func `where a process cannot be seen, silence tells`(seconds: Int64, status: Int) async throws {
        let admin = AdminWorld(try World())
        try await admin.serving { site in
            let silent = AdminWorld.foreign("wait-1", updated: World.now - .seconds(seconds))
            #expect(try await admin.jobs.begin(silent))
            let answer = try await site.ask(.post, "/api/admin/jobs/wait")
            #expect(answer.status == status)
            if status == 409 {
                let cancel = try await site.ask(.delete, "/api/admin/jobs/wait-1")
                #expect(cancel.body.contains("on elsewhere"))
            }
        }
    }

    @Test func `a server that stops cancels its jobs and says so`() async throws {
        let admin = AdminWorld(try World())
        let id = try await admin.serving { site in
            let id = try await start("wait", site)
            await admin.begun.wait()
            return id
        }
        let job = try #require(try await admin.jobs.job(id))
        #expect(job.state == .cancelled)
        #expect(job.message == "the server that ran it was stopped")
        try await admin.serving { site in
            let answer = try await site.ask(.post, "/api/admin/jobs/wait")
            #expect(answer.status == 503)
        }
    }

    @Test func `the history keeps a limited number`() async throws {
        var limits = AdminLimits()
        limits.jobsKept = 2
        let seconds = Atomic<Int64>(0)
        let admin = AdminWorld(
            try World(), limits: limits,
            now: {
                World.now + .seconds(seconds.wrappingAdd(1, ordering: .relaxed).newValue)
            })
        try await admin.serving { site in
            for _ in 0..<4 { _ = try await admin.ended(try await start("fail", site)) }
            try await until { try await admin.jobs.newest(10).count == 2 }
        }
    }
}
