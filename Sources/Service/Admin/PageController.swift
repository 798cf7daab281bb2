internal import HTTPTypes
internal import Hummingbird
internal import NIOCore
internal import Page
internal import Wire

/// Gives browsers the admin page. There is no data in it: what it shows it asks the admin endpoint
/// for, by the key that its user types in.
struct PageController {
    var endpoints: [Endpoint] {
        let pages = ["/", "/admin"].map { ($0, Page.index) }
        let assets = Page.assets.map { ("/page/\($0.name)", $0) }
        return (pages + assets).map { path, asset in
            Endpoint(
                .get, path, "Page", "A part of the admin page.", access: .open,
                answer: .text(asset.mediaType)
            ) { _ in
                Self.answer(asset)
            }
            .hidden()
        }
    }

    private static func answer(_ asset: Page.Asset) -> Response {
        Response(
            status: .ok,
            headers: [
                .contentType: asset.mediaType,
                .contentSecurityPolicy: Page.contentSecurityPolicy,
                .xContentTypeOptions: "nosniff", .referrerPolicy: "no-referrer",
                // Another version of the server has another page.
                .cacheControl: "no-cache",
            ],
            body: .init(byteBuffer: ByteBuffer(bytes: asset.bytes)))
    }
}

extension HTTPField.Name {
    // The name is well formed, so what stands behind `??` is never taken.
    fileprivate static let referrerPolicy = Self("Referrer-Policy") ?? .trailer
}
