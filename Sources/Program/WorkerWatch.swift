internal import Glibc

/// Reads what a worker says, holds it to its memory, and reaps it. Blocks its thread.
struct WorkerWatch {
    private let pipes: WorkerPipes
    private let process: pid_t
    private let memoryMax: Int
    private let tailMax: Int
    private let lineMax: Int
    private let grace: Duration
    private let look: CInt
    private let pageSize = Int(sysconf(Int32(_SC_PAGESIZE)))

    init(
        _ pipes: WorkerPipes, _ process: pid_t, memoryMax: Int, tailMax: Int, lineMax: Int,
        grace: Duration, look: CInt
    ) {
        self.pipes = pipes
        self.process = process
        self.memoryMax = memoryMax
        self.tailMax = tailMax
        self.lineMax = lineMax
        self.grace = grace
        self.look = look
    }

    func untilItEnds(
        isStopped: () -> Bool, hear: (String) -> Void
    ) -> WorkerProcess.Ending {
        var ending = WorkerProcess.Ending(process: Int(process))
        var (line, tail) = ([UInt8](), [UInt8]())
        var asked: ContinuousClock.Instant?
        while true {
            var ends = pipes.ends.map { pollfd(fd: $0, events: Int16(POLLIN), revents: 0) }
            _ = unsafe poll(&ends, nfds_t(ends.count), look)
            // Looked at before reading, so that what was said last is read, too.
            var status: CInt = 0
            let hasEnded = unsafe waitpid(process, &status, WNOHANG) != 0
            for byte in read(pipes.ends[0]) {
                guard byte == UInt8(ascii: "\n") else {
                    if line.count < lineMax { line.append(byte) }
                    continue
                }
                hear(String(decoding: line, as: UTF8.self))
                line = []
            }
            tail = (tail + read(pipes.ends[1])).suffix(tailMax)
            if hasEnded {
                ending.tail = String(decoding: tail, as: UTF8.self)
                let signal = Int(status & 0x7F)
                (ending.code, ending.signal) =
                    signal == 0 ? (Int(status >> 8) & 0xFF, nil) : (nil, signal)
                return ending
            }
            hold(&ending)
            stop(&asked, isStopped())
        }
    }

    /// Ends it where it holds more than it may.
    private func hold(_ ending: inout WorkerProcess.Ending) {
        ending.memory = max(ending.memory, resident)
        guard ending.memory > memoryMax, !ending.exceededMemory else { return }
        ending.exceededMemory = true
        kill(process, SIGKILL)
    }

    private func stop(_ asked: inout ContinuousClock.Instant?, _ isStopped: Bool) {
        guard isStopped else { return }
        if let asked {
            if asked.duration(to: .now) > grace { kill(process, SIGKILL) }
        } else {
            asked = .now
            kill(process, SIGTERM)
        }
    }

    /// The memory that it holds, in bytes.
    private var resident: Int {
        let file = unsafe open("/proc/\(process)/statm", O_RDONLY)
        guard file >= 0 else { return 0 }
        defer { close(file) }
        let words = String(decoding: read(file, once: true), as: UTF8.self).split(separator: " ")
        return words.count > 1 ? (Int(words[1]) ?? 0) * pageSize : 0
    }

    /// All that a descriptor has now.
    private func read(_ descriptor: CInt, once: Bool = false) -> [UInt8] {
        var found: [UInt8] = []
        var block = [UInt8](repeating: 0, count: 1 << 16)
        while true {
            let count = unsafe Glibc.read(descriptor, &block, block.count)
            guard count > 0 else { return found }
            found += block[..<count]
            if once { return found }
        }
    }
}
