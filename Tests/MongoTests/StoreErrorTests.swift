import CMongo
import Testing

@testable import Mongo

@Suite struct StoreErrorTests {
    @Test(arguments: [
        (Int32(11000), StoreError.Code.duplicateKey), (112, .writeConflict),
        (18, .authenticationFailed), (13, .unauthorized), (50, .timedOut), (64, .timedOut),
        (123, .notReplicaSet), (14031, .diskFull), (10107, .unreachable), (11600, .unreachable),
        (26, .notFound), (10334, .tooLarge), (20, .server), (2, .server), (99_999, .server),
    ])
    func `the server's codes have one meaning each`(code: Int32, meaning: StoreError.Code) {
        let error = StoreError(serverCode: code, "words", name: "Name", labels: [])
        #expect(error.code == meaning)
        #expect(error.server == .init(code: code, name: "Name", labels: []))
        #expect(error.message.contains("words"))
    }

    @Test(arguments: [
        ("Transaction numbers are only allowed on a replica set member or mongos", Int32(20)),
        ("This MongoDB deployment does not support retryable writes", 20),
        ("cannot use readConcern snapshot", 123),
    ])
    func `a standalone server's words are known`(words: String, code: Int32) {
        let error = StoreError(serverCode: code, words, name: nil, labels: [])
        #expect(error.code == .notReplicaSet)
        #expect(error.message.contains("--replSet"))
    }

    @Test(arguments: [
        (
            #"not authorized on ebb to execute command { find: "weights", filter: {} }"#,
            "the role readWrite on the database ebb"
        ),
        (
            "not authorized on ebb to execute command { collMod: 1 }",
            "the role dbAdmin on the database ebb"
        ),
        (
            "not authorized on admin to execute command { setParameter: 1 }",
            "the role clusterManager on the database admin"
        ),
        (
            "user is not allowed to do action [insert] on [ebb.behaviors]",
            "the role readWrite on the database ebb"
        ),
    ])
    func `a refusal for lack of rights names the role`(words: String, role: String) {
        let error = StoreError(
            serverCode: words.hasPrefix("user") ? 8000 : 13, words, name: nil, labels: [])
        #expect(error.code == .unauthorized)
        #expect(error.missingRole == role)
        #expect(error.message.hasSuffix(": grant \(role)"))
        #expect(MissingRole("not master") == nil)
    }

    @Test func `labels decide where the code says little`() {
        let transient = StoreError(
            serverCode: 251, "w", name: nil, labels: ["TransientTransactionError"])
        #expect(transient.code == .transient)
        #expect(transient.isTransientTransactionError)
        let unknown = StoreError(
            serverCode: 64, "w", name: nil, labels: ["UnknownTransactionCommitResult"])
        #expect(unknown.code == .commitUnknown)
        #expect(unknown.isUnknownCommitResult)
        let full = StoreError(serverCode: 8, "No space left on device", name: nil, labels: [])
        #expect(full.code == .diskFull)
    }

    @Test(arguments: [
        (MONGOC_ERROR_STREAM, MONGOC_ERROR_STREAM_SOCKET, StoreError.Code.unreachable),
        (MONGOC_ERROR_SERVER_SELECTION, MONGOC_ERROR_SERVER_SELECTION_FAILURE, .unreachable),
        (MONGOC_ERROR_CLIENT, MONGOC_ERROR_CLIENT_AUTHENTICATE, .authenticationFailed),
        (MONGOC_ERROR_SCRAM, MONGOC_ERROR_SCRAM_PROTOCOL_ERROR, .authenticationFailed),
        (MONGOC_ERROR_BSON, MONGOC_ERROR_BSON_INVALID, .malformed),
        (MONGOC_ERROR_GRIDFS, MONGOC_ERROR_GRIDFS_BUCKET_FILE_NOT_FOUND, .notFound),
        (MONGOC_ERROR_GRIDFS, MONGOC_ERROR_GRIDFS_CHUNK_MISSING, .malformed),
        (MONGOC_ERROR_CURSOR, MONGOC_ERROR_CURSOR_INVALID_CURSOR, .server),
    ])
    func `the driver's own troubles have one meaning each`(
        domain: mongoc_error_domain_t, code: mongoc_error_code_t, meaning: StoreError.Code
    ) {
        var raw = bson_error_t()
        raw.domain = domain.rawValue
        raw.code = code.rawValue
        #expect(StoreError(&raw).code == meaning)
    }

    @Test func `a code matches in a catch, typed or not`() {
        func caught(_ body: () throws -> Void) -> String {
            do { try body() } catch StoreError.busy { return "busy" } catch { return "other" }
            return "none"
        }
        #expect(caught { throw StoreError(.busy, "b") } == "busy")
        #expect(caught { throw StoreError(.closed, "c") } == "other")
        #expect(caught { throw CancellationError() } == "other")
        do throws(StoreError) {
            throw StoreError(.closed, "c")
        } catch StoreError.closed {
            #expect(Bool(true))
        } catch {
            Issue.record("not matched")
        }
    }
}
