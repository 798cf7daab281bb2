/// The lanes of one class, and the gate in front of them.
struct LaneGroup: Sendable {
    let gate: LaneGate
    let lanes: [Lane]

    init(_ lanes: [Lane], waitersMax: Int) {
        self.lanes = lanes
        gate = LaneGate(lanes: lanes.count, waitersMax: waitersMax)
    }

    /// The lane of operations with this key.
    func lane(of key: Int) -> Int {
        // The bit pattern, so that a negative key has a lane too.
        Int(UInt(bitPattern: key) % UInt(lanes.count))
    }

    /// Rejects waiting operations, lets running ones finish, then frees the clients.
    func close() async {
        await gate.close()
        for lane in lanes { await lane.close() }
    }
}
