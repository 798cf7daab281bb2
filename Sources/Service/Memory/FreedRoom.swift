internal import CMalloc

/// Memory that was freed and that the allocator keeps for later.
enum FreedRoom {
    /// Gives it back to the system.
    static func giveBack() { _ = malloc_trim(0) }
}
