internal import CMongo

extension Store {
    /// The version of libmongoc, such as `1.23.1`.
    public static var driverVersion: String { unsafe String(cString: mongoc_get_version()) }
}
