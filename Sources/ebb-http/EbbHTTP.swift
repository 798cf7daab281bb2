import Command

/// `ebb-http`: `ebb` with the HTTP service linked in. `ebb serve` runs it.
///
/// The rest of `ebb` needs neither NIO nor Hummingbird, which are half of what a first build
/// compiles; so a fresh clone imports, trains and recommends before the service is built.
@main
struct EbbHTTP: HTTPPrograms {
    static func main() async { await Ebb.main(with: EbbHTTP()) }

    func serve(_ command: Serve) async throws { try await command.answer() }
}
