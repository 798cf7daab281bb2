internal import Foundation

// Packings that Ebb reads by programs. A file is always the same, because the same version of a
// program makes the same bytes; on a machine without the program the file stays as it is.

/// The bytes compressed by bzip2.
public func bzip2(_ bytes: [UInt8]) -> [UInt8] { packed(bytes, by: "bzip2") }

/// The bytes compressed by xz.
public func xz(_ bytes: [UInt8]) -> [UInt8] { packed(bytes, by: "xz") }

private func packed(_ bytes: [UInt8], by name: String) -> [UInt8] {
    let program = "/usr/bin/\(name)"
    guard FileManager.default.isExecutableFile(atPath: program) else { return bytes }
    let place = FileManager.default.temporaryDirectory
        .appending(path: "damaged-\(UUID().uuidString)")
    defer { try? FileManager.default.removeItem(at: place) }
    let (process, output) = (Process(), Pipe())
    process.executableURL = URL(fileURLWithPath: program)
    process.arguments = ["-c", place.path]
    process.standardInput = FileHandle.nullDevice
    process.standardOutput = output
    do {
        try Data(bytes).write(to: place)
        try process.run()
        let data = try output.fileHandleForReading.readToEnd() ?? Data()
        process.waitUntilExit()
        return process.terminationStatus == 0 ? Array(data) : bytes
    } catch {
        return bytes
    }
}

/// A Parquet file with three behaviors, as pyarrow writes it without compression:
///
///     pyarrow.table({"user": ["u", "v", "w"], "item": ["i", "j", "k"],
///         "action": ["click", "rating", "click"], "value": [None, 7.25, None], "time": […]})
public let parquet: [UInt8] = Array(Data(base64Encoded: base64) ?? Data())

private let base64 =
    "UEFSMRUAFSoVKiwVBhUAFQYVBhwAAAACAAAABgEBAAAAdQEAAAB2AQAAAHcVABUqFSosFQYVABUGFQYcAAAA"
    + "AgAAAAYBAQAAAGkBAAAAagEAAABrFQAVRBVELBUGFQAVBhUGHAAAAAIAAAAGAQUAAABjbGljawYAAAByYXRp"
    + "bmcFAAAAY2xpY2sVABUcFRwsFQYVABUGFQYcAAAAAgAAAAMCAAAAAAAAHUAVABU8FTwsFQYVABUGFQYcAAAA"
    + "AgAAAAYBODUT0j0BAAAAxFfSPQEAAAAgftc9AQAAFQQZbDUAGAZzY2hlbWEVCgAVDCUCGAR1c2VyJQBMHAAA"
    + "ABUMJQIYBGl0ZW0lAEwcAAAAFQwlAhgGYWN0aW9uJQBMHAAAABUKJQIYBXZhbHVlABUEJQIYBHRpbWUlEkyM"
    + "EhwcAAAAAAAWBhkcGVwmABwVDBklBgAZGAR1c2VyFQAWBhZQFlAmCEkcFQAVABUCADwWBhkGGSYABgAAACYA"
    + "HBUMGSUGABkYBGl0ZW0VABYGFlAWUCZYSRwVABUAFQIAPBYGGQYZJgAGAAAAJgAcFQwZJQYAGRgGYWN0aW9u"
    + "FQAWBhZqFmomqAFJHBUAFQAVAgA8FiAZBhkmAAYAAAAmABwVChklBgAZGAV2YWx1ZRUAFgYWQhZCJpICSRwV"
    + "ABUAFQIAPCkGGSYEAgAAACYAHBUEGSUGABkYBHRpbWUVABYGFmIWYibUAkkcFQAVABUCADwpBhkmAAYAAAAW"
    + "rgMWBiYIFq4DACggcGFycXVldC1jcHAtYXJyb3cgdmVyc2lvbiAyNi4wLjEZXBwAABwAABwAABwAABwAAACa"
    + "AQAAUEFSMQ=="
