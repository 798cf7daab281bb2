import Interest
import Testing

@testable import Recommending

struct PayloadTests {
    private func neighbors() throws -> ItemNeighbors {
        try ItemNeighbors.trained(on: .generated(seed: 2, users: 20, items: 12, behaviors: 200))
    }

    @Test func `what is written is read`() throws {
        let model = try neighbors()
        let read = try ItemNeighbors(decoding: model.encode())
        #expect(read.items.ids == model.items.ids)
        #expect(read.encode() == model.encode())
        let popular = try Popular.trained(on: .generated(seed: 2))
        #expect(try Popular(decoding: popular.encode()).encode() == popular.encode())
    }

    @Test func `every cut gives an error`() throws {
        let payload = try neighbors().encode()
        for length in 0..<payload.count {
            #expect(throws: ModelError.self) {
                try ItemNeighbors(decoding: Array(payload.prefix(length)))
            }
        }
    }

    @Test func `every changed byte gives an error`() throws {
        let payload = try neighbors().encode()
        for index in payload.indices {
            var changed = payload
            changed[index] ^= 1 << (index % 8)
            #expect(throws: ModelError.self) { try ItemNeighbors(decoding: changed) }
        }
    }

    /// Behind a right checksum every length and place is checked; what still reads must serve.
    @Test func `changed bytes under a right checksum never crash`() throws {
        var random = SplitMix(seed: 5)
        let payload = try Array(neighbors().encode().dropLast(PayloadSeal.checksumLength))
        for _ in 0..<3000 {
            var changed = payload
            for _ in 0...random.below(3) {
                changed[random.below(changed.count)] = UInt8(random.below(256))
            }
            if random.below(4) == 0 { changed.removeLast(random.below(changed.count)) }
            guard let model = try? ItemNeighbors(decoding: seal(changed)) else { continue }
            let found = model.recommend(
                RecommendationRequest(interests: interests(["i10000001": 1]), explains: true))
            #expect(found.count <= model.items.count)
        }
    }

    private func seal(_ bytes: [UInt8]) -> [UInt8] {
        let sum = PayloadSeal.checksum(of: bytes)
        return bytes + (0..<8).map { UInt8(truncatingIfNeeded: sum >> (8 * $0)) }
    }

    @Test func `noise is foreign`() {
        #expect(code { try Popular(decoding: []) } == .foreign)
        #expect(code { try Popular(decoding: Array("{\"a\": 1}".utf8)) } == .foreign)
    }

    @Test func `the model of another recommender is foreign, and said to be`() throws {
        let payload = try neighbors().encode()
        #expect(code { try Popular(decoding: payload) } == .foreign)
        let error = #expect(throws: ModelError.self) { try Popular(decoding: payload) }
        #expect(
            error?.message
                == "what is stored as the model popular is a model of item-neighbors: train it")
    }

    @Test func `another version says which it is and which is read`() throws {
        var payload = try neighbors().encode()
        payload[PayloadSeal.magic.count] = 9
        let error = #expect(throws: ModelError.self) { try ItemNeighbors(decoding: payload) }
        #expect(error?.code == .otherVersion)
        #expect(
            error?.message
                == "the model item-neighbors has format 9, and this Ebb reads 3: train it again")
    }

    private func code(_ work: () throws -> some Any) -> ModelError.Code? {
        do {
            _ = try work()
            return nil
        } catch { return (error as? ModelError)?.code }
    }
}
