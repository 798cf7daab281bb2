import Harness
import Testing

@testable import Mongo

@Suite(.store) struct FileTests {
    private func pattern(_ count: Int) -> [UInt8] {
        var random = SplitMix(seed: UInt64(count))
        return (0..<count).map { _ in UInt8.random(in: .min ... .max, using: &random) }
    }

    @Test(arguments: [0, 1, 255 * 1024, 255 * 1024 + 1, 1 << 20, 3_000_001])
    func `a file comes back to the byte`(count: Int) async throws {
        let store = try LentStore.current.store
        let bytes = pattern(count)
        let file = try await store.perform(UploadFile(bucket: "models", name: "m", bytes: bytes))
        #expect(try await store.perform(DownloadFile(bucket: "models", file)) == bytes)
        let entry: BSON? = try await store.perform(
            FindOne("models.files", filter: BSON { $0.append("_id", file) }))
        let length = try entry?.read { (reader) throws(StoreError) in try reader.int64("length") }
        #expect(length == Int64(count))
    }

    @Test func `a deleted file leaves nothing behind`() async throws {
        let store = try LentStore.current.store
        let file = try await store.perform(
            UploadFile(bucket: "models", name: "m", bytes: pattern(600_000)))
        try await store.perform(DeleteFile(bucket: "models", file))
        #expect(try await store.perform(Count("models.chunks", filter: .empty)) == 0)
        let error = await #expect(throws: StoreError.self) {
            try await store.perform(DownloadFile(bucket: "models", file))
        }
        #expect(error?.code == .notFound)
        let again = await #expect(throws: StoreError.self) {
            try await store.perform(DeleteFile(bucket: "models", file))
        }
        #expect(again?.code == .notFound)
    }

    @Test func `a file with a part missing is refused`() async throws {
        let store = try LentStore.current.store
        let file = try await store.perform(
            UploadFile(bucket: "models", name: "m", bytes: pattern(600_000)))
        let part = BSON { $0.append("n", Int32(1)) }
        #expect(try await store.perform(DeleteMany("models.chunks", filter: part)) == 1)
        let error = await #expect(throws: StoreError.self) {
            try await store.perform(DownloadFile(bucket: "models", file))
        }
        #expect(error?.code == .malformed)
    }

    @Test func `a file beyond the limit is refused`() async throws {
        let store = try LentStore.current.store
        let file = try await store.perform(
            UploadFile(bucket: "models", name: "m", bytes: pattern(1000)))
        let error = await #expect(throws: StoreError.self) {
            try await store.perform(DownloadFile(bucket: "models", file, bytesMax: 999))
        }
        #expect(error?.code == .malformed)
    }

    @Test func `an id is twelve bytes`() {
        #expect(FileID(Array(repeating: 1, count: 11)) == nil)
        #expect(FileID(Array(0..<12))?.description == "000102030405060708090a0b")
    }
}
