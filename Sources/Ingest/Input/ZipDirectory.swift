// The end of a zip archive says what is in it (APPNOTE 6.3): a record at the very end points at
// the central directory, which has a header a file, and each of those at the file itself.
//
//     local header, data │ local header, data │ … │ central directory │ (zip64 …) │ end record

/// One file of a zip archive.
struct ZipMember {
    let name: String
    /// 0 as it is, 8 deflated.
    let method: Int
    let isEncrypted: Bool
    let crc: UInt32
    let packedSize: Int
    let size: Int
    /// Where its local header begins.
    let headerOffset: Int
}

/// What is in a zip archive.
struct ZipDirectory {
    /// The most files that an archive may have.
    private static let membersMax = 65_536
    /// The maximum size or offset.
    private static let numberMax = 1 << 50
    /// The unpacked size that is allowed at any compression.
    private static let sizeAlwaysTaken = 64 << 20
    /// The maximum compression ratio of a larger file: that of logs is about 10, rarely 100.
    private static let growthMax = 200

    let name: String
    let members: [ZipMember]

    /// Reads the directory of `source`.
    init(_ source: inout RawBytes) throws(ImportError) {
        name = source.name
        guard let total = source.total else {
            throw ImportError(
                .formatUnknown,
                "a zip archive cannot be read from a pipe, because what is in it stands at its "
                    + "end: unpack it first (unzip -p FILE.zip | ebb import -)")
        }
        let tailStart = max(0, total - 65_557)
        let tail = try source.bytes(tailStart..<total)
        guard let end = Self.lastIndex(of: [0x50, 0x4B, 5, 6], in: tail), end + 22 <= tail.count
        else { throw Self.damaged(source.name) }
        var (count, length) = (tail.number(end + 10, 2), tail.number(end + 12, 4))
        var offset = tail.number(end + 16, 4)
        if count == 0xFFFF || length == 0xFFFF_FFFF || offset == 0xFFFF_FFFF {
            guard let wide = Self.lastIndex(of: [0x50, 0x4B, 6, 6], in: tail),
                wide + 56 <= tail.count
            else { throw Self.damaged(source.name) }
            (count, length) = (tail.number(wide + 32, 8), tail.number(wide + 40, 8))
            offset = tail.number(wide + 48, 8)
        }
        guard 0...Self.membersMax ~= count, 0...64 << 20 ~= length, offset >= 0,
            length <= total, offset <= total - length
        else { throw Self.damaged(source.name) }
        let directory = try source.bytes(offset..<offset + length)
        members = try Self.members(directory, count, source.name)
    }

    private static func members(
        _ bytes: [UInt8], _ count: Int, _ name: String
    ) throws(ImportError) -> [ZipMember] {
        var members: [ZipMember] = []
        var index = 0
        for _ in 0..<count {
            guard index + 46 <= bytes.count, bytes.number(index, 4) == 0x0201_4B50 else {
                throw damaged(name)
            }
            let (nameLength, extraLength) = (
                bytes.number(index + 28, 2), bytes.number(index + 30, 2)
            )
            let next = index + 46 + nameLength + extraLength + bytes.number(index + 32, 2)
            guard next <= bytes.count else { throw damaged(name) }
            let nameStart = index + 46
            var sizes = [
                bytes.number(index + 24, 4), bytes.number(index + 20, 4),
                bytes.number(index + 42, 4),
            ]
            let extraStart = nameStart + nameLength
            widen(&sizes, Array(bytes[extraStart..<extraStart + extraLength]))
            members.append(
                ZipMember(
                    name: String(decoding: bytes[nameStart..<extraStart], as: UTF8.self),
                    method: bytes.number(index + 10, 2),
                    isEncrypted: bytes.number(index + 8, 2) & 1 == 1,
                    crc: UInt32(truncatingIfNeeded: bytes.number(index + 16, 4)),
                    packedSize: sizes[1], size: sizes[0], headerOffset: sizes[2]))
            index = next
        }
        return members
    }

