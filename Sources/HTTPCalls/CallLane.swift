internal import CCurl

/// A queue with a curl handle of its own, which keeps its connections between calls.
actor CallLane {
    private let executor: CallExecutor
    private var handle: CallHandle?

    nonisolated var unownedExecutor: UnownedSerialExecutor {
        unsafe executor.asUnownedSerialExecutor()
    }

    init(_ number: Int) { executor = CallExecutor(label: "ebb.call.\(number)") }

    /// Blocks the queue until the reply is there or time is up.
    func perform(_ call: Call, _ stop: StopFlag) throws(CallError) -> Reply {
        let own = handle.take() ?? CallHandle()
        guard let own else {
            throw CallError(.unreachable, "libcurl cannot be set up: memory is short")
        }
        defer { handle = own }
        return try own.perform(call, stop)
    }
}

/// An easy handle of libcurl. One thread at a time uses it, which the lane's actor ensures.
@safe final class CallHandle {
    private nonisolated(unsafe) let handle: UnsafeMutableRawPointer

    private static let isReady = ebb_curl_global() == CURLE_OK

    init?() {
        guard Self.isReady, let made = unsafe curl_easy_init() else { return nil }
        unsafe handle = made
    }

    deinit { unsafe curl_easy_cleanup(handle) }

    func perform(_ call: Call, _ stop: StopFlag) throws(CallError) -> Reply {
        var reply = unsafe ebb_curl_reply()
        // The reply's bytes are C's; they are copied before they are freed.
        defer { unsafe ebb_curl_reply_free(&reply) }
        let code = unsafe send(call, stop, &reply)
        guard code == CURLE_OK else { throw unsafe Self.error(code, reply, call) }
        let bytes = unsafe UnsafeRawBufferPointer(start: reply.bytes, count: reply.count)
        let wait = unsafe reply.retry_after_seconds
        return unsafe Reply(
            status: reply.status, body: Array(bytes),
            retryAfter: wait > 0 ? .seconds(wait) : nil)
    }

    private func send(_ call: Call, _ stop: StopFlag, _ reply: inout ebb_curl_reply) -> CURLcode {
        var headers: UnsafeMutablePointer<curl_slist>?
        // curl copies each line, and the list lives until the call has returned.
        for line in call.headerLines { unsafe headers = unsafe curl_slist_append(headers, line) }
        defer { unsafe curl_slist_free_all(headers) }
        return unsafe call.url.withCString { url in
            unsafe (call.method?.rawValue ?? "").withCString { method in
                unsafe (call.body ?? []).withUnsafeBufferPointer { body in
                    var order = unsafe ebb_curl_call()
                    unsafe order.url = url
                    unsafe order.method = method
                    unsafe order.headers = headers
                    unsafe order.connect_milliseconds = call.connectMax.wholeMilliseconds
                    unsafe order.total_milliseconds = call.totalMax.wholeMilliseconds
                    unsafe order.reply_limit = max(0, call.replyMax)
                    unsafe order.stopped = unsafe UnsafePointer(stop.flag)
                    if call.body != nil {
                        unsafe order.body = unsafe UnsafeRawPointer(body.baseAddress)?
                            .assumingMemoryBound(to: CChar.self)
                        unsafe order.body_length = body.count
                    }
                    return unsafe ebb_curl_perform(handle, &order, &reply)
                }
            }
        }
    }

    private static func error(
        _ code: CURLcode, _ reply: ebb_curl_reply, _ call: Call
    ) -> CallError {
        let server = call.server
        if unsafe reply.is_too_large != 0 {
            return CallError(
                .tooLarge, "\(server) answered more than \(call.replyMax) bytes")
        }
        switch code {
        case CURLE_OPERATION_TIMEDOUT:
            return CallError(.deadline, "\(server) did not answer within \(call.totalMax)")
        case CURLE_ABORTED_BY_CALLBACK:
            return CallError(.cancelled, "the call to \(server) was cancelled")
        case CURLE_URL_MALFORMAT, CURLE_UNSUPPORTED_PROTOCOL:
            return CallError(
                .address, "invalid address of a server: expected http:// or https://")
        case CURLE_PARTIAL_FILE, CURLE_GOT_NOTHING, CURLE_RECV_ERROR, CURLE_SEND_ERROR:
            return CallError(.cut, "\(server) ended the connection before its answer did")
        default:
            let problem = unsafe String(cString: curl_easy_strerror(code))
            return CallError(.unreachable, "cannot reach \(server): \(problem)")
        }
    }
}

/// A flag that stops a call from any thread.
@safe final class StopFlag: Sendable {
    // C reads and writes it atomically.
    fileprivate nonisolated(unsafe) let flag: UnsafeMutablePointer<Int32>

    init() {
        unsafe flag = .allocate(capacity: 1)
        unsafe flag.initialize(to: 0)
    }

    deinit { unsafe flag.deallocate() }

    func stop() { unsafe ebb_curl_stop(flag) }
}

extension Call {
    fileprivate var headerLines: [String] {
        // curl would wait a second for a "100 Continue" that few servers send.
        var lines = ["Content-Type: application/json", "Accept: application/json", "Expect:"]
        if let key { lines.append("Authorization: Bearer \(key.text)") }
        return lines + headers
    }

    /// Host and port for messages: no path, and nothing that could be a key.
    fileprivate var server: String {
        let rest = url.split(separator: "/", maxSplits: 2, omittingEmptySubsequences: true)
        let host = rest.count > 1 ? rest[1] : "the server"
        return String(host.split(separator: "@").last ?? host)
    }
}

extension Duration {
    /// At least one, because curl takes 0 for "no limit".
    fileprivate var wholeMilliseconds: Int {
        let (seconds, attoseconds) = components
        return max(1, Int(clamping: seconds) * 1000 + Int(attoseconds / 1_000_000_000_000_000))
    }
}
