// SPDX-License-Identifier: GPL-3.0-or-later
#include "connectors/influxdb/flux_connection.h"

#include <nlohmann/json.hpp>

#include "connectors/influxdb/empty_reader.h"
#include "connectors/influxdb/flux_dialect.h"
#include "connectors/influxdb/flux_readers.h"
#include "connectors/influxdb/influxql_catalog.h"

namespace tributary::connectors::influxdb {
namespace {

constexpr size_t kMostMeasurements = 20000;
constexpr const char* kSchemaImport = "import \"influxdata/influxdb/schema\"\n";

/// What the server's own columns are called; a tag or field of such a name cannot be told from them.
bool isServers(const std::string& name) {
    return name == "_time" || name == "_start" || name == "_stop" || name == "_measurement" ||
           name == "_field" || name == "_value";
}

sql::Column column(std::string name, duckdb::LogicalType type, std::string nativeType, sql::ColumnRole role) {
    sql::Column out;
    out.name = std::move(name);
    out.type = std::move(type);
    out.nativeType = std::move(nativeType);
    out.role = role;
    return out;
}

sql::Column fieldColumn(const std::string& name, const std::vector<std::string>& types) {
    const bool mixed = types.size() != 1;
    sql::Column out = column(name, mixed ? duckdb::LogicalType::VARCHAR : csvType(types[0]),
                             types.empty() ? "" : types[0], sql::ColumnRole::Field);
    if (mixed && !types.empty()) {
        out.note = "this field was written with several types; here they are exact text";
    } else if (out.type.id() == duckdb::LogicalTypeId::VARCHAR) {
        out.note = "the server's answer does not tell empty text from a missing value: both are NULL";
    }
    out.push = sql::PushRules::none();
    return out;
}

}  // namespace

Result<std::unique_ptr<connect::Connection>> FluxConnection::open(const connect::Settings& settings,
                                                                  const CancelToken& token) {
    if (settings.text("org").empty()) {
        return fail(ErrorCode::InvalidArgument, "'org' is missing", "Give the name of the organization.");
    }
    auto session = HttpSession::from(settings, 8086, Authorization::Token);
    if (!session) return fail(session.error());
    std::unique_ptr<FluxConnection> out(new FluxConnection(std::move(*session)));
    if (auto ok = out->probe(token); !ok) return fail(ok.error());
    return out;
}

Result<void> FluxConnection::probe(const CancelToken& token) {
    if (auto pong = ping("8086", token); !pong) return fail(pong.error());
    // /ping needs no token: ask something that does.
    auto known = buckets(token);
    if (!known) return fail(known.error());
    const std::string wanted = m_session->settings().text("bucket");
    if (!wanted.empty() && known->objects.empty()) {
        return fail(ErrorCode::NotFound,
                    "The organization has no bucket '" + wanted + "' that this token may read",
                    "Leave the bucket empty to see all, or check its name.");
    }
    m_capabilities.dialect = std::make_shared<FluxDialect>();
    return {};
}

Result<std::unique_ptr<AnnotatedCsv>> FluxConnection::send(const std::string& flux,
                                                           const CancelToken& token) {
    net::HttpRequest request =
        m_session->request("POST", "/api/v2/query?org=" + net::urlEncode(m_session->settings().text("org")));
    request.headers.push_back("Content-Type: application/json");
    request.headers.push_back("Accept: application/csv");
    nlohmann::json body = {{"query", flux},
                           {"type", "flux"},
                           {"dialect",
                            {{"header", true},
                             {"delimiter", ","},
                             {"commentPrefix", "#"},
                             {"annotations", {"datatype", "group", "default"}}}}};
    try {
        request.body = body.dump();
    } catch (const std::exception&) {
        return fail(ErrorCode::InvalidArgument, "The statement is not UTF-8 text",
                    "Retype its odd characters.");
    }
    auto answer = m_session->open(request, token);
    if (!answer) return fail(answer.error());
    return std::make_unique<AnnotatedCsv>(std::move(*answer));
}

Result<std::vector<std::string>> FluxConnection::list(const std::string& flux, const std::string& name,
                                                      const CancelToken& token) {
    auto csv = send(flux, token);
    if (!csv) return fail(csv.error());
    std::vector<std::string> out;
    while (true) {
        auto more = (*csv)->nextRow();
        if (!more) return fail(more.error());
        if (!*more) return out;
        for (size_t i = 0; i < (*csv)->columns().size(); i++) {
            if ((*csv)->columns()[i].name == name) out.emplace_back((*csv)->cells()[i]);
        }
    }
}

Result<connect::Catalog> FluxConnection::buckets(const CancelToken& token) {
    auto names = list("buckets()", "name", token);
    if (!names) return fail(names.error());
    const std::string only = m_session->settings().text("bucket");
    connect::Catalog out;
    for (auto& name : *names) {
        if (!only.empty() && name != only) continue;
        const bool isSystem = name == "_monitoring" || name == "_tasks";
        out.objects.push_back({connect::ObjectKind::Schema, std::move(name), "", std::nullopt, isSystem});
    }
    return out;
}

Result<connect::Catalog> FluxConnection::measurements(const std::string& bucket, const CancelToken& token) {
    auto names = list(kSchemaImport +
                          ("schema.tagValues(bucket: " + fluxString(bucket) +
                           ", tag: \"_measurement\", predicate: (r) => true, start: 1677-09-22T00:00:00Z)\n"
                           "  |> limit(n: ") +
                          std::to_string(kMostMeasurements + 1) + ")",
                      "_value", token);
    if (!names) return fail(names.error());
    connect::Catalog out;
    out.truncated = names->size() > kMostMeasurements;
    if (out.truncated) names->resize(kMostMeasurements);
    for (auto& name : *names) {
        out.objects.push_back({connect::ObjectKind::Measurement, std::move(name), "", std::nullopt});
    }
    return out;
}

Result<FluxConnection::FieldTypes> FluxConnection::fieldTypes(const std::string& bucket,
                                                              const std::string& measurement,
                                                              const CancelToken& token) {
    const std::string source = "from(bucket: " + fluxString(bucket) + ")\n  |> range(" + fluxAllTime() +
                               ")\n  |> filter(fn: (r) => r[\"_measurement\"] == " + fluxString(measurement) +
                               ")";
    // One row per field; fails where a field has several types. Then one per series tells them all.
    for (const char* step : {"\n  |> group(columns: [\"_field\"])\n  |> last()", "\n  |> last()"}) {
        auto csv = send(source + step, token);
        FieldTypes out;
        Result<bool> more = csv ? Result<bool>(true) : Result<bool>(fail(csv.error()));
        while (more && *more) {
            more = (*csv)->nextRow();
            if (!more || !*more) break;
            std::string field;
            std::string type;
            for (size_t i = 0; i < (*csv)->columns().size(); i++) {
                if ((*csv)->columns()[i].name == "_field") field = (*csv)->cells()[i];
                if ((*csv)->columns()[i].name == "_value") type = (*csv)->columns()[i].datatype;
            }
            auto& types = out[field];
            if (std::find(types.begin(), types.end(), type) == types.end()) types.push_back(type);
        }
        if (more) return out;
        const bool collision = more.error().message.find("collision") != std::string::npos;
        if (!collision) return fail(more.error());
    }
    return fail(ErrorCode::Query, "The types of the fields of '" + measurement + "' cannot be found out",
                "Read it with a native query.");
}

Result<connect::Catalog> FluxConnection::columns(const std::string& bucket, const std::string& measurement,
                                                 const CancelToken& token) {
    auto tags =
        list(kSchemaImport + ("schema.tagKeys(bucket: " + fluxString(bucket) +
                              ", predicate: (r) => r[\"_measurement\"] == " + fluxString(measurement) +
                              ", start: 1677-09-22T00:00:00Z)"),
             "_value", token);
    if (!tags) return fail(tags.error());
    auto fields = fieldTypes(bucket, measurement, token);
    if (!fields) return fail(fields.error());
    if (fields->empty()) {
        return fail(ErrorCode::NotFound,
                    "There is no measurement '" + measurement + "' in bucket '" + bucket + "'",
                    "Refresh the schema; names are case-sensitive.");
    }
    connect::Catalog out;
    sql::Column time =
        column("time", duckdb::LogicalType::TIMESTAMP_NS, "dateTime:RFC3339", sql::ColumnRole::Time);
    time.nullable = false;
    time.note = "an instant in UTC, to the nanosecond; Flux calls it _time";
    time.push = {true, true, false, false};
    out.columns.push_back(std::move(time));
    std::vector<std::string> taken = {"time"};
    const auto add = [&](sql::Column c) {
        const std::string name = c.name;
        // The answer cannot carry two columns of one name; what differs only in case could not be told apart
        // here.
        if (uniqueName(name, "_", taken) == name)
            out.columns.push_back(std::move(c));
        else
            out.truncated = true;
    };
    for (const auto& tag : *tags) {
        if (isServers(tag)) continue;
        sql::Column c = column(tag, duckdb::LogicalType::VARCHAR, "tag", sql::ColumnRole::Tag);
        c.push = sql::PushRules::equalityOnly();
        add(std::move(c));
    }
    for (const auto& [name, types] : *fields) add(fieldColumn(name, types));
    return out;
}

Result<connect::Catalog> FluxConnection::describe(const connect::ObjectPath& path, const CancelToken& token) {
    if (path.empty()) return buckets(token);
    return path.size() == 1 ? measurements(path[0], token) : columns(path[0], path[1], token);
}

Result<std::unique_ptr<connect::ChunkReader>> FluxConnection::read(const sql::RemoteQuery& query,
                                                                   const CancelToken& token) {
    if (query.limit == 0u) return std::make_unique<EmptyReader>(query);
    auto flux = m_capabilities.dialect->select(query);
    if (!flux) return fail(flux.error());
    auto csv = send(*flux, token);
    if (!csv) return fail(csv.error());
    std::vector<sql::Column> columns;
    std::vector<std::string> names;
    for (size_t index : query.projection) {
        columns.push_back(query.columns[index]);
        names.push_back(columns.back().role == sql::ColumnRole::Time ? "_time" : columns.back().name);
    }
    auto reader = std::make_unique<CsvReader>(std::move(*csv), std::move(columns), std::move(names), false);
    reader->onNothing([this, table = query.table, token]() -> Result<void> {
        auto found = this->columns(table.schema, table.name, token);
        if (!found) return fail(found.error());
        return {};
    });
    return reader;
}

Result<std::unique_ptr<connect::ChunkReader>> FluxConnection::native(std::string_view text,
                                                                     const CancelToken& token) {
    if (auto ok = checkMayRun(text); !ok) return fail(ok.error());
    auto csv = send(std::string(text), token);
    if (!csv) return fail(csv.error());
    auto reader = CsvReader::native(std::move(*csv));
    if (!reader) return fail(reader.error());
    return std::unique_ptr<connect::ChunkReader>(std::move(*reader));
}

}  // namespace tributary::connectors::influxdb
