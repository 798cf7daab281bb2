import ArgumentParser

/// How a server's log is written.
package enum LogFormat: String, ExpressibleByArgument, CaseIterable { case text, json }

/// What a server's log tells; nothing finer than `debug`, so that nobody's name can be in it.
package enum LogLevel: String, ExpressibleByArgument, CaseIterable {
    case error, warning, notice, info, debug
}
