internal import Foundation
public import Ingest
internal import Interest

/// A valid file with random damage, which is the same for the same seed and number.
public struct DamagedFile: Sendable {
    /// The specimen in `Specimen.all` from which it was made.
    public let specimen: Specimen
    /// The damaged bytes.
    public let bytes: [UInt8]
    /// Whether a program unpacks it, which needs a file.
    private let isUnpackedByProgram: Bool
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
        switch random.below(24) {
        case 0: bytes = Self.wide(bytes, isBigEndian: false)
        case 1: bytes = Self.wide(bytes, isBigEndian: true)
        case 2: bytes = Self.western(bytes)
        default: break
        }
        isUnpackedByProgram = Self.pack(&bytes, specimen, &random)
        if after == 0 { Self.damage(&bytes, &random) }
        self.bytes = bytes
        options = Self.options(specimen, &random)
    }

    /// The text in UTF-16, with its mark.
    private static func wide(_ bytes: [UInt8], isBigEndian: Bool) -> [UInt8] {
        let units = [0xFEFF] + Array(String(decoding: bytes, as: UTF8.self).utf16)
        return units.flatMap { unit in
            let (low, high) = (UInt8(unit & 0xFF), UInt8(unit >> 8))
            return isBigEndian ? [high, low] : [low, high]
        }
    }

    /// The text in Latin-1; other letters become question marks.
    private static func western(_ bytes: [UInt8]) -> [UInt8] {
        String(decoding: bytes, as: UTF8.self).unicodeScalars.map {
            UInt8(exactly: $0.value) ?? UInt8(ascii: "?")
        }
    }

    /// Packs the bytes, and returns whether a program must unpack them.
    ///
    /// Every packing that is read within the process is frequent. Those that start a program are
    /// rare, so that a run of a million files takes hours and not days.
    private static func pack(
        _ bytes: inout [UInt8], _ specimen: Specimen, _ random: inout SplitMix
    ) -> Bool {
        switch random.below(8) {
        case 0: bytes = gzip(bytes)
        case 1: bytes = zstd(bytes)
        case 2: bytes = gzip(bytes) + zstd(bytes)
        case 3: bytes = zip(bytes, isDeflated: random.below(2) == 0)
        default: break
        }
        switch random.below(10_000) {
        case 0..<10: bytes = bzip2(bytes)
        case 10..<20: bytes = xz(bytes)
        case 20 where specimen.kind == .behaviors: bytes = parquet
        default: return false
        }
        return true
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
        guard isUnpackedByProgram else {
            return await complaint(.bytes(bytes, name: "damaged"), admission)
        }
        let path = FileManager.default.temporaryDirectory
            .appending(path: "damaged-\(UUID().uuidString)").path
        defer { try? FileManager.default.removeItem(atPath: path) }
        guard FileManager.default.createFile(atPath: path, contents: Data(bytes)) else {
            return "could not be written to \(path)"
        }
        return await complaint(.file(path), admission)
    }

    private func complaint(_ source: ImportSource, _ admission: Admission) async -> String? {
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
            guard let cause = error.cause as? ImportError else {
                return "broke off with \"\(error)\""
            }
            // A sentence that names the file.
            let isClear = cause.message.contains("damaged") || cause.code == .tooManyRejects
            return isClear ? nil : "broke off with \"\(error)\""
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
