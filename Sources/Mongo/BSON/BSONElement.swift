/// One field of a document, of any type, which is valid only during the call that lends it.
@safe public struct BSONElement: ~Copyable {
    let memory: BSONMemory
    let field: BSONMemory.Field

    init(_ memory: BSONMemory, _ field: BSONMemory.Field) {
        self.memory = memory
        self.field = field
    }

    /// The value as a string.
    public func string() throws(StoreError) -> String {
        guard let value = memory.string(field) else {
            throw .illFormed(memory.text(field.key) ?? "a field", "a string", field.type)
        }
        return value
    }
}
