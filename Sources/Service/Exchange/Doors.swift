internal import Hummingbird

/// What every request passes before any route is looked for: whether it may come in at all, by the
/// host it names and the page it came from. Keys are asked for behind this.
struct Doors: Sendable {
    let origins: Origins
    private let hosts: AllowedHosts
    private let keys: KeyRing

    init(_ configuration: ServiceConfiguration, keys: KeyRing) {
        origins = Origins(configuration.origins)
        hosts = AllowedHosts(configuration)
        self.keys = keys
    }

    /// The answer to a browser that asks beforehand; nil for all other requests. Throws where the
    /// request may not come in.
    func answer(_ request: Request) throws(Failure) -> Response? {
        try hosts.check(request, isKeyless: keys.mayLetAnybodyIn)
        if let answer = origins.preflight(request) { return answer }
        try origins.refuseForeignWrite(request)
        return nil
    }
}
