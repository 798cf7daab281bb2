internal import Hummingbird
internal import Interest

extension ExchangeContext {
    /// The text that the request's path has under `name`.
    func text(_ name: Substring) throws(Failure) -> String {
        guard let part = parameters[name] else { return "" }
        guard let text = PercentEncoding.decode(part) else {
            throw .badRequest("the \(name) in the path is not percent-encoded UTF-8")
        }
        return text
    }

    /// The category that the path names, as older clients do: none or one.
    func category() throws(Failure) -> [String] {
        let category = try text("category")
        return category.isEmpty ? [] : [category]
    }
}

extension Identifier {
    /// Whom or what the request's path names under `name`.
    init(path context: ExchangeContext, _ name: Substring = "id") throws {
        guard let part = context.parameters[name] else {
            throw Rejection.emptyIdentifier(Self.noun)
        }
        guard let text = PercentEncoding.decode(part) else {
            throw Failure.badRequest("the \(Self.noun) in the path is not percent-encoded UTF-8")
        }
        try self.init(text)
    }
}
