internal import Interest
internal import Mongo

// The validator is set whole, so of two erasures at once the one with the lower number must not
// come last. They take turns: who holds the lease reads the number, has the server compare with it,
// and makes sure that the lease was still his. The server's clock decides when a lease is over. (A
// process that falls asleep for longer than a lease exactly between reading and setting lowers the
// fence until it notices, and raises it again at once.)

/// Has the server refuse what was stamped before the last tombstone.
struct FenceRaising: Sendable {
    /// After so long somebody else takes the lease over.
    static let leaseMax = Duration.seconds(60)
    /// How often it is tried, and the pause between.
    static let attemptsMax = 400
    static let pause = Duration.milliseconds(50)
    /// The collections that the fence is around.
    static let collections = [Schema.behaviors, Schema.profiles]

    let store: Store

    /// Returns when the server compares with the present number or a later one.
    func raise() async throws(RepositoryError) {
        let holder = String(UInt64.random(in: .min ... .max), radix: 36)
        for collection in Self.collections {
            try await store.ask(CreateCollection(collection))
        }
        for _ in 0..<Self.attemptsMax {
            if try await store.ask(TakeLease(holder: holder)) {
                if try await store.ask(SetValidators(holder: holder)) { return }
            }
            // A cancelled erasure is one that goes on when it is begun again.
            guard (try? await Task.sleep(for: Self.pause)) != nil else {
                throw RepositoryError(StoreError(.cancelled, "the erasure was stopped"))
            }
        }
        throw RepositoryError(
            .busy, "others erase people all the time: run the same again in a minute")
    }
}

/// True where the lease was free, or over.
private struct TakeLease: Operation {
    let holder: String

    func execute(on client: inout Client) throws(StoreError) -> Bool {
        let filter = BSON { filter in
            filter.append("_id", Fence.id)
            filter.array("$or") { either in
                either.document { free in
                    free.document("lease") { $0.append("$exists", false) }
                }
                either.document { over in
                    over.document("$expr") { Self.appendIsOver(to: &$0) }
                }
            }
        }
        let take = BSON { update in
            update.document("$set") { $0.append("holder", holder) }
            update.document("$currentDate") { $0.append("lease", true) }
        }
        return try UpdateMany(Schema.forgotten, filter: filter, update: take)
            .execute(on: &client).matched == 1
    }

    private static func appendIsOver(to condition: inout BSONWriter) {
        condition.array("$lt") { sides in
            sides.append("$lease")
            sides.document { difference in
                difference.array("$subtract") { terms in
                    terms.append("$$NOW")
                    terms.append(FenceRaising.leaseMax.components.seconds * 1000)
                }
            }
        }
    }
}

/// Sets the validators by the present number, and gives the lease back; false where it was lost.
private struct SetValidators: Operation {
    let holder: String

    func execute(on client: inout Client) throws(StoreError) -> Bool {
        guard let fence = try Fence.read(on: &client), fence.holder == holder else { return false }
        for collection in FenceRaising.collections {
            try SetFence(collection: collection, number: fence.number).execute(on: &client)
        }
        let filter = BSON { filter in
            filter.append("_id", Fence.id)
            filter.append("holder", holder)
        }
        let release = BSON { update in
            update.document("$unset") { fields in
                fields.append("holder", true)
                fields.append("lease", true)
            }
        }
        return try UpdateMany(Schema.forgotten, filter: filter, update: release)
            .execute(on: &client).matched == 1
    }
}

/// Has the server refuse new documents of a collection that are stamped below a number.
struct SetFence: Operation {
    let collection: String
    let number: Int64

    func execute(on client: inout Client) throws(StoreError) {
        let command = BSON { command in
            command.append("collMod", collection)
            command.document("validator") { validator in
                validator.document("fence") { $0.append("$gte", number) }
            }
            command.append("validationLevel", "moderate")
            command.append("validationAction", "error")
            command.document("writeConcern") { $0.append("w", "majority") }
        }
        _ = try RunCommand(command).execute(on: &client)
    }
}
