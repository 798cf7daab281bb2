package import Mongo
package import Repositories
package import Work

extension ProcessSettings {
    /// What a limit is set to.
    package func value(of limit: Limit) throws -> Int {
        try number(limit.rawValue, limit.range, default: limit.standard)
    }

    /// Sets the limits of the store.
    package func apply(to configuration: inout StoreConfiguration) throws {
        configuration.lanes = try value(of: .lanes)
        configuration.backgroundLanes = try value(of: .backgroundLanes)
        configuration.maintenanceLanes = try value(of: .maintenanceLanes)
        configuration.waitersMax = try value(of: .laneWaitersMax)
    }

    /// Sets the limits of reads.
    package func apply(to limits: inout ReadLimits) throws {
        limits.waitersMax = try value(of: .readWaitersMax)
        limits.waitMax = .milliseconds(try value(of: .readWait))
        limits.batchMax = try value(of: .readBatchMax)
        limits.stepsMax = try value(of: .readStepsMax)
        limits.fold.behaviorsMax = try value(of: .foldBehaviorsMax)
    }
}

/// The flag that sets limits: `--limit body.max=1000000`.
enum LimitFlag {
    /// The settings that the flags name. Throws one sentence for a flag that names no limit.
    static func settings(_ flags: [String]) throws -> [String: String] {
        var settings: [String: String] = [:]
        for flag in flags {
            let parts = flag.split(separator: "=", maxSplits: 1).map(String.init)
            guard parts.count == 2, let limit = Limit(rawValue: parts[0]) else {
                throw Failure(
                    "invalid limit \"\(flag)\": expected NAME=NUMBER, e.g. body.max=1000000; ebb "
                        + "limits lists the names")
            }
            settings[limit.rawValue] = parts[1]
        }
        return settings
    }
}
