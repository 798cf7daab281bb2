internal import Interest
internal import Mongo
internal import Work

// {host, process, run}, as fields of the document about the work

extension BSONWriter {
    /// Appends the owner: the process that does the work.
    mutating func append(owner: ProcessOwner) {
        append("host", owner.host)
        append("process", Int64(owner.process))
        append("run", owner.run)
    }
}

extension ProcessOwner {
    /// Reads the owner of the work that a document describes.
    init(reading document: borrowing BSONReader) throws(StoreError) {
        self.init(
            host: try document.string("host"), process: Int(try document.int64("process")),
            run: try document.string("run"))
    }
}
