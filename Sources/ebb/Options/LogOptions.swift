import ArgumentParser
import Logging
import Service

/// How a server's log is written.
enum LogFormat: String, ExpressibleByArgument, CaseIterable { case text, json }

/// What a server's log tells; nothing finer than `debug`, so that nobody's name can be in it.
enum LogLevel: String, ExpressibleByArgument, CaseIterable {
    case error, warning, notice, info, debug

    var level: Logger.Level {
        switch self {
        case .error: .error
        case .warning: .warning
        case .notice: .notice
        case .info: .info
        case .debug: .debug
        }
    }
}

extension ProcessSettings {
    /// The log on standard error, as `log.format` and `log.level` say.
    var logger: Logger {
        get throws {
            let format = try choice("log.format", default: LogFormat.text)
            let level = try choice("log.level", default: LogLevel.info)
            var logger = Logger(label: "ebb") { label in
                switch format {
                case .text: StreamLogHandler.standardError(label: label)
                case .json: JSONLogHandler(label: label)
                }
            }
            logger.logLevel = level.level
            return logger
        }
    }

    /// One of a few words; a sentence where it is another.
    private func choice<Choice: RawRepresentable<String> & CaseIterable>(
        _ name: String, default standard: Choice
    ) throws -> Choice {
        guard let text = text(name) else { return standard }
        guard let choice = Choice(rawValue: text) else {
            let known = Choice.allCases.map(\.rawValue).joined(separator: ", ")
            throw Failure("\(name) is \"\(text)\": one of \(known) is needed")
        }
        return choice
    }
}
