internal import Interest
internal import Mongo

// The validator can only be replaced as a whole, so of two erasures at the same time, the one with
// the lower number must not set it last. They take turns with a lease: the holder reads the number,
// sets it in the validator, and checks that it still holds the lease. The server's clock decides
// when a lease expires. (A process that sleeps for longer than a lease exactly between reading and
// setting lowers the fence until it notices, and then raises it again at once.)

/// Makes the server reject documents that were stamped before the last tombstone.
struct FenceRaising: Sendable {
    /// The duration of a lease, after which another process can take it.
    static let leaseMax = Duration.seconds(60)
    /// The number of attempts, and the pause between them.
    static let attemptsMax = 400
    static let pause = Duration.milliseconds(50)
    /// The collections with the fence.
    static let collections = [Schema.behaviors, Schema.profiles]

    let store: Store

    /// Returns when the validators use the current number, or a later one.
    func raise() async throws(RepositoryError) {
        let holder = String(UInt64.random(in: .min ... .max), radix: 36)
        for collection in Self.collections {
            try await store.ask(CreateCollection(collection))
        }
        for _ in 0..<Self.attemptsMax {
            if try await store.ask(TakeLease(holder: holder)) {
                if try await store.ask(SetValidators(holder: holder)) { return }
            }
            // A canceled erasure resumes when it is started again.
            guard (try? await Task.sleep(for: Self.pause)) != nil else {
                throw RepositoryError(StoreError(.cancelled, "the erasure was stopped"))
            }
        }
        throw RepositoryError(
            .busy, "other processes are erasing users: run the same command again in a minute")
    }
}

/// True when the lease was free or expired.
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

/// Sets the validators to the current number, and releases the lease; false when it was lost.
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

/// Makes the server reject new documents of a collection that are stamped below a number.
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
