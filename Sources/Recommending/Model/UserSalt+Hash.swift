internal import Hashing
internal import Interest

extension UserSalt {
    /// What models know a user by: eight bytes of SHA-256 of salt and id, as in the tombstones of
    /// erased users.
    func hash(of user: UserID) -> UInt64 { SHA256.hash(bytes + user.text.utf8).word }
}
