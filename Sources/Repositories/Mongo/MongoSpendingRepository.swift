public import Interest
package import Mongo

// spending  {_id: "2026-11-28", tokens}

/// What was spent on large models, in MongoDB: the collection `spending`, one document for a day.
public struct MongoSpendingRepository: SpendingRepository {
    private let store: Store

    package init(store: Store) { self.store = store }

    /// One update whose filter holds the limit: where it matches nothing because the budget is
    /// spent, its upsert meets the day's own document, and nothing is reserved.
    public func reserve(
        _ tokens: Int, of limit: Int, on day: SpendingDay
    ) async throws(RepositoryError) -> Bool {
        guard tokens >= 0, tokens <= limit else { return false }
        return try await store.ask(Reserve(tokens: tokens, limit: limit, day: day))
    }

    /// Corrects a reservation.
    public func settle(_ difference: Int, on day: SpendingDay) async throws(RepositoryError) {
        guard difference != 0 else { return }
        let update = UpdateMany(
            Schema.spending, filter: Self.filter(day), update: Self.increment(difference))
        _ = try await store.ask(update)
    }

    /// The tokens of a day.
    public func spent(on day: SpendingDay) async throws(RepositoryError) -> Int {
        let find = FindOne<SpendingDocument>(Schema.spending, filter: Self.filter(day))
        return try await store.ask(find)?.tokens ?? 0
    }

    fileprivate static func filter(_ day: SpendingDay) -> BSON {
        BSON { $0.append("_id", day.description) }
    }

    fileprivate static func increment(_ tokens: Int) -> BSON {
        BSON { update in update.document("$inc") { $0.append("tokens", Int64(tokens)) } }
    }
}

private struct Reserve: Operation {
    let tokens: Int
    let limit: Int
    let day: SpendingDay

    func execute(on client: inout Client) throws(StoreError) -> Bool {
        let filter = BSON { document in
            document.append("_id", day.description)
            document.document("tokens") { $0.append("$lte", Int64(limit - tokens)) }
        }
        let update = MongoSpendingRepository.increment(tokens)
        // A duplicate key means one of two things: another server made the day's document at the
        // same moment, or the budget is spent. The second try tells them apart.
        for isLast in [false, true] {
            do throws(StoreError) {
                _ = try BulkUpdate(Schema.spending, [(filter, update)], upsert: true)
                    .execute(on: &client)
                return true
            } catch {
                guard error.code == .duplicateKey else { throw error }
                if isLast { return false }
            }
        }
        return false
    }
}

struct SpendingDocument: BSONDecodable {
    let tokens: Int

    init(reading document: borrowing BSONReader) throws(StoreError) {
        tokens = Int(try document.int64("tokens"))
    }
}
