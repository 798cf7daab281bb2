import NIOCore
import Testing

@testable import Service

struct ExchangeLimitTests {
    @Test(arguments: [
        ("", 0, 1), ("[]", 1, 2), ("[[]]", 2, 3), (#"{"a":[{"b":1}]}"#, 3, 4), ("[1,2,3]", 1, 4),
        (#"["[[[[", "\"[[[", "\\"]"#, 1, 4), ("[],[],[]", 1, 6),
        (String(repeating: "[", count: 100_000), 100_000, 100_001),
    ])
    func `depth and values are counted by brackets and commas outside of texts`(
        text: String, depth: Int, values: Int
    ) {
        let size = JSONSize(of: text.utf8)
        #expect(size.depth == depth && size.values == values)
    }

    @Test func `connections leave file descriptors for other uses`() {
        let limits = { (files: String) in
            """
            Limit                     Soft Limit           Hard Limit           Units
            Max processes             1                    1                    processes
            Max open files            \(files)                 524288               files
            """
        }
        #expect(FileLimit.connections(upTo: 4096, limits: limits("1024")) == 768)
        #expect(FileLimit.connections(upTo: 4096, limits: limits("20000")) == 4096)
        #expect(FileLimit.connections(upTo: 4096, limits: limits("64")) == 1)
        #expect(FileLimit.connections(upTo: 4096, limits: limits("unlimited")) == 4096)
        #expect(FileLimit.connections(upTo: 4096, limits: nil) == 4096)
    }

    /// Whether a client keeps a pace of 100 bytes in 10 seconds, stretch after stretch.
    ///
    /// - Parameter steps: after how many seconds what comes, and how long we are busy with it.
    private func kept(_ steps: [(second: Int64, bytes: Int, busy: Int64)]) -> [Bool] {
        let start = NIODeadline.now()
        var pace = BodyPace(bytesMin: 100, interval: .seconds(10))
        pace.wait(at: start)
        return (1...2).map { stretch in
            for step in steps where (step.second / 10) + 1 == stretch {
                pace.receive(step.bytes, at: start + .seconds(step.second))
                pace.wait(at: start + .seconds(step.second + step.busy))
            }
            return pace.isKept(at: start + .seconds(Int64(stretch) * 10))
        }
    }

    @Test func `a body keeps its pace, or it does not`() {
        #expect(kept([]) == [false, false])
        #expect(kept((1...9).map { ($0, 1, 0) }) == [false, false])
        #expect(kept([(9, 100, 0)]) == [true, false])
        #expect(kept([(1, 100, 0), (19, 100, 0)]) == [true, true])
    }

    @Test func `a client is not blamed while we do not listen`() {
        #expect(kept([(1, 1, 8)]) == [true, false])
        #expect(kept([(1, 1, 2)]) == [false, false])
        #expect(kept([(1, 1, 8), (11, 1, 8)]) == [true, true])
    }
}
