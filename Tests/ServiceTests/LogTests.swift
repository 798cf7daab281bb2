import Foundation
import Interest
import Logging
import Service
import Synchronization
import Testing

struct LogTests {
    private final class Lines: Sendable {
        private let kept = Mutex("")
        var text: String { kept.withLock { $0 } }
        func add(_ line: String) { kept.withLock { $0 += line } }
    }

    private func logged(_ body: (Logger) -> Void) throws -> [[String: String]] {
        let lines = Lines()
        var logger = Logger(label: "ebb") { label in
            JSONLogHandler(label: label, time: { World.now }, write: lines.add)
        }
        logger[metadataKey: "host"] = "a"
        body(logger)
        return try lines.text.split(separator: "\n").map { line in
            let object = try JSONSerialization.jsonObject(with: Data(line.utf8))
            return try #require(object as? [String: String])
        }
    }

    @Test func `an event is one object on one line`() throws {
        let found = try logged { logger in
            logger.error("a \"bad\"\nday\u{1}", metadata: ["request": "é\\", "n": "\(7)"])
            logger.debug("not wanted")
            logger.info("fine")
        }
        #expect(
            found == [
                [
                    "time": "2024-05-10T00:00:00Z", "level": "error", "logger": "ebb",
                    "message": "a \"bad\"\nday\u{1}", "request": "é\\", "n": "7", "host": "a",
                ],
                [
                    "time": "2024-05-10T00:00:00Z", "level": "info", "logger": "ebb",
                    "message": "fine", "host": "a",
                ],
            ])
    }

    @Test func `metadata hides no field of the event's own`() throws {
        let found = try logged { logger in
            logger.info("right", metadata: ["message": "wrong", "level": "wrong", "host": "b"])
        }
        #expect(found[0]["message"] == "right")
        #expect(found[0]["message_"] == "wrong")
        #expect(found[0]["level"] == "info")
        #expect(found[0]["host"] == "b")
    }
}
