/// The names of zones that mean one offset wherever they are written. Those that mean several
/// (CST, IST, BST, AST) are not among them.
package enum ZoneName {
    private static let table: [String: Int64] = [
        "z": 0, "utc": 0, "gmt": 0, "ut": 0, "wet": 0, "cet": 60, "cest": 120, "west": 60,
        "eet": 120, "eest": 180, "msk": 180, "jst": 540, "kst": 540,
        "est": -300, "edt": -240, "cdt": -300, "mst": -420, "mdt": -360, "pst": -480, "pdt": -420,
    ]

    /// How many minutes a zone is ahead of UTC, by its name in lower case; nil for a name that is
    /// unknown or has several meanings.
    package static func minutes(_ name: String) -> Int64? { table[name] }
}
