internal import CMongo

/// Writes a file to GridFS; gives the id by which it is found again.
///
/// The file appears whole, or not at all: what was written before a failure is removed, and a
/// reader sees nothing until the end. Not to be had in a transaction.
public struct UploadFile: Operation {
    private let bucket: String
    private let name: String
    private let bytes: [UInt8]

    /// Takes the bucket (the prefix of its two collections), a name for people, and the bytes.
    public init(bucket: String, name: String, bytes: [UInt8]) {
        self.bucket = bucket
        self.name = name
        self.bytes = bytes
    }

    /// Makes the bucket where it is missing.
    public func execute(on client: inout Client) throws(StoreError) -> FileID {
        let bucket = try Bucket(bucket, on: &client)
        let file = FileID.next()
        let stream = try FileStream(writing: file, named: name, in: bucket)
        try stream.finish(writing: bytes)
        return file
    }
}

/// Reads a whole file from GridFS.
public struct DownloadFile: Operation {
    private static let blockSize = 1 << 20

    private let bucket: String
    private let file: FileID
    private let bytesMax: Int

    /// Takes the bucket, the file, and how many bytes to hold at most (1 GiB).
    public init(bucket: String, _ file: FileID, bytesMax: Int = 1 << 30) {
        self.bucket = bucket
        self.file = file
        self.bytesMax = bytesMax
    }

    /// Throws ``StoreError/Code/notFound`` when there is no such file, and
    /// ``StoreError/Code/malformed`` when a part is missing or it exceeds the limit.
    public func execute(on client: inout Client) throws(StoreError) -> [UInt8] {
        let bucket = try Bucket(bucket, on: &client)
        let stream = try FileStream(reading: file, in: bucket)
        var bytes: [UInt8] = []
        while try stream.read(Self.blockSize, into: &bytes) {
            guard bytes.count <= bytesMax else {
                throw .illFormed("the file \(file) exceeds \(bytesMax) bytes")
            }
        }
        return bytes
    }
}

/// Deletes a file from GridFS.
public struct DeleteFile: Operation {
    private let bucket: String
    private let file: FileID

    /// Takes the bucket and the file.
    public init(bucket: String, _ file: FileID) {
        self.bucket = bucket
        self.file = file
    }

    /// Throws ``StoreError/Code/notFound`` when there is no such file.
    public func execute(on client: inout Client) throws(StoreError) {
        let bucket = try Bucket(bucket, on: &client)
        var error = bson_error_t()
        var id = unsafe ebb_value_from_oid(file.bytes)
        guard unsafe mongoc_gridfs_bucket_delete_by_id(bucket.pointer, &id, &error) else {
            throw StoreError(&error)
        }
    }
}
