import Command
import Logging
import Service

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
}

extension LogLevel {
    fileprivate var level: Logger.Level {
        switch self {
        case .error: .error
        case .warning: .warning
        case .notice: .notice
        case .info: .info
        case .debug: .debug
        }
    }
}
