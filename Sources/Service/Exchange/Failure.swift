internal import HTTPTypes
internal import Hummingbird
internal import Interest

/// A request that failed or was refused: a status and one sentence as bare text, as Gorse's
/// clients expect it.
struct Failure: Error, Hashable {
    let status: HTTPResponse.Status
    let message: String
    var headers: HTTPFields = [:]

    /// The request is wrong; `message` says where and what to do.
    static func badRequest(_ message: String) -> Failure {
        Failure(status: .badRequest, message: message)
    }

    /// The store or this service has too much to do; a second later it may be otherwise.
    static func unavailable(_ message: String) -> Failure {
        Failure(
            status: .serviceUnavailable, message: message,
            headers: [.retryAfter: "\(retryAfterSeconds)"])
    }
}

extension HTTPResponse.Status {
    fileprivate static let insufficientStorage = Self(
        code: 507, reasonPhrase: "Insufficient Storage")
}

/// After how many seconds somebody whom we could not serve may try again.
private let retryAfterSeconds = 1

extension Failure {
    /// What a client learns of `error`. What the store says stays in the log: it may name hosts
    /// and users.
    init(_ error: any Error) {
        switch error {
        case let failure as Failure: self = failure
        case let rejection as Rejection: self = .badRequest(rejection.description)
        case let error as RepositoryError: self.init(error)
        case is CancellationError: self = .unavailable("the service is stopping: ask again")
        default: self = .unexpected
        }
    }

    private init(_ error: RepositoryError) {
        switch error.code {
        case .unavailable: self = .unavailable("the store does not answer: try again")
        case .conflict, .busy: self = .unavailable("the store is busy: try again")
        case .unfinished: self = .unavailable("\(error.message): try again")
        case .trimmed: self.init(status: .gone, message: error.message)
        case .full:
            self.init(
                status: .insufficientStorage,
                message: "the disk of the store is full: nothing can be written until there is room"
            )
        case .tooLarge:
            self.init(
                status: .insufficientStorage,
                message: "this is larger than one document of the store can be: if it is a "
                    + "user's profile, ebb law set --pruning lets it forget faint interests")
        case .malformed: self.init(status: .internalServerError, message: error.message)
        case .refused: self = .unexpected
        }
    }

    private static let unexpected = Failure(
        status: .internalServerError,
        message: "the service failed: its log says why, under this answer's X-Request-ID")

    /// The failure as an answer.
    var response: Response {
        var headers = headers
        headers[.contentType] = "text/plain; charset=utf-8"
        // The sentence may quote the request, which no browser must take for a page.
        headers[.xContentTypeOptions] = "nosniff"
        return Response(
            status: status, headers: headers, body: .init(byteBuffer: ByteBuffer(string: message)))
    }
}
