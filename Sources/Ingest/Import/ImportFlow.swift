internal import Interest
internal import Work

/// Runs one import: it requests batches and stores several at a time.
struct ImportFlow<Shape: RecordShape>: Sendable {
    let source: ImportSource
    let options: ImportOptions
    let shape: Shape
    let appendsInFlight: Int
    let bookmark: Bookmark
    let append: @Sendable ([Shape.Record]) async throws(RepositoryError) -> AppendCount

    func run(
        _ progress: @Sendable (ImportProgress) -> Void
    ) async throws(ImportFailure) -> ImportReport {
        var report = ImportReport(source: source.name)
        if let start = bookmark.start { report.goOn(from: start) }
        do {
            let queue = ReadQueue<Shape>()
            let opening = try await queue.open(source, options, shape, from: bookmark.start)
            report.detection = opening.detection
            progress(ImportProgress(report, opening.detection, opening.bytesTotal))
            try await pump(queue, opening, &report, progress)
            return report
        } catch {
            throw ImportFailure(cause: error, report: report)
        }
    }

    // After any failure, current appends are awaited and counted before the error is thrown: the
    // report must not say less than the store has.
    private func pump(
        _ queue: ReadQueue<Shape>, _ opening: ReadQueue<Shape>.Opening,
        _ report: inout ImportReport, _ progress: @Sendable (ImportProgress) -> Void
    ) async throws {
        typealias Outcome = (number: Int, result: Result<AppendCount, RepositoryError>)
        let failure = await withTaskGroup(of: Outcome.self) { group -> (any Error)? in
            var failure: (any Error)?
            var inFlight = 0
            var stored = Watermark(from: report.mark)
            do {
                while let batch = try await queue.next() {
                    report.lines = batch.counts
                    report.lines.leaveOut(report.forgotten)
                    report.bytesRead = batch.bytesRead
                    if inFlight >= max(1, appendsInFlight), let outcome = await group.next() {
                        inFlight -= 1
                        try report.count(outcome.result)
                        try stored.finish(outcome.number, outcome.result.get())
                        report.mark = stored.mark
                        try await keep(&stored)
                    }
                    progress(ImportProgress(report, opening.detection, opening.bytesTotal))
                    try Task.checkCancellation()
                    let number = stored.begin(batch.mark)
                    guard !batch.records.isEmpty else {
                        stored.finish(number, AppendCount())
                        continue
                    }
                    inFlight += 1
                    report.hasSent = true
                    group.addTask { (number, await outcome(of: batch.records)) }
                }
            } catch {
                failure = error
            }
            while let outcome = await group.next() {
                do {
                    try report.count(outcome.result)
                    try stored.finish(outcome.number, outcome.result.get())
                } catch {
                    failure = failure ?? error
                }
                progress(ImportProgress(report, opening.detection, opening.bytesTotal))
            }
            report.mark = stored.mark
            return failure
        }
        if let failure { throw failure }
    }

    private func keep(_ stored: inout Watermark) async throws(RepositoryError) {
        guard stored.batchesUnkept >= options.limits.batchesPerMark else { return }
        try await bookmark.keep(stored.mark)
        stored.batchesUnkept = 0
    }

    private func outcome(of records: [Shape.Record]) async -> Result<AppendCount, RepositoryError> {
        do throws(RepositoryError) {
            return .success(try await append(records))
        } catch {
            return .failure(error)
        }
    }
}

extension ImportReport {
    fileprivate mutating func goOn(from start: ImportCheckpoint) {
        resumed = start
        mark = start
        lines = LineCounts(start)
        inserted = start.inserted
        repeated = start.repeated
    }

    fileprivate mutating func count(_ outcome: Result<AppendCount, RepositoryError>) throws {
        let count = try outcome.get()
        inserted += count.inserted
        repeated += count.repeated
        forgotten += count.forgotten
        lines.leaveOut(count.forgotten)
    }
}

extension ImportProgress {
    fileprivate init(_ report: ImportReport, _ detection: Detection, _ bytesTotal: Int?) {
        self.init(
            detection: detection, bytesRead: report.bytesRead, bytesTotal: bytesTotal,
            lines: report.lines.lines, records: report.lines.records,
            stored: report.inserted + report.repeated, rejected: report.lines.rejected)
    }
}
