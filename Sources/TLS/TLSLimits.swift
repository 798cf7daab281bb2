/// What a connection may take of time and memory before it is closed.
package struct TLSLimits: Sendable {
    /// How long a client has from connecting to the end of the handshake.
    package var handshakeMax = Duration.seconds(10)
    /// Bytes of plaintext that wait for the end of the handshake.
    package var unsentMax = 1 << 20
    /// Bytes that TLS itself answers (handshake, alerts, key updates) and the client has not
    /// taken yet. A certificate with all that vouch for it must fit.
    package var answersMax = 256 << 10

    /// The usual limits.
    package init() {}

    /// Bytes that go through OpenSSL at a time: the most that one record of TLS holds. Its
    /// buffers, which never shrink, stay at about two of them each way.
    static let pieceMax = 16 << 10
}
