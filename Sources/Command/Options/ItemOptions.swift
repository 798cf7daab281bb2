import ArgumentParser
import Ingest

/// How a file of items changes the catalog.
struct ItemOptions: ParsableArguments {
    @Option(
        help: """
            Columns or keys that become labels of items: price,brand. With =number, =text or =list \
            behind a name its values are that; '*' takes every column that is no field.
            """)
    var label: String?

    @Flag(help: "Remove the items of the file from the catalog.")
    var delete = false

    /// Sets what they say. Throws a sentence that names what is wrong with one.
    func set(_ options: inout ImportOptions) throws {
        options.removesItems = delete
        options.labelColumns = try (label ?? "").split(separator: ",").map { text in
            guard let column = LabelColumn(String(text)) else {
                throw ValidationError(
                    "invalid --label \"\(text)\": expected a name, or a name with =number, =text "
                        + "or =list, e.g. price=number")
            }
            return column
        }
    }

    /// The flags that were typed, for a command that repeats them.
    var given: [String] {
        (label.map { ["--label", $0] } ?? []) + (delete ? ["--delete"] : [])
    }
}
