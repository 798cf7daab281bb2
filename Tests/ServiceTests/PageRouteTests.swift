import HTTPTypes
import Page
import Service
import Testing

struct PageRouteTests {
    @Test func `the page is given without a key, under a strict policy`() async throws {
        var admin = AdminWorld(try World())
        admin.world.configuration.key = try APIKey("secret")
        for path in ["/", "/admin"] + Page.assets.map({ "/page/\($0.name)" }) {
            let answer = try await admin.world.get(path)
            #expect(answer.status == 200)
            #expect(answer.headers[.contentSecurityPolicy] == Page.contentSecurityPolicy)
            #expect(answer.headers[.xContentTypeOptions] == "nosniff")
        }
        #expect(try await admin.world.get("/").body.contains("<title>Ebb"))
        #expect(try await admin.world.get("/page/none.js").status != 200)
        #expect(try await admin.world.get("/api/admin/stats").status == 401)
    }
}
