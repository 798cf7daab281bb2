internal import Interest
internal import Work

extension JSONWriter {
    /// A job as an object; its answer only where it is asked for whole.
    mutating func write(_ job: JobRecord, whole: Bool) {
        object { json in
            json.field("Id", job.id)
            json.field("Kind", job.kind)
            json.field("State", job.state.rawValue)
            json.field("Parameters") { json in
                for parameter in job.parameters {
                    json.object { json in
                        json.field("Name", parameter.name)
                        json.field("Value", parameter.value)
                    }
                }
            }
            json.field("StartedBy", job.startedBy)
            json.field("Reason", job.reason)
            json.field("Host", job.owner.host)
            json.field("Process", job.owner.process)
            json.field("Started", job.started.description)
            json.field("Updated", job.updated.description)
            json.field("Finished", job.finished?.description)
            json.field("Stage", job.stage)
            json.field("Fraction", job.fraction)
            json.field("Message", job.message)
            json.field("HasRejects", job.hasRejects)
            if whole { json.field("Result", job.result.map { RawJSON(text: $0) }) }
        }
    }
}
