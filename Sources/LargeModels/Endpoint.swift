internal import HTTPCalls
internal import Interest

/// One server of models: posts JSON, reads JSON, and turns every failure into one sentence.
struct Endpoint: Sendable {
    let address: ModelAddress
    let client: CallClient

    /// The most characters of a server's own message that are repeated.
    private static let messageMax = 200

    /// Posts a body and returns the answer.
    func post(
        _ path: String, _ body: JSON, within time: Duration
    ) async throws(LargeModelError) -> JSON {
        let call = Call(
            address.base + path, body: Array(body.description.utf8), key: address.key,
            totalMax: time)
        let reply: Reply
        do throws(CallError) { reply = try await client.perform(call) } catch {
            throw LargeModelError(Self.code(error.code), error.message)
        }
        try check(reply)
        do throws(JSONError) { return try JSON(reading: reply.body[...]) } catch {
            throw malformed("its answer is not JSON: \(error)")
        }
    }

    /// A failure for an answer of another shape.
    func malformed(_ what: String) -> LargeModelError {
        LargeModelError(
            .malformed, "\(address) does not answer like an OpenAI-compatible server: \(what)")
    }

    private func check(_ reply: Reply) throws(LargeModelError) {
        guard !(200..<300 ~= reply.status) else { return }
        let told = message(of: reply).map { ": \($0)" } ?? ""
        switch reply.status {
        case 401, 403:
            throw LargeModelError(
                .refused, "\(address) refuses the key (HTTP \(reply.status))\(told)")
        case 404:
            throw LargeModelError(
                .refused,
                "\(address) has no such route or model (HTTP 404): check the address, which "
                    + "commonly ends with /v1\(told)")
        case 408, 425, 429, 503:
            throw LargeModelError(
                .throttled, "\(address) asks to wait (HTTP \(reply.status))\(told)",
                retryAfter: reply.retryAfter)
        case 500...:
            throw LargeModelError(
                .failed, "\(address) failed (HTTP \(reply.status))\(told)",
                retryAfter: reply.retryAfter)
        default:
            throw LargeModelError(
                .refused, "\(address) refuses the request (HTTP \(reply.status))\(told)")
        }
    }

    /// What the server says itself, short and without the key.
    private func message(of reply: Reply) -> String? {
        guard let json = try? JSON(reading: reply.body[...]) else { return nil }
        let found = [json["error"]?["message"], json["error"], json["message"], json["detail"]]
            .compactMap { value in if case .text(let text) = value { text } else { nil } }.first
        guard let found, !found.isEmpty else { return nil }
        let plain = found.split(whereSeparator: \.isNewline).joined(separator: " ")
        guard let key = address.key?.text, !key.isEmpty, plain.contains(key) else {
            return String(plain.prefix(Self.messageMax))
        }
        return nil
    }

    private static func code(_ code: CallError.Code) -> LargeModelError.Code {
        switch code {
        case .address: .refused
        case .unreachable, .cut: .unreachable
        case .deadline: .deadline
        case .tooLarge: .malformed
        case .busy: .busy
        case .cancelled: .cancelled
        }
    }
}

extension JSON {
    /// An object of these members, in their order.
    static func members(_ members: [(String, JSON)]) -> JSON {
        .object(members.map { Member(name: $0.0, value: $0.1) })
    }

    /// A number, whole or not.
    var double: Double? {
        switch self {
        case .integer(let number): Double(number)
        case .number(let number): number
        default: nil
        }
    }

    /// The elements of an array.
    var elements: [JSON]? { if case .array(let elements) = self { elements } else { nil } }

    /// A whole number that fits.
    var whole: Int? { if case .integer(let number) = self { Int(exactly: number) } else { nil } }

    /// The tokens of an answer's `usage`; 0 where it does not say.
    var tokens: Int {
        max(0, self["usage"]?["total_tokens"]?.whole ?? self["usage"]?["prompt_tokens"]?.whole ?? 0)
    }
}
