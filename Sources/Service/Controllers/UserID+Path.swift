internal import Hummingbird
internal import Interest

extension UserID {
    /// The user whom the request's path names.
    init(path context: ExchangeContext) throws {
        guard let part = context.parameters["id"] else {
            throw Rejection.emptyIdentifier(Self.noun)
        }
        guard let text = PercentEncoding.decode(part) else {
            throw Failure.badRequest("the \(Self.noun) in the path is not percent-encoded UTF-8")
        }
        try self.init(text)
    }
}
