internal import Glibc

/// What a worker process may take of the machine.
package struct WorkerLimits: Codable, Hashable, Sendable {
    /// The memory that may be resident, in bytes.
    package var memoryMax: Int
    /// The threads that compute at once.
    package var threads: Int
    /// How far it stands behind other processes when the processor is short: 0 to 19.
    package var niceness = 10

    /// The memory limits that make sense, in bytes.
    package static let memories = (16 << 20)...(1 << 44)

    package init(memoryMax: Int, threads: Int) {
        self.memoryMax = memoryMax
        self.threads = threads
    }

    /// Address space that stacks and buffers reserve without filling it.
    private static let reserve = 512 << 20

    /// Puts this process under the limits, for good.
    ///
    /// The kernel refuses memory that is beyond the limit by more than a reserve; the process that
    /// started this one ends it as soon as it holds more than the limit itself. Should the whole
    /// machine run out of memory first, the kernel ends this process before any other.
    package func apply() {
        let most = rlim_t(memoryMax + Self.reserve)
        var limit = rlimit(rlim_cur: most, rlim_max: most)
        _ = unsafe setrlimit(__rlimit_resource_t(RLIMIT_DATA.rawValue), &limit)
        _ = setpriority(__priority_which_t(PRIO_PROCESS.rawValue), 0, CInt(niceness))
        let file = unsafe open("/proc/self/oom_score_adj", O_WRONLY)
        guard file >= 0 else { return }
        _ = unsafe write(file, "1000", 4)
        close(file)
    }

    /// Ends this process as soon as standard input ends, which happens when the process that
    /// started this one is gone, however it went.
    package static func endWithParent() {
        let watch: @convention(c) (UnsafeMutableRawPointer?) -> UnsafeMutableRawPointer? = { _ in
            var byte: UInt8 = 0
            while unsafe read(0, &byte, 1) > 0 {}
            _exit(1)
        }
        var thread = pthread_t()
        _ = unsafe pthread_create(&thread, nil, watch, nil)
    }
}
