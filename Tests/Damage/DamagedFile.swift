public import Ingest
internal import Interest

/// A valid file with random damage, which is the same for the same seed and number.
public struct DamagedFile: Sendable {
    /// The specimen in `Specimen.all` from which it was made.
    public let specimen: Specimen
    /// The damaged bytes.
    public let bytes: [UInt8]
    /// The import options, with limits so small that every boundary occurs.
    public let options: ImportOptions

    // Texts that break formats.
    private static let letters =
        Array("\"\"\\{}[]:,,|\n\r\t 0-+.eEu\u{7F}é".utf8)
        + [0x00, 0xFF, 0xEF, 0xBB, 0xBF, 0x1F, 0x8B, 0x28, 0xB5]

    /// Creates a damaged file.
    public init(seed: UInt64, number: Int) {
        var random = SplitMix(state: seed &+ UInt64(number) &* 0xD134_2543_DE82_EF95)
        specimen = Specimen.all[random.below(Specimen.all.count)]
        var bytes = Array(specimen.text.utf8)
        if random.below(8) == 0 { bytes = Array([[0xEF, 0xBB, 0xBF], bytes].joined()) }
        let (before, after) = (random.below(10) > 0, random.below(3))
        if before { Self.damage(&bytes, &random) }
        if random.below(12) == 0 { bytes = Self.wide(bytes) }
        switch random.below(8) {
        case 0: bytes = gzip(bytes)
        case 1: bytes = zstd(bytes)
        case 2: bytes = gzip(bytes) + zstd(bytes)
        case 3: bytes = zip(bytes, isDeflated: random.below(2) == 0)
        default: break
        }
        if after == 0 { Self.damage(&bytes, &random) }
        self.bytes = bytes
        options = Self.options(specimen, &random)
    }

    /// The text in UTF-16, with its mark.
    private static func wide(_ bytes: [UInt8]) -> [UInt8] {
        let units = String(decoding: bytes, as: UTF8.self).utf16
        return [0xFF, 0xFE] + units.flatMap { [UInt8($0 & 0xFF), UInt8($0 >> 8)] }
    }

    private static func damage(_ bytes: inout [UInt8], _ random: inout SplitMix) {
        for _ in 0...random.below(6) {
            if bytes.isEmpty { bytes = [0x20] }
            let place = random.below(bytes.count)
            let letter = letters[random.below(letters.count)]
            switch random.below(7) {
            case 0: bytes[place] = letter
            case 1: bytes.insert(letter, at: place)
            case 2: bytes.remove(at: place)
            case 3: bytes.removeSubrange(place..<min(bytes.count, place + 9))
            case 4: bytes.insert(contentsOf: bytes.suffix(from: place).prefix(40), at: place)
            case 5: bytes.removeLast(min(bytes.count, random.below(30)))
            default:
                bytes.insert(
                    contentsOf: repeatElement(letter, count: random.below(300)), at: place)
            }
        }
    }

    private static func options(_ specimen: Specimen, _ random: inout SplitMix) -> ImportOptions {
        var options = ImportOptions()
        if random.below(2) == 0 { options.format = specimen.format }
        options.names = specimen.names
        options.limits.chunkLength = random.below(200) + 1
        options.limits.lookLength = random.below(300) + 1
        options.limits.recordLines = random.below(4) + 1
        options.limits.lineLength = random.below(400) + 20
        if random.below(6) == 0 { options.encoding = .windows1252 }
        if random.below(6) == 0 { options.countsRepeats = true }
        if random.below(6) == 0 { options.dateOrder = .dayFirst }
        if random.below(4) == 0 { options.labelColumns = ["*"].compactMap(LabelColumn.init) }
        options.limits.batchBytes = random.below(100) + 1
        options.limits.batchRecords = random.below(5) + 1
        options.limits.recordsShown = .max
        if random.below(4) == 0 { options.rejectsMax = random.below(3) }
        if random.below(4) == 0 { options.defaultAction = .click }
        if random.below(4) == 0 {
            options.cleaning.normalization = random.below(2) == 0 ? .max : .by(5)
            options.cleaning.repeatWindow = .seconds(10)
            options.cleaning.burst = .init(count: 1, per: .seconds(60))
        }
        return options
    }

    /// Reads the file, and returns what went wrong; nil when everything is correct.
    public func complaint() async -> String? {
        let admission = Admission(gains: .standard, now: Timestamp(seconds: 1_800_000_000))
        let source = ImportSource.bytes(bytes, name: "damaged")
        let importer = Importer(options)
        do throws(ImportFailure) {
            switch specimen.kind {
            case .behaviors:
                let done = try await importer.rehearseBehaviors(
                    from: source, admission: admission)
                for behavior in done.first {
                    do {
                        try admission.check(behavior)
                    } catch {
                        return "took \(behavior): \(error)"
                    }
                }
                return complaint(done.report.lines, done.first.count)
            case .items:
                let done = try await importer.rehearseItems(from: source)
                return complaint(done.report.lines, done.first.count)
            case .profiles:
                let done = try await importer.rehearseProfiles(from: source)
                return complaint(done.report.lines, done.first.count)
            }
        } catch {
            // A sentence that names the file, or says that there were too many bad lines.
            guard let cause = error.cause as? ImportError,
                cause.message.contains("damaged") || cause.code == .tooManyRejects
            else { return "broke off with \"\(error)\"" }
            return nil
        }
    }

    /// Checks that every line is counted: as a record, a reject or something else.
    private func complaint(_ lines: LineCounts, _ records: Int) -> String? {
        guard lines.isAccounted, lines.continued >= 0, lines.siblings >= 0 else {
            return "counted \(lines)"
        }
        return lines.records == records ? nil : "counted \(lines.records) and gave \(records)"
    }
}
