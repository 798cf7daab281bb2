import ArgumentParser
import Interest
import Mongo
import Repositories

/// Deliberate damage to a database before the check: a check that does not find this damage would
/// find none.
enum Sabotage: String, CaseIterable, ExpressibleByArgument, Sendable {
    /// Deletes an acknowledged behavior from the log.
    case lose
    /// Inserts a behavior into the log a second time, with another key.
    case double
    /// Changes the time of a behavior by a millisecond.
    case alter
    /// Flips the last bit of one number in one weight document.
    case flip
    /// Removes the mark of one fold.
    case unfold

    /// Damages the first document found. (Its key is a text, an event id.)
    func strike(_ database: Database) async throws {
        guard var logged = try await first(LoggedBehavior.self, in: Schema.behaviors, database),
            let event = logged.behavior.event
        else { throw Trouble("the log is empty: there is nothing to damage") }
        let own = BSON { $0.append("_id", event.text) }
        switch self {
        case .lose:
            _ = try await database.store.perform(DeleteMany(Schema.behaviors, filter: own))
        case .double:
            let copy = LoggedBehavior(
                logged.behavior, key: .event(EventID(unchecked: "twice")), fold: logged.fold)
            _ = try await database.store.perform(
                InsertMany(Schema.behaviors, documents: [copy.bson]))
        case .alter:
            logged.behavior.time = logged.behavior.time + Interval(milliseconds: 1)
            try await replace(in: Schema.behaviors, own, logged.bson, database)
        case .unfold:
            let pending = LoggedBehavior(logged.behavior, key: logged.key, fold: nil)
            try await replace(in: Schema.behaviors, own, pending.bson, database)
        case .flip:
            guard let kept = try await first(WeightDocument.self, in: Schema.weights, database)
            else { throw Trouble("found no weight document to damage") }
            let flipped = WeightDocument(
                user: kept.user, fingerprint: kept.fingerprint, version: kept.version,
                weights: kept.weights.withBitFlipped)
            let whose = BSON { $0.append("_id", kept.user.text) }
            try await replace(in: Schema.weights, whose, flipped.bson, database)
        }
    }

    private func first<Document: BSONDecodable & Sendable>(
        _ type: Document.Type, in collection: String, _ database: Database
    ) async throws -> Document? {
        let options = FindOptions(sort: Schema.ascending("_id"))
        return try await database.store.perform(
            FindOne<Document>(collection, filter: .empty, options: options))
    }

    private func replace(
        in collection: String, _ filter: BSON, _ document: BSON, _ database: Database
    ) async throws {
        _ = try await database.store.perform(
            ReplaceOne(collection, filter: filter, replacement: document))
    }
}

extension Weights {
    /// A copy of the document with the last bit of its first number flipped.
    fileprivate var withBitFlipped: Weights {
        var states = states
        guard let number = states.first?.first else { return self }
        states[0][0] = Double(bitPattern: number.bitPattern ^ 1)
        return Weights(frame: frame, items: items, lasts: lasts, states: states)
    }
}
