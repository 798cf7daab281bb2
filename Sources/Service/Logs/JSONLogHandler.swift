internal import Foundation
public import Interest
public import Logging
internal import Wire

/// Writes each event as one JSON object on a line of its own:
///
///     {"time":"2024-05-01T12:00:00.000Z","level":"error","message":"a request failed",
///      "logger":"ebb","request":"9f…","route":"/api/feedback"}      (on one line)
///
/// Metadata stands beside the event's own fields; where a name is one of theirs, it gets an
/// underscore behind it.
public struct JSONLogHandler: LogHandler {
    /// What every event carries.
    public var metadata: Logger.Metadata = [:]
    /// Which events are written.
    public var logLevel: Logger.Level = .info

    private let label: String
    private let time: @Sendable () -> Timestamp
    private let write: @Sendable (String) -> Void

    /// - Parameters:
    ///   - time: the present moment.
    ///   - write: takes a line with its line end, whole.
    public init(
        label: String, time: @escaping @Sendable () -> Timestamp = ServiceDependencies.systemClock,
        write: @escaping @Sendable (String) -> Void = Self.standardError
    ) {
        self.label = label
        self.time = time
        self.write = write
    }

    /// In one call, so that lines of several threads do not mix.
    public static let standardError: @Sendable (String) -> Void = { line in
        FileHandle.standardError.write(Data(line.utf8))
    }

    /// What every event carries under a name.
    public subscript(metadataKey key: String) -> Logger.Metadata.Value? {
        get { metadata[key] }
        set { metadata[key] = newValue }
    }

    /// Writes the event.
    public func log(event: LogEvent) {
        var json = JSONWriter()
        json.object { json in
            json.field("time", time().description)
            json.field("level", event.level.rawValue)
            json.field("message", event.message.description)
            json.field("logger", label)
            if let error = event.error { json.field("error", "\(error)") }
            let all = metadata.merging(event.metadata ?? [:]) { $1 }
            for (key, value) in all.sorted(by: { $0.key < $1.key }) {
                json.field(named: Self.own.contains(key) ? key + "_" : key, value.description)
            }
        }
        write(String(decoding: json.bytes, as: UTF8.self) + "\n")
    }

    private static let own: Set<String> = ["time", "level", "message", "logger", "error"]
}
