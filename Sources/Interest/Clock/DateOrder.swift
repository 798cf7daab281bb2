/// Which of the first two numbers of `03/04/2013` is the day.
public enum DateOrder: String, Hashable, Sendable, CaseIterable {
    /// The 3rd of April, as most of the world writes it.
    case dayFirst = "day-first"
    /// The 4th of March, as the United States write it.
    case monthFirst = "month-first"
}
