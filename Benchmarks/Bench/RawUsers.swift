import Interest
import Mongo
import RawLoops
import Repositories

/// Runs the raw C loops over users of one database.
struct RawUsers {
    let bench: BenchStore
    let users: [UserID]

    /// The results of a loop of reads.
    struct Reads {
        /// Reads a second.
        let rate: Double
        /// Seconds of each read.
        let latencies: [Double]
    }

    /// Reads every user `passes` times.
    func read(threads: Int, passes: Int, asksBoth: Bool) throws -> Reads {
        let count = users.count * passes
        var latencies = [Double](repeating: 0, count: count)
        let result = unsafe withNames { names in
            unsafe raw_read(
                bench.uri, bench.database, names, users.count, Int32(passes), Int32(threads),
                asksBoth, &latencies)
        }
        guard result.count == count else {
            throw BenchError(
                "the raw loop read \(result.count) of \(count) documents: " + result.message)
        }
        return Reads(rate: Double(count) / result.seconds, latencies: latencies)
    }

    /// Folds all pending behaviors; returns behaviors per second.
    func fold(batch: Int, threads: Int, behaviors: Int) throws -> Double {
        let law = try FoldingSettings(.standard).fingerprint
        // One and thirty days in milliseconds; any two half-lives cost the same.
        let halfLives: [Double] = [86_400_000, 2_592_000_000]
        let result = unsafe withNames { names in
            unsafe raw_fold(
                bench.uri, bench.database, names, users.count, batch, Int32(threads), law,
                halfLives)
        }
        guard result.count == behaviors else {
            throw BenchError(
                "the raw loop folded \(result.count) of \(behaviors) behaviors: "
                    + result.message)
        }
        return Double(behaviors) / result.seconds
    }

    /// The number of threads with the highest speed.
    static func bestThreads(_ work: (Int) async throws -> Double) async throws -> Int {
        var best = (threads: 1, rate: 0.0)
        for threads in [1, 2, 4, 8] {
            let rate = try await work(threads)
            if rate > best.rate { best = (threads, rate) }
        }
        return best.threads
    }

    /// Lends the names as C strings during a call.
    private func withNames<T>(
        _ body: (UnsafeMutablePointer<UnsafePointer<CChar>?>) -> T
    ) -> T {
        let names = users.map { Array($0.text.utf8CString) }
        var starts: [Int] = []
        var length = 0
        for name in names {
            starts.append(length)
            length += name.count
        }
        let flat = names.flatMap(\.self)
        // Both arrays are borrowed during the call; the loops do not write to them.
        return unsafe flat.withUnsafeBufferPointer { bytes in
            var pointers: [UnsafePointer<CChar>?] = unsafe starts.map { start in
                unsafe bytes.baseAddress.map { unsafe $0 + start }
            }
            return unsafe body(&pointers)
        }
    }
}

extension raw_result {
    /// The error message from C.
    fileprivate var message: String {
        unsafe withUnsafeBytes(of: error) { bytes in
            unsafe String(decoding: bytes.prefix { $0 != 0 }, as: UTF8.self)
        }
    }
}
