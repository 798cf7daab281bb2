import Access
import Harness
import Interest
import Testing

struct RateLimitTests {
    private let start = Timestamp(seconds: 1_700_000_000)

    private func bucket(_ text: String) throws -> TokenBucket {
        TokenBucket(try #require(RateLimit(text)), at: start)
    }

    /// What a bucket answers at these milliseconds, in milliseconds to wait.
    private func waits(_ limit: String, at milliseconds: [Int64]) throws -> [Int64?] {
        var bucket = try self.bucket(limit)
        return milliseconds.map { milliseconds in
            bucket.take(at: Timestamp(milliseconds: start.milliseconds + milliseconds))?
                .milliseconds
        }
    }

    @Test(arguments: ["100/1s", "60/1min", "1/1d", "7/250ms"])
    func `a limit reads as it is written`(text: String) {
        #expect(RateLimit(text)?.description == text)
    }

    @Test(arguments: [
        "", "100", "100/", "/1s", "0/1s", "-1/1s", "1/0s", "1/2d", "1000001/1s", "1/1s/1s", "a/1s",
    ])
    func `what is no limit is refused`(text: String) {
        #expect(RateLimit(text) == nil)
    }

    @Test func `the whole number at once, then one after the other`() throws {
        #expect(
            try waits("3/1s", at: [0, 0, 0, 0, 333, 334, 334]) == [
                nil, nil, nil, 334, 1, nil, 333,
            ])
    }

    @Test(arguments: ["1/1s", "7/250ms", "5000/1h", "13/17min"])
    func `who waits as long as was said is let in, and not a millisecond sooner`(
        text: String
    ) throws {
        var (bucket, now) = (try self.bucket(text), start)
        var taken = 0
        while bucket.take(at: now) == nil { taken += 1 }
        #expect(taken == bucket.limit.count)
        for _ in 0..<1000 {
            let told = bucket.take(at: now)
            let wait = try #require(told)
            let early = bucket.take(at: now + wait - Interval(milliseconds: 1))
            #expect(early == Interval(milliseconds: 1))
            now = now + wait
            let inTime = bucket.take(at: now)
            #expect(inTime == nil)
        }
    }

    @Test func `in the long run no more than the limit come through`() throws {
        var bucket = try self.bucket("50/1s")
        var generator = SplitMix64(seed: 7)
        var (now, taken) = (start, 0)
        while now < start + .seconds(100) {
            if bucket.take(at: now) == nil { taken += 1 }
            now = now + Interval(milliseconds: Int64.random(in: 1...8, using: &generator))
        }
        #expect(taken <= 50 * 101)
        #expect(taken >= 50 * 99)
    }

    @Test func `a clock set back gives nothing and costs nothing`() throws {
        let hour: Int64 = 3_600_000
        #expect(
            try waits("2/1s", at: [0, -hour, -hour, -hour + 500, -hour + 500]) == [
                nil, nil, 500, nil, 500,
            ])
    }
}
