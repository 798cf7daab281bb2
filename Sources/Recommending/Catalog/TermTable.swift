/// The categories and words of a catalog, each with a number.
///
/// A term that no item has any more gives its number back, so that a catalog whose words keep
/// changing does not grow.
struct TermTable: Sendable {
    private var numbers: [String: Int32] = [:]
    private var texts: [String] = []
    private var uses: [Int32] = []
    private var free: [Int32] = []

    /// How many terms there are.
    var count: Int { numbers.count }

    /// The number of a term; nil where no item has it.
    func number(of text: String) -> Int32? { numbers[text] }

    /// The number of a term that one item more has.
    mutating func take(_ text: String) -> Int32 {
        if let number = numbers[text] {
            uses[Int(number)] += 1
            return number
        }
        let number: Int32
        if let old = free.popLast() {
            number = old
            texts[Int(number)] = text
            uses[Int(number)] = 1
        } else {
            number = Int32(truncatingIfNeeded: texts.count)
            texts.append(text)
            uses.append(1)
        }
        numbers[text] = number
        return number
    }

    /// Notes that one item less has these terms.
    mutating func giveBack(_ terms: [Int32]) {
        for number in terms {
            uses[Int(number)] -= 1
            guard uses[Int(number)] == 0 else { continue }
            numbers[texts[Int(number)]] = nil
            texts[Int(number)] = ""
            free.append(number)
        }
    }
}
