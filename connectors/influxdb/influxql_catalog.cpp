// SPDX-License-Identifier: GPL-3.0-or-later
#include "connectors/influxdb/influxql_catalog.h"

#include <map>

namespace tributary::connectors::influxdb {
namespace {

using connect::Catalog;
using sql::Column;
using sql::ColumnRole;

constexpr size_t kMostMeasurements = 20000;
constexpr const char* kChunkRows = "10000";

std::string shown(const WireValue& v) {
    switch (v.kind) {
        case WireValue::Kind::Text:
            return std::string(v.text);
        case WireValue::Kind::Boolean:
            return v.boolean ? "true" : "false";
        case WireValue::Kind::Integer:
            return std::to_string(v.integer);
        case WireValue::Kind::Unsigned:
            return std::to_string(v.number);
        case WireValue::Kind::Double:
            return std::to_string(v.real);
        default:
            return {};
    }
}

Column timeColumn() {
    Column out;
    out.name = "time";
    out.type = duckdb::LogicalType::TIMESTAMP_NS;
    out.nativeType = "time";
    out.nullable = false;
    out.note = "an instant in UTC, to the nanosecond";
    out.role = ColumnRole::Time;
    out.push = sql::PushRules::all();
    out.push.likePrefix = false;
    return out;
}

sql::PushRules fieldRules(const duckdb::LogicalType& type) {
    sql::PushRules out;
    out.equality = true;
    out.ordering = type.id() == duckdb::LogicalTypeId::BIGINT || type.id() == duckdb::LogicalTypeId::DOUBLE;
    if (type.id() == duckdb::LogicalTypeId::UBIGINT)
        return sql::PushRules::none();  // 1.x cannot write such numbers
    return out;
}

Column tagColumn(const std::string& name, std::vector<std::string>& taken) {
    Column out;
    out.name = uniqueName(name, "_tag", taken);
    out.type = duckdb::LogicalType::VARCHAR;
    out.nativeType = out.name == name ? "tag" : influxIdentifier(name) + "::tag";
    out.role = ColumnRole::Tag;
    out.push = sql::PushRules::equalityOnly();
    if (out.name != name) out.note = "the tag " + influxIdentifier(name) + "; another column has that name";
    return out;
}

Column fieldColumn(const std::string& name, const std::string& type, std::vector<std::string>& taken) {
    Column out;
    out.name = uniqueName(name, "_field", taken);
    out.type = fieldType(type);
    out.nativeType = out.name == name ? type : influxIdentifier(name) + "::field";
    out.role = ColumnRole::Field;
    out.push = fieldRules(out.type);
    if (out.name != name) out.note = "the field " + influxIdentifier(name) + "; another column has that name";
    return out;
}

/// A field written with several types has one column per type; the server turns whole numbers into floats
/// where there are both, so those are one.
void addDriftedField(const std::string& name, std::vector<std::string> types, std::vector<std::string>& taken,
                     std::vector<Column>& out) {
    const auto has = [&](const char* type) {
        return std::find(types.begin(), types.end(), type) != types.end();
    };
    const bool mixedNumbers = has("float") && (has("integer") || has("unsigned"));
    for (const auto& type : types) {
        if (mixedNumbers && (type == "integer" || type == "unsigned")) continue;
        Column column = fieldColumn(name, type, taken);
        column.nativeType = influxIdentifier(name) + "::" + type;
        column.push = sql::PushRules::none();
        column.note = "this field was written with several types; here are its values of type " + type;
        if (mixedNumbers && type == "float") {
            column.note += ", and whole numbers as the server turns them into floats (exact up to 2^53)";
        }
        out.push_back(std::move(column));
    }
}

}  // namespace

duckdb::LogicalType fieldType(std::string_view nativeType) {
    if (nativeType == "float") return duckdb::LogicalType::DOUBLE;
    if (nativeType == "integer") return duckdb::LogicalType::BIGINT;
    if (nativeType == "unsigned") return duckdb::LogicalType::UBIGINT;
    if (nativeType == "boolean") return duckdb::LogicalType::BOOLEAN;
    return duckdb::LogicalType::VARCHAR;
}

std::string uniqueName(const std::string& name, const std::string& suffix, std::vector<std::string>& taken) {
    const auto isTaken = [&](const std::string& candidate) {
        return std::any_of(taken.begin(), taken.end(), [&](const std::string& other) {
            return duckdb::StringUtil::CIEquals(other, candidate);
        });
    };
    std::string out = name;
    for (int i = 1; isTaken(out); i++) out = name + suffix + (i == 1 ? "" : std::to_string(i));
    taken.push_back(out);
    return out;
}

Result<std::unique_ptr<MsgpackStream>> sendInfluxql(HttpSession& session, std::string_view text,
                                                    std::string_view database, const CancelToken& token) {
    std::string query =
        "epoch=ns&chunked=true&chunk_size=" + std::string(kChunkRows) + "&q=" + net::urlEncode(text);
    if (!database.empty()) query += "&db=" + net::urlEncode(database);
    net::HttpRequest request = session.request("POST", "/query");
    // A long IN list does not fit into a URL; the server takes the same parameters as a form.
    request.body = std::move(query);
    request.headers.push_back("Content-Type: application/x-www-form-urlencoded");
    request.headers.push_back("Accept: application/x-msgpack");
    auto answer = session.open(request, token);
    if (!answer) return fail(answer.error());
    return std::make_unique<MsgpackStream>(std::move(*answer));
}

Result<std::vector<InfluxqlCatalog::Row>> InfluxqlCatalog::rows(const std::string& text,
                                                                const std::string& database,
                                                                const CancelToken& token) {
    auto stream = sendInfluxql(m_session, text, database, token);
    if (!stream) return fail(stream.error());
    std::vector<Row> out;
    while (true) {
        auto more = (*stream)->nextSeries();
        if (!more) return fail(more.error());
        if (!*more) return out;
        const SeriesHeader header = (*stream)->header();
        while ((*stream)->hasRow()) {
            if (!(*stream)->beginRow()) return fail((*stream)->error());
            Row& row = out.emplace_back(Row{header.name, {}});
            for (size_t i = 0; i < header.columns.size(); i++) {
                WireValue v;
                if (!(*stream)->value(v)) return fail((*stream)->error());
                row.cells.push_back(shown(v));
            }
        }
    }
}

Result<std::vector<InfluxqlCatalog::Row>> InfluxqlCatalog::policies(const std::string& database,
                                                                    const CancelToken& token) {
    // name, duration, shardGroupDuration, replicaN, default
    return rows("SHOW RETENTION POLICIES ON " + influxIdentifier(database), {}, token);
}

Result<Catalog> InfluxqlCatalog::schemas(const CancelToken& token) {
    Catalog out;
    std::vector<std::string> databases;
    const std::string only = m_session.settings().text("database");
    if (!only.empty()) {
        databases.push_back(only);
    } else {
        auto listed = rows("SHOW DATABASES", {}, token);
        if (!listed) return fail(listed.error());
        for (const auto& row : *listed) databases.push_back(row.cells.at(0));
    }
    for (const auto& database : databases) {
        auto listed = policies(database, token);
        if (!listed) return fail(listed.error());
        const size_t first = out.objects.size();
        const bool isSystem = database == "_internal";  // what the server tells of itself
        out.objects.push_back(
            {connect::ObjectKind::Schema, SchemaName{database, ""}.text(), "", std::nullopt, isSystem});
        for (const auto& row : *listed) {
            if (row.cells.size() < 5) continue;
            const std::string kept = "retention policy " + row.cells[0] + ", keeps " +
                                     (row.cells[1] == "0s" ? "everything" : row.cells[1]);
            if (row.cells[4] == "true") {
                out.objects[first].comment = "default " + kept;
            } else {
                out.objects.push_back({connect::ObjectKind::Schema, SchemaName{database, row.cells[0]}.text(),
                                       kept, std::nullopt, isSystem});
            }
        }
    }
    return out;
}

Result<Catalog> InfluxqlCatalog::tables(const SchemaName& schema, const CancelToken& token) {
    Catalog out;
    auto known = policies(schema.database, token);
    if (!known) return fail(known.error());
    std::vector<std::string> names;
    if (known->size() > 1) {
        // SHOW MEASUREMENTS knows no policies; the fields do.
        std::string policy = schema.policy;
        for (const auto& row : *known) {
            if (policy.empty() && row.cells.size() > 4 && row.cells[4] == "true") policy = row.cells[0];
        }
        auto listed = rows("SHOW FIELD KEYS ON " + influxIdentifier(schema.database) + " FROM " +
                               influxIdentifier(policy) + "./.*/",
                           schema.database, token);
        if (!listed) return fail(listed.error());
        for (const auto& row : *listed) {
            if (names.empty() || names.back() != row.series) names.push_back(row.series);
        }
    } else {
        auto listed = rows("SHOW MEASUREMENTS ON " + influxIdentifier(schema.database) + " LIMIT " +
                               std::to_string(kMostMeasurements + 1),
                           schema.database, token);
        if (!listed) return fail(listed.error());
        for (const auto& row : *listed) names.push_back(row.cells.at(0));
    }
    out.truncated = names.size() > kMostMeasurements;
    if (out.truncated) names.resize(kMostMeasurements);
    for (auto& name : names) {
        out.objects.push_back({connect::ObjectKind::Measurement, std::move(name), "", std::nullopt});
    }
    return out;
}

Result<Catalog> InfluxqlCatalog::columns(const SchemaName& schema, const std::string& table,
                                         const CancelToken& token) {
    const std::string from = " ON " + influxIdentifier(schema.database) + " FROM " +
                             (schema.policy.empty() ? "" : influxIdentifier(schema.policy) + ".") +
                             influxIdentifier(table);
    auto tags = rows("SHOW TAG KEYS" + from, schema.database, token);
    if (!tags) return fail(tags.error());
    auto fields = rows("SHOW FIELD KEYS" + from, schema.database, token);
    if (!fields) return fail(fields.error());
    if (fields->empty()) {
        return fail(ErrorCode::NotFound,
                    "There is no measurement " + influxIdentifier(table) + " in " + schema.text(),
                    "Refresh the schema; names are case-sensitive.");
    }
    Catalog out;
    out.columns.push_back(timeColumn());
    std::vector<std::string> taken = {"time"};
    for (const auto& row : *tags) out.columns.push_back(tagColumn(row.cells.at(0), taken));
    std::vector<std::pair<std::string, std::vector<std::string>>> types;
    for (const auto& row : *fields) {
        if (row.cells.size() < 2) continue;
        auto known =
            std::find_if(types.begin(), types.end(), [&](const auto& t) { return t.first == row.cells[0]; });
        if (known == types.end()) known = types.insert(types.end(), {row.cells[0], {}});
        known->second.push_back(row.cells[1]);
    }
    for (const auto& [name, list] : types) {
        if (list.size() > 1)
            addDriftedField(name, list, taken, out.columns);
        else
            out.columns.push_back(fieldColumn(name, list[0], taken));
    }
    return out;
}

}  // namespace tributary::connectors::influxdb
