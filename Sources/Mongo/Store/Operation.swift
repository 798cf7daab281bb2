/// A database operation, as a value.
///
/// It runs synchronously on the thread of a lane, and can make several calls there. Operations
/// compose by calling the `execute(on:)` of others:
///
///     struct Fold: Operation {
///         func execute(on client: inout Client) throws(StoreError) -> Int {
///             let pending = try Find<BSON>("behaviors", filter: filter).execute(on: &client)
///             …
///         }
///     }
public protocol Operation: Sendable {
    /// The type of the result.
    associatedtype Output: Sendable

    /// Runs the operation, and blocks the thread of the lane meanwhile.
    func execute(on client: inout Client) throws(StoreError) -> Output
}
