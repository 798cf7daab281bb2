/// One thing that the store can be asked to do, as a value.
///
/// It runs synchronously on a lane's own thread, so it may make several calls without
/// leaving it. Operations compose by calling others' `execute(on:)`:
///
///     struct Fold: Operation {
///         func execute(on client: inout Client) throws(StoreError) -> Int {
///             let pending = try Find<BSON>("behaviors", filter: filter).execute(on: &client)
///             …
///         }
///     }
public protocol Operation: Sendable {
    /// What comes of it.
    associatedtype Output: Sendable

    /// Does it, blocking the lane's thread.
    func execute(on client: inout Client) throws(StoreError) -> Output
}
