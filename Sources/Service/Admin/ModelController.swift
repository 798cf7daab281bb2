internal import HTTPTypes
internal import Hummingbird
internal import Interest
internal import Wire

/// Shows the models that are kept, lets an older one serve again, and takes old ones away.
///
/// The newest version of a recommender serves. So an older one is activated by saving its arrays
/// again under the next version, which every server takes up as it takes up a new training.
struct ModelController {
    let models: any ModelRepository
    let now: @Sendable () -> Timestamp

    var endpoints: [Endpoint] {
        [
            Endpoint(
                .get, "/api/admin/models", AdminEndpoints.group, "Every version of every model.",
                access: .admin
            ) { _ in
                ModelRow.all(try await models.versions())
            },
            Endpoint(
                .post, "/api/admin/models/{id}/{version}/activate", AdminEndpoints.group,
                "Lets an older version serve again.",
                access: .admin, answer: AdminEndpoints.object, failures: [404, 409]
            ) { call in
                try await activate(call.context)
            },
            Endpoint(
                .delete, "/api/admin/models/{id}/{version}", AdminEndpoints.group,
                "Takes away a version that does not serve.", access: .admin, failures: [404, 409]
            ) { call in
                try await drop(call.context)
            },
        ]
    }

    private func activate(_ context: ExchangeContext) async throws -> Response {
        let (model, isServing) = try await find(context)
        guard !isServing else {
            throw Failure(
                status: .conflict,
                message: "version \(model.version) of \(model.recommender) serves already")
        }
        var parameters = model.parameters
        parameters["copyOf"] = "\(model.version)"
        let version = try await models.save(
            TrainedModel(
                recommender: model.recommender, time: now(), trainedUntil: model.trainedUntil,
                behaviors: model.behaviors, parameters: parameters,
                payload: try await models.payload(of: model)))
        context.note?.text = "version \(model.version) as version \(version)"
        return .json { json in
            json.object { json in
                json.field("Recommender", model.recommender)
                json.field("Version", version)
            }
        }
    }

    private func drop(_ context: ExchangeContext) async throws -> RowsAffected {
        let (model, isServing) = try await find(context)
        guard !isServing else {
            throw Failure(
                status: .conflict,
                message: "version \(model.version) of \(model.recommender) serves: activate "
                    + "another first, or train")
        }
        context.note?.text = "version \(model.version)"
        return RowsAffected(count: try await models.drop(model) ? 1 : 0)
    }

    /// The model that the path names, and whether it is its recommender's newest.
    private func find(
        _ context: ExchangeContext
    ) async throws -> (model: ModelSummary, isServing: Bool) {
        let name = context.parameters["id"].flatMap { PercentEncoding.decode($0) } ?? ""
        let own = try await models.versions().filter { $0.recommender == name }
        guard let number = context.parameters["version"].flatMap({ Int($0) }),
            let model = own.first(where: { $0.version == number })
        else {
            let known = own.map { "\($0.version)" }.joined(separator: ", ")
            throw Failure(
                status: .notFound,
                message: own.isEmpty
                    ? "there is no model of \"\(name.prefix(40))\""
                    : "of \(name) there are the versions \(known)")
        }
        return (model, model == own.first)
    }
}

extension ModelRow: JSONAnswer {}
