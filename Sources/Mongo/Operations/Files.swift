internal import CMongo

/// Writes a file to GridFS and returns its id.
///
/// The file appears completely or not at all: a reader sees nothing until the end, and after a
/// failure the written part is removed. Not available in a transaction.
public struct UploadFile: Operation {
    private let bucket: String
    private let name: String
    private let bytes: [UInt8]

    /// Creates a write of `bytes` to a bucket (the prefix of its two collections), with a name.
    public init(bucket: String, name: String, bytes: [UInt8]) {
        self.bucket = bucket
        self.name = name
        self.bytes = bytes
    }

    /// Creates the bucket when it is missing.
    public func execute(on client: inout Client) throws(StoreError) -> FileID {
        let bucket = try Bucket(bucket, on: &client)
        let file = FileID.next()
        let stream = try FileStream(writing: file, named: name, in: bucket)
        try stream.finish(writing: bytes)
        return file
    }
}

/// Reads a complete file from GridFS.
public struct DownloadFile: Operation {
    private static let blockSize = 1 << 20

    private let bucket: String
    private let file: FileID
    private let bytesMax: Int

    /// Creates a read of a file in a bucket, with a size limit in bytes (1 GiB).
    public init(bucket: String, _ file: FileID, bytesMax: Int = 1 << 30) {
        self.bucket = bucket
        self.file = file
        self.bytesMax = bytesMax
    }

    /// Throws ``StoreError/Code/notFound`` when the file does not exist, and
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

    /// Creates a deletion of a file in a bucket.
    public init(bucket: String, _ file: FileID) {
        self.bucket = bucket
        self.file = file
    }

    /// Throws ``StoreError/Code/notFound`` when the file does not exist.
    public func execute(on client: inout Client) throws(StoreError) {
        let bucket = try Bucket(bucket, on: &client)
        var error = bson_error_t()
        var id = unsafe ebb_value_from_oid(file.bytes)
        guard unsafe mongoc_gridfs_bucket_delete_by_id(bucket.pointer, &id, &error) else {
            throw StoreError(&error)
        }
    }
}
