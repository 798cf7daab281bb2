internal import NIOHTTP1

extension Error {
    /// Whether the bytes of the request itself were wrong or ended early.
    var isBrokenRequest: Bool { self is HTTPParserError }
}
