internal import Hummingbird

/// A request as a handler gets it: let in, with its query and its body read.
struct Call<Asked: Sendable, Body: Sendable>: Sendable {
    let request: Request
    let context: ExchangeContext
    let query: Asked
    let body: Body
}
