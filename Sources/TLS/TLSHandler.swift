package import NIOCore

/// TLS on a server's channel: what is below it is ciphertext, what is above it is plaintext.
///
/// A write above is one write below, with the same promise, so a promise succeeds when the
/// ciphertext has been written, and the channel's own limits tell when to stop writing. Writes
/// before the end of the handshake wait for it. Closing says so to the client (close_notify) and
/// does not wait for an answer. The end of the client's data is the end of the input above,
/// whether the client said so or just closed its side: HTTP has its own lengths.
///
/// A handler above may write, close or read within whatever it is called with: plaintext is handed
/// up only when OpenSSL has taken everything below, and nothing is assumed to have stayed the same
/// afterwards.
package final class TLSHandler: ChannelDuplexHandler {
    package typealias InboundIn = ByteBuffer
    package typealias InboundOut = ByteBuffer
    package typealias OutboundIn = ByteBuffer
    package typealias OutboundOut = ByteBuffer

    private enum Phase {
        case handshake
        case open
        /// The client has been told that nothing more will come.
        case outputEnded
        case closed
    }

    private struct Write {
        let bytes: ByteBuffer
        let promise: EventLoopPromise<Void>?
    }

    private let limits: TLSLimits
    private var connection: TLSConnection
    private var phase = Phase.handshake
    private var unsent = MarkedCircularBuffer<Write>(initialCapacity: 0)
    private var unsentBytes = 0
    private var unsentAnswers = 0
    private var isInputEnded = false
    private var isReadWanted = false
    private var deadline: Scheduled<Void>?
    /// When the client has been told the end.
    private var end: EventLoopFuture<Void>?

    /// A handler of one connection, by the certificate and rules of a context.
    package init(_ context: ServerContext, limits: TLSLimits = TLSLimits()) throws(TLSError) {
        self.limits = limits
        connection = try TLSConnection(context)
    }
}

@available(*, unavailable)
extension TLSHandler: Sendable {}

// MARK: From the client

extension TLSHandler {
    package func handlerAdded(context: ChannelHandlerContext) {
        if context.channel.isActive { startClock(context) }
    }

    package func channelActive(context: ChannelHandlerContext) {
        startClock(context)
        context.fireChannelActive()
    }

    private func startClock(_ context: ChannelHandlerContext) {
        guard deadline == nil, phase == .handshake else { return }
        let time = TimeAmount(limits.handshakeMax)
        deadline = context.eventLoop.assumeIsolated().scheduleTask(in: time) { [limits] in
            self.fail(
                context,
                TLSError("the TLS handshake was not completed within \(limits.handshakeMax)"))
        }
    }

    package func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        // After an end nobody is there to read.
        guard phase != .closed, !isInputEnded else { return }
        let ciphertext = unwrapInboundIn(data)
        // A little more than it can be, so that the read that finds no more needs no more room.
        let size = connection.isEstablished ? ciphertext.readableBytes + 1024 : 0
        var plaintext = context.channel.allocator.buffer(capacity: size)
        let outcome = connection.receive(ciphertext, into: &plaintext)
        sendAnswers(context)
        if phase == .handshake, connection.isEstablished { finishHandshake(context) }
        if plaintext.readableBytes > 0, phase != .closed {
            isReadWanted = false
            context.fireChannelRead(wrapInboundOut(plaintext))
        }
        switch outcome {
        case .open: break
        case .ended: endInput(context)
        case .failed(let error):
            refuse(context)
            fail(context, error)
        }
    }

    /// Answers with an alert who never got any from OpenSSL.
    private func refuse(_ context: ChannelHandlerContext) {
        guard phase != .closed else { return }
        var alert = context.channel.allocator.buffer(capacity: 16)
        connection.refuse(into: &alert)
        if alert.readableBytes > 0 { context.writeAndFlush(wrapOutboundOut(alert), promise: nil) }
    }

    package func channelReadComplete(context: ChannelHandlerContext) {
        context.fireChannelReadComplete()
        // Who asked has got nothing yet: it was half a record, or TLS's own.
        if isReadWanted, phase != .closed { context.read() }
    }

    package func userInboundEventTriggered(context: ChannelHandlerContext, event: Any) {
        guard case ChannelEvent.inputClosed = event else {
            return context.fireUserInboundEventTriggered(event)
        }
        if phase == .handshake {
            return fail(context, TLSError("the client went away during the TLS handshake"))
        }
        guard !isInputEnded else { return }
        isInputEnded = true
        context.fireUserInboundEventTriggered(event)
    }

    package func channelInactive(context: ChannelHandlerContext) {
        finish()
        context.fireChannelInactive()
    }

    package func handlerRemoved(context: ChannelHandlerContext) { finish() }

    private func finishHandshake(_ context: ChannelHandlerContext) {
        deadline?.cancel()
        deadline = nil
        // A write from a promise's callback comes behind those that wait.
        while phase == .handshake {
            let isFlushed = unsent.hasMark && unsent.markedElementIndex == unsent.startIndex
            guard let write = unsent.popFirst() else { break }
            unsentBytes -= write.bytes.readableBytes
            send(context, write)
            if isFlushed { context.flush() }
        }
        if phase == .handshake { phase = .open }
    }

    /// The client said that nothing more will come.
    private func endInput(_ context: ChannelHandlerContext) {
        guard phase != .closed, !isInputEnded else { return }
        isInputEnded = true
        if phase == .outputEnded { return closeWhenSent(context, nil) }
        // As for a plain channel: one that nobody wants half open is closed.
        let option = try? context.channel.syncOptions?.getOption(.allowRemoteHalfClosure)
        guard option == true else { return close(context: context, mode: .all, promise: nil) }
        context.fireUserInboundEventTriggered(ChannelEvent.inputClosed)
    }
}

