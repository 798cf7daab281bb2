public import ArgumentParser
import Ingest
public import Interest

/// How the times of a file are read, where looking at them does not tell.
struct TimeOptions: ParsableArguments {
    @Option(
        help: """
            What bare numbers in a time field count: seconds, milliseconds, microseconds, \
            nanoseconds, or guessed: by their size, and eight digits that are a day (20191001) \
            are that day.
            """)
    var timeUnit: TimeUnit = .guessed

    @Option(help: "How times are spelled, as strptime has it: '%d/%m/%Y %H:%M:%S'.")
    var timeFormat: String?

    @Option(
        help: """
            Whether 03/04/2013 is a day of April (day-first) or of March (month-first). \
            (default: as the file's other dates say)
            """)
    var dateOrder: DateOrder?

    @Option(
        help: """
            The zone of times without one: Europe/Berlin. In the hour that comes twice the first \
            is meant. (default: UTC)
            """)
    var timeZone: String?

    @Option(help: "The year of times that have none: with 2014, 829 is the 29th of August 2014.")
    var timeYear: Int?

    @Option(help: "The time of records that have none: now, or 2024-01-31.")
    var time: String?

    @Option(
        help: """
            The field whose numbers say what came first, where a file has no times: number 0 is \
            at --time (default: 2000-01-01), each number a second.
            """)
    var order: String?

    /// Sets what they say. Throws a sentence that names what is wrong with one.
    func set(_ options: inout ImportOptions) throws {
        options.timeUnit = timeUnit
        if let timeFormat {
            guard let pattern = TimePattern(timeFormat) else {
                throw ValidationError(
                    "invalid --time-format \"\(timeFormat)\": expected a day in strptime's "
                        + "letters, e.g. '%d/%m/%Y %H:%M'")
            }
            options.timePattern = pattern
        }
        options.dateOrder = dateOrder
        if let timeZone {
            guard let zone = LocalZone(timeZone) else {
                throw ValidationError(
                    "unknown --time-zone \"\(timeZone)\": expected a name of the IANA database, "
                        + "e.g. Europe/Berlin")
            }
            options.timeZone = zone
        }
        if let timeYear {
            guard 1900...2100 ~= timeYear else {
                throw ValidationError("--time-year takes a year from 1900 to 2100: \(timeYear)")
            }
            options.timeYear = timeYear
        }
        try setDefault(&options)
    }

    private func setDefault(_ options: inout ImportOptions) throws {
        if let time {
            if time == "now" {
                options.defaultTime = .now
                options.timeIdentity = "now"
            } else {
                guard let moment = Timestamp(time) else {
                    throw ValidationError(
                        "invalid --time \"\(time)\": expected now or a date, e.g. 2024-01-31")
                }
                options.defaultTime = moment
            }
        }
        guard let order else { return }
        options.orderBase = options.defaultTime ?? Timestamp(seconds: 946_684_800)
        options.defaultTime = nil
        guard options.names.updateValue(order, forKey: "time") == nil else {
            throw ValidationError("--order and --map time= cannot both say where the time is.")
        }
    }
}

extension DateOrder: ExpressibleByArgument {}
