import Command

/// `ebb`: the command.
@main
enum Main {
    static func main() async { await Ebb.main() }
}
