import HTTPTypes
import Interest
import NIOCore
import Repositories
import Testing

@testable import Service

/// Requests that a web page of another origin makes a browser send.
struct ForeignPageTests {
    private struct Sender: Sendable {
        let name: String
        let fields: [String: String]
        let mayWrite: Bool
    }

    private static let browser = "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Firefox/140.0"

    private static let senders = [
        Sender(name: "a program", fields: [:], mayWrite: true),
        Sender(name: "curl", fields: ["User-Agent": "curl/8.5"], mayWrite: true),
        Sender(
            name: "its own page",
            fields: ["Origin": "http://localhost", "Sec-Fetch-Site": "same-origin"],
            mayWrite: true),
        Sender(
            name: "its own page's image", fields: ["Sec-Fetch-Site": "same-origin"],
            mayWrite: true),
        Sender(name: "the address bar", fields: ["Sec-Fetch-Site": "none"], mayWrite: true),
        Sender(name: "a foreign image", fields: ["Sec-Fetch-Site": "cross-site"], mayWrite: false),
        Sender(name: "another port", fields: ["Sec-Fetch-Site": "same-site"], mayWrite: false),
        Sender(name: "a foreign page", fields: ["Origin": "https://evil.example"], mayWrite: false),
        Sender(name: "a sandbox", fields: ["Origin": "null"], mayWrite: false),
        Sender(name: "its own port", fields: ["Origin": "http://localhost:81"], mayWrite: false),
        Sender(
            name: "a page that calls itself ours",
            fields: ["Origin": "http://localhost", "Sec-Fetch-Site": "cross-site"],
            mayWrite: false),
        Sender(
            name: "an image of old browsers",
            fields: ["User-Agent": browser, "Referer": "http://evil.example/page"],
            mayWrite: false),
        Sender(
            name: "its own page of old browsers",
            fields: ["User-Agent": browser, "Referer": "http://localhost/page"], mayWrite: true),
        Sender(name: "a silent browser", fields: ["User-Agent": browser], mayWrite: false),
        Sender(
            name: "a page with a header that needs a preflight",
            fields: ["User-Agent": browser, "X-API-Key": ""], mayWrite: true),
    ]

    private func ask(
        _ world: World, _ method: HTTPRequest.Method, _ path: String, _ sender: Sender,
        type: String? = nil, body: String? = nil
    ) async throws -> Answer {
        var headers: HTTPFields = [:]
        for (name, value) in sender.fields { headers[try #require(HTTPField.Name(name))] = value }
        headers[.contentType] = type
        return try await world.ask(method, path, headers: headers, body: body)
    }

    @Test(
        arguments: [
            "/api/recommend/ann?write-back-type=click",
            "/api/recommend/ann?n=2&write-back-type=click&write-back-delay=1h",
        ])
    func `a read that writes is refused to foreign pages, by any method`(path: String) async throws
    {
        for sender in Self.senders {
            for method in [HTTPRequest.Method.get, .head] {
                let world = try await World.ofAnn()
                let before = try await world.behaviors.count().behaviors
                let answer = try await ask(world, method, path, sender)
                #expect(answer.status == (sender.mayWrite ? 200 : 403), "\(sender.name)")
                let after = try await world.behaviors.count().behaviors
                #expect((after > before) == sender.mayWrite, "\(sender.name)")
            }
        }
    }

    @Test func `a read that writes nothing is answered, and other pages cannot see it`()
        async throws
    {
        for sender in Self.senders {
            let answer = try await ask(World.ofAnn(), .get, "/api/recommend/ann", sender)
            #expect(answer.status == 200, "\(sender.name)")
            #expect(answer.headers[.accessControlAllowOrigin] == nil)
        }
    }

    @Test(arguments: [
        "text/plain", "text/plain;charset=UTF-8", "multipart/form-data; boundary=x",
        "application/x-www-form-urlencoded", "",
    ])
    func `a form of a foreign page is refused`(type: String) async throws {
        let feedback = #"[{"FeedbackType":"click","UserId":"ann","ItemId":"ran"}]"#
        for sender in Self.senders {
            let world = try await World.ofAnn()
            let answer = try await ask(
                world, .post, "/api/feedback", sender, type: type, body: feedback)
            #expect(answer.status == (sender.mayWrite ? 200 : 403), "\(sender.name)")
        }
    }

    @Test func `a program that calls itself a browser may send JSON`() async throws {
        let feedback = #"[{"FeedbackType":"click","UserId":"ann","ItemId":"ran"}]"#
        let shell = Sender(
            name: "PowerShell", fields: ["User-Agent": Self.browser], mayWrite: true)
        let answer = try await ask(
            World.ofAnn(), .post, "/api/feedback", shell, type: "application/json", body: feedback)
        #expect(answer.status == 200)
    }
}
