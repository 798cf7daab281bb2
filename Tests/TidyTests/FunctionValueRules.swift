/// Forbids function types as the value of a task-local, or as the generic argument of a type whose
/// value crosses an `await`.
///
/// The optimizer of Swift 6.3.1 passes no metadata for a function type to
/// `swift_task_localValuePush`, so a release build ends with signal 11 where a debug build works.
/// A struct that holds the function has metadata of its own: see `Progress.Audience`. The rule
/// covers the other generic types of concurrency, too, because they take their metadata the same
/// way, and because a named struct reads better there.
struct FunctionValues {
    /// Generic types whose argument is passed between tasks.
    static let carriers: Set<Substring> = [
        "AsyncStream", "AsyncThrowingStream", "Atomic", "CheckedContinuation", "Mutex", "Result",
        "Task", "TaskGroup", "TaskLocal", "ThrowingTaskGroup", "UnsafeContinuation",
    ]
    /// The maximum number of lines of a declaration until its type is complete.
    private static let linesMax = 4

    func findings(among files: [SourceFile]) -> [Finding] {
        let names = Set(files.flatMap(Self.functionNames))
        return files.flatMap { file in
            file.code.indices.compactMap { index in
                let end = min(index + Self.linesMax, file.code.count)
                let text = file.code[index..<end].joined(separator: " ")
                guard
                    Self.isTaskLocal(file.code[index], text, names)
                        || Self.carries(text, upTo: file.code[index].count, names)
                else { return nil }
                return Finding(
                    path: file.path, line: index + 1,
                    problem: "a function crosses an await as a generic value: hold it in a struct")
            }
        }
    }

    /// The names of type aliases that stand for function types.
    private static func functionNames(in file: SourceFile) -> [Substring] {
        file.code.compactMap { line in
            guard let alias = line.firstRange(of: "typealias "), line.contains("->") else {
                return nil
            }
            return line[alias.upperBound...].prefix { $0.isLetter || $0.isNumber || $0 == "_" }
        }
    }

    private static func isTaskLocal(
        _ line: Substring, _ text: String, _ names: Set<Substring>
    ) -> Bool {
        guard line.contains("@TaskLocal"), let variable = text.firstRange(of: "var ") else {
            return false
        }
        let type = text[variable.upperBound...].prefix { $0 != "=" && $0 != "{" }
        // The next declaration is not part of this type.
        return isFunction(type.prefix(upTo: nextDeclaration(in: type)), names)
    }

    private static func nextDeclaration(in type: Substring) -> Substring.Index {
        [" var ", " let ", " func ", " init", "  @"].compactMap { type.firstRange(of: $0) }
            .map(\.lowerBound).min() ?? type.endIndex
    }

    /// Whether a carrier whose generic arguments open within the first `count` characters has a
    /// function type among them.
    private static func carries(
        _ text: String, upTo count: Int, _ names: Set<Substring>
    ) -> Bool {
        text.indices.prefix(count).contains { opening in
            guard text[opening] == "<" else { return false }
            let word = String(text[..<opening].reversed().prefix(while: \.isLetter).reversed())
            return carriers.contains(Substring(word))
                && isFunction(contents(of: text[text.index(after: opening)...]), names)
        }
    }

    /// The text up to the closing bracket; the `>` of an arrow does not close anything.
    private static func contents(of rest: Substring) -> Substring {
        var depth = 1
        var last: Character = " "
        for index in rest.indices {
            switch rest[index] {
            case "<": depth += 1
            case ">" where last != "-": depth -= 1
            default: break
            }
            if depth == 0 { return rest[..<index] }
            last = rest[index]
        }
        return rest[..<rest.startIndex]
    }

    private static func isFunction(_ type: Substring, _ names: Set<Substring>) -> Bool {
        let words = type.split { !($0.isLetter || $0.isNumber || $0 == "_") }
        return type.contains("->") || words.contains(where: names.contains)
    }
}