// MARK: To the client

extension TLSHandler {
    package func read(context: ChannelHandlerContext) {
        isReadWanted = true
        context.read()
    }

    package func write(
        context: ChannelHandlerContext, data: NIOAny, promise: EventLoopPromise<Void>?
    ) {
        let write = Write(bytes: unwrapOutboundIn(data), promise: promise)
        switch phase {
        case .handshake:
            unsentBytes += write.bytes.readableBytes
            unsent.append(write)
            guard unsentBytes > limits.unsentMax else { return }
            fail(
                context,
                TLSError("more than \(limits.unsentMax) bytes wait for the TLS handshake"))
        case .open: send(context, write)
        case .outputEnded: promise?.fail(ChannelError.outputClosed)
        case .closed: promise?.fail(ChannelError.ioOnClosedChannel)
        }
    }

    package func flush(context: ChannelHandlerContext) {
        if phase == .handshake { unsent.mark() } else { context.flush() }
    }

    package func close(
        context: ChannelHandlerContext, mode: CloseMode, promise: EventLoopPromise<Void>?
    ) {
        switch (phase, mode) {
        case (.closed, _), (_, .input): context.close(mode: mode, promise: promise)
        case (.outputEnded, .output): promise?.fail(ChannelError.outputClosed)
        case (.open, .output):
            phase = .outputEnded
            sendEnd(context)
            if isInputEnded { return closeWhenSent(context, promise) }
            context.close(mode: .output, promise: promise)
        // Without output a handshake leads nowhere, so that a half close is a whole one.
        case (.open, .all), (.handshake, _), (.outputEnded, .all):
            let isOpen = phase == .open
            finish()
            if isOpen { sendEnd(context) }
            context.close(promise: promise)
        }
    }

    /// Tells the client that nothing more will come. What was written before goes with it,
    /// flushed or not, because its records are counted.
    private func sendEnd(_ context: ChannelHandlerContext) {
        var record = context.channel.allocator.buffer(capacity: 64)
        connection.end()
        connection.takeOutput(into: &record)
        let sent = context.eventLoop.makePromise(of: Void.self)
        end = sent.futureResult
        context.writeAndFlush(wrapOutboundOut(record), promise: sent)
    }

    /// Both sides have said that nothing more will come. Closing at once would drop what the
    /// socket has not taken yet.
    private func closeWhenSent(_ context: ChannelHandlerContext, _ promise: EventLoopPromise<Void>?)
    {
        end?.assumeIsolated().whenComplete { _ in
            self.finish()
            context.close(promise: promise)
        }
    }

    private func send(_ context: ChannelHandlerContext, _ write: Write) {
        let size = write.bytes.readableBytes
        // Each record is a few bytes longer than what it says.
        let records = size / TLSLimits.pieceMax + 1
        var ciphertext = context.channel.allocator.buffer(capacity: size + 64 * records)
        guard connection.encrypt(write.bytes, into: &ciphertext) else {
            let error = TLSError("OpenSSL could not encrypt: \(ErrorQueue.reason)")
            write.promise?.fail(error)
            return fail(context, error)
        }
        context.write(wrapOutboundOut(ciphertext), promise: write.promise)
    }

    /// Sends what TLS itself has to say, and closes the connection of a client that makes it talk
    /// and does not listen.
    private func sendAnswers(_ context: ChannelHandlerContext) {
        var answer = context.channel.allocator.buffer(capacity: 0)
        connection.takeOutput(into: &answer)
        let size = answer.readableBytes
        guard size > 0 else { return }
        unsentAnswers += size
        let sent = context.eventLoop.makePromise(of: Void.self)
        sent.futureResult.assumeIsolated().whenComplete { _ in self.unsentAnswers -= size }
        context.writeAndFlush(wrapOutboundOut(answer), promise: sent)
        guard unsentAnswers > limits.answersMax else { return }
        fail(context, TLSError("the client does not take what TLS answers"))
    }

    private func fail(_ context: ChannelHandlerContext, _ error: TLSError) {
        guard phase != .closed else { return }
        finish()
        context.fireErrorCaught(error)
        context.close(promise: nil)
    }

    private func finish() {
        phase = .closed
        deadline?.cancel()
        deadline = nil
        unsentBytes = 0
        while let write = unsent.popFirst() {
            write.promise?.fail(ChannelError.ioOnClosedChannel)
        }
    }
}
