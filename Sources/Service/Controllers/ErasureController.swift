internal import Hummingbird
internal import Interest

/// Erases a person: `DELETE /api/admin/user/{id}`, and shows what is there: `GET`.
///
/// The answer says what was erased, and what is left, which is nothing.
struct ErasureController {
    let erasures: any ErasureRepository

    func addRoutes(to router: Router<ExchangeContext>) {
        router.delete("api/admin/user/:id") { _, context in
            try await self.erase(UserID(path: context))
        }
        router.get("api/admin/user/:id/remains") { _, context in
            let user = try UserID(path: context)
            let remains = try await self.erasures.remains(of: user)
            return Response.json { json in
                json.object { Self.write(user, remains, to: &$0) }
            }
        }
    }

    private func erase(_ user: UserID) async throws -> Response {
        let erased = try await erasures.forget(user)
        let left = try await erasures.remains(of: user)
        return Response.json { json in
            json.object { json in
                Self.write(user, erased, to: &json)
                json.field("Remaining", left.count)
            }
        }
    }

    private static func write(_ user: UserID, _ remains: Remains, to json: inout JSONWriter) {
        json.field("UserId", user.text)
        json.field("Behaviors", remains.behaviors)
        json.field("Weights", remains.weights)
        json.field("Profiles", remains.profiles)
        json.field("Forgotten", remains.isForgotten)
    }
}
