import Damage
import Foundation
import Synchronization

/// Reads a large number of damaged files: `Fuzz [COUNT] [SEED] [FIRST]`.
///
/// It must not crash, hang or use more and more memory, and must count every line. File number N of
/// a seed is always the same, so `Fuzz 1 SEED N` repeats it.
@main
struct Fuzz {
    /// The time limit for one small file.
    private static let secondsMax = 30.0
    /// The maximum memory of the process.
    private static let residentMegabytesMax = 300
    /// The interval of progress messages.
    private static let filesPerLine = 100_000

    static func main() async {
        let words = CommandLine.arguments.dropFirst().map { UInt64($0) }
        guard words.count <= 3, !words.contains(nil) else {
            fail("usage: Fuzz [COUNT] [SEED] [FIRST], all of them numbers")
        }
        let numbers = words.compactMap(\.self)
        let count = Int(numbers.first ?? 1_000_000)
        let seed = numbers.count > 1 ? numbers[1] : UInt64.random(in: 0...999_999_999)
        let first = numbers.count > 2 ? Int(numbers[2]) : 0
        say("\(count) damaged files of seed \(seed), from number \(first) on")
        let watchdog = Watchdog()
        for number in first..<first + count {
            watchdog.begin(number)
            let file = DamagedFile(seed: seed, number: number)
            if let complaint = await file.complaint() {
                fail("number \(number) (\(file.specimen.name)) of seed \(seed): \(complaint)")
            }
            let done = number - first + 1
            if done % filesPerLine == 0 { say("\(done) files, \(residentMegabytes) MB at most") }
        }
        guard residentMegabytes <= residentMegabytesMax else {
            fail("it had \(residentMegabytes) MB: at most \(residentMegabytesMax) are allowed")
        }
        say("all is well: \(count) files, \(residentMegabytes) MB at most")
    }

    /// Ends the process when one file takes too long.
    private final class Watchdog: Sendable {
        private let current = Mutex((number: 0, since: ContinuousClock.now))

        init() {
            Thread.detachNewThread { [self] in
                while true {
                    sleep(1)
                    let (number, since) = current.withLock(\.self)
                    if ContinuousClock.now - since > .seconds(secondsMax) {
                        fail("number \(number) hangs")
                    }
                }
            }
        }

        func begin(_ number: Int) { current.withLock { $0 = (number, .now) } }
    }

    private static var residentMegabytes: Int {
        let status = (try? String(contentsOfFile: "/proc/self/status", encoding: .utf8)) ?? ""
        let line = status.split(separator: "\n").first { $0.hasPrefix("VmHWM:") }
        return (line?.split(separator: " ").dropFirst().first.flatMap { Int($0) } ?? 0) / 1000
    }

    /// Unbuffered, so that the output before a crash is not lost.
    private static func say(_ line: String) {
        FileHandle.standardOutput.write(Data("\(line)\n".utf8))
    }

    private static func fail(_ line: String) -> Never {
        FileHandle.standardError.write(Data("Fuzz: \(line)\n".utf8))
        exit(1)
    }
}
