import ArgumentParser
import Interest
import Mongo
import Repositories

/// A damage done to a database by hand, before it is checked: what finds nothing here would find
/// nothing anywhere.
enum Sabotage: String, CaseIterable, ExpressibleByArgument, Sendable {
    /// An acknowledged behavior is taken out of the log.
    case lose
    /// A behavior is put into the log a second time, under another key.
    case double
    /// A behavior moves by a millisecond.
    case alter
    /// The last bit of one number in one weight document is turned over.
    case flip
    /// The mark of one fold is taken off again.
    case unfold

    /// Does it to whatever comes first. (Keys that are texts do: event ids.)
    func strike(_ database: Database) async throws {
        guard var logged = try await first(LoggedBehavior.self, in: Schema.behaviors, database),
            let event = logged.behavior.event
        else { throw Trouble("there is nothing in the log to damage") }
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
            else { throw Trouble("there is no weight document to damage") }
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
    /// The same but for the last bit of the first number.
    fileprivate var withBitFlipped: Weights {
        var states = states
        guard let number = states.first?.first else { return self }
        states[0][0] = Double(bitPattern: number.bitPattern ^ 1)
        return Weights(frame: frame, items: items, lasts: lasts, states: states)
    }
}
