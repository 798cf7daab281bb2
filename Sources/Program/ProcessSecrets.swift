internal import Glibc

/// Keeps keys and passwords out of what other processes of this machine can see of this one.
///
///     let arguments = CommandLine.arguments
///     ProcessSecrets.hideArguments()
///
/// Where the system shows a program's arguments and its first environment (`ps`,
/// `/proc/PID/cmdline` and `/proc/PID/environ`), it reads the program's own memory. So what is
/// overwritten there is gone. A moment passes between the start and that; only a file or a
/// configuration keeps a secret from the first moment on.
package enum ProcessSecrets {
    /// Overwrites the passwords of URLs (`mongodb://ada:…@host`) in the arguments of this process.
    /// Code that needs the arguments later must read them before.
    package static func hideArguments() {
        for number in 1..<max(1, Int(CommandLine.argc)) {
            guard let start = unsafe CommandLine.unsafeArgv[number] else { continue }
            // It lies in the process's first stack page, which is writable and lives as long.
            let text = unsafe UnsafeMutableBufferPointer(start: start, count: strlen(start))
            let bytes = unsafe text.map { UInt8(bitPattern: $0) }
            guard let hidden = withoutPassword(bytes) else { continue }
            for place in bytes.indices {
                let byte = place < hidden.count ? hidden[place] : 0
                unsafe text[place] = CChar(bitPattern: byte)
            }
        }
    }

    /// Empties environment variables of this process, also for the programs that it starts.
    package static func hideEnvironment(_ names: [String]) {
        for name in names {
            // The value lies where the process's environment began, and is writable. It keeps its
            // place: to remove it could hurt a thread that is looking for another one.
            guard let value = unsafe getenv(name) else { continue }
            unsafe memset(value, 0, strlen(value))
        }
    }

    /// Lets no core dump be written, in which all secrets would be.
    package static func forbidCoreDumps() {
        var none = rlimit(rlim_cur: 0, rlim_max: 0)
        _ = unsafe setrlimit(__rlimit_resource_t(RLIMIT_CORE.rawValue), &none)
    }

    /// A text with `*` in place of the password of the URL in it; nil where there is none.
    package static func withoutPassword(_ text: [UInt8]) -> [UInt8]? {
        guard let scheme = text.firstRange(of: Array("://".utf8)) else { return nil }
        let rest = text[scheme.upperBound...]
        // The last `@`: a password should be percent-encoded, and often is not.
        guard let at = rest.lastIndex(of: UInt8(ascii: "@")),
            let colon = rest[..<at].firstIndex(of: UInt8(ascii: ":"))
        else { return nil }
        return Array(text[...colon]) + [UInt8(ascii: "*")] + Array(text[at...])
    }
}
