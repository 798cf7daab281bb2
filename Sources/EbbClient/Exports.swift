// Who imports the client can name what it takes and answers: `Feedback`, `ItemRow`, `Timestamp`.
@_exported public import Interest
@_exported public import Wire