    /// Takes sizes over 4 GiB from the extra field that has them.
    private static func widen(_ sizes: inout [Int], _ extra: [UInt8]) {
        var index = 0
        while index + 4 <= extra.count {
            let (kind, length) = (extra.number(index, 2), extra.number(index + 2, 2))
            if kind == 1 {
                var place = index + 4
                for number in sizes.indices where sizes[number] == 0xFFFF_FFFF {
                    guard place + 8 <= min(extra.count, index + 4 + length) else { return }
                    sizes[number] = extra.number(place, 8)
                    place += 8
                }
                return
            }
            index += 4 + length
        }
    }

    /// The one file to be read: `wanted`, or the only one that may be a log.
    ///
    /// - Throws: `ImportError` if the archive has no such file or several, or invalid sizes.
    func member(_ wanted: String?) throws(ImportError) -> ZipMember {
        for member in members {
            let parts = member.name.split(
                whereSeparator: { $0 == "/" || $0 == "\\" })
            guard !parts.contains(".."), !member.name.hasPrefix("/") else {
                throw ImportError(
                    .corrupt,
                    "\(name) holds a path that leads out of it (\(shown(member.name))): it is not "
                        + "trusted, unpack it yourself")
            }
        }
        let files = members.filter { !$0.name.hasSuffix("/") && !$0.name.hasPrefix("__MACOSX/") }
        if let wanted {
            guard let member = files.first(where: { $0.name == wanted }) else {
                throw ImportError(
                    .unreadable, "\(name) has no file \(wanted) in it: it has \(list(files))")
            }
            return try trusted(member)
        }
        let logs = files.filter { !ImportSource.isForeign($0.name) }
        guard logs.count <= 1 else {
            throw ImportError(
                .formatUnknown,
                "\(name) has \(logs.count.grouped) files in it (\(list(logs))): name the one to "
                    + "import (\(name)/\(shown(logs[0].name)))")
        }
        guard let log = logs.first else {
            throw ImportError(.formatUnknown, "\(name) has no log in it: it has \(list(files))")
        }
        return try trusted(log)
    }

    private func trusted(_ member: ZipMember) throws(ImportError) -> ZipMember {
        let numbers = [member.size, member.packedSize, member.headerOffset]
        guard numbers.allSatisfy({ 0...Self.numberMax ~= $0 }) else { throw Self.damaged(name) }
        guard !member.isEncrypted else {
            throw ImportError(
                .formatUnknown, "\(shown(member.name)) in \(name) is encrypted: unpack it first")
        }
        guard member.method == 0 || member.method == 8 else {
            throw ImportError(
                .formatUnknown,
                "\(shown(member.name)) in \(name) is packed by a method that is not read "
                    + "(\(member.method)): unpack it first")
        }
        let isLarge = member.size > Self.sizeAlwaysTaken
        guard !isLarge || member.size / Self.growthMax <= member.packedSize else {
            throw ImportError(
                .corrupt,
                "\(shown(member.name)) in \(name) would grow from \(member.packedSize.grouped) to "
                    + "\(member.size.grouped) bytes, as no log does: if it is one, unpack it first")
        }
        return member
    }

    private func list(_ members: [ZipMember]) -> String {
        guard !members.isEmpty else { return "nothing" }
        return members.prefix(5).map { shown($0.name) }.joined(separator: ", ")
            + (members.count > 5 ? ", …" : "")
    }

    private func shown(_ name: String) -> String { excerpt(of: Array(name.utf8)[...], atMost: 80) }

    static func damaged(_ name: String) -> ImportError {
        ImportError(
            .corrupt, "\(name) is damaged: the zip archive has no sound directory; fetch it again")
    }

    private static func lastIndex(of pattern: [UInt8], in bytes: [UInt8]) -> Int? {
        guard bytes.count >= pattern.count else { return nil }
        return (0...bytes.count - pattern.count).reversed().first { start in
            pattern.indices.allSatisfy { bytes[start + $0] == pattern[$0] }
        }
    }
}

extension [UInt8] {
    /// A number in little-endian bytes.
    fileprivate func number(_ start: Int, _ length: Int) -> Int {
        var number: UInt64 = 0
        for place in (0..<length).reversed() { number = number << 8 | UInt64(self[start + place]) }
        return Int(truncatingIfNeeded: number)
    }

    /// Where a file's data begins, by its local header.
    func zipDataOffset(_ headerOffset: Int) -> Int? {
        guard count >= 30, number(0, 4) == 0x0403_4B50 else { return nil }
        return headerOffset + 30 + number(26, 2) + number(28, 2)
    }
}
