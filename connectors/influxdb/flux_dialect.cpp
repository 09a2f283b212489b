// SPDX-License-Identifier: GPL-3.0-or-later
#include "connectors/influxdb/flux_dialect.h"

#include <limits>

#include "connectors/influxdb/column_writer.h"

namespace tributary::connectors::influxdb {
namespace {

using sql::ColumnRole;
using sql::Comparison;
using Kind = sql::Predicate::Kind;

constexpr int64_t kFirst = -106'751LL * 86'400 * 1'000'000'000;  // 1677-09-22
constexpr int64_t kEnd = std::numeric_limits<int64_t>::max();    // range() ends before its stop

/// Narrows [from, until) by a comparison with time; false if it is none.
bool narrow(const sql::Predicate& p, const std::vector<sql::Column>& columns, int64_t& from, int64_t& until) {
    if (p.kind != Kind::Compare || columns[p.column].role != ColumnRole::Time) return false;
    const int64_t ns = p.values[0].GetValueUnsafe<int64_t>();
    const int64_t after = ns == kEnd ? kEnd : ns + 1;
    const auto op = p.op;
    if (op == Comparison::GreaterEqual || op == Comparison::Equal) from = std::max(from, ns);
    if (op == Comparison::Greater) from = std::max(from, after);
    if (op == Comparison::Less) until = std::min(until, ns);
    if (op == Comparison::LessEqual || op == Comparison::Equal) until = std::min(until, after);
    return true;
}

std::string rangeArguments(int64_t from, int64_t until) {
    return "start: " + formatNanoseconds(from) + ", stop: " + formatNanoseconds(until);
}

}  // namespace

std::string fluxString(std::string_view text) {
    std::string out = "\"";
    for (size_t i = 0; i < text.size(); i++) {
        const char c = text[i];
        if (c == '\n')
            out += "\\n";
        else if (c == '\r')
            out += "\\r";
        else if (c == '\t')
            out += "\\t";
        else if (c == '"' || c == '\\')
            out += std::string("\\") + c;
        else if (c == '$' && i + 1 < text.size() && text[i + 1] == '{')
            out += "\\$";
        else
            out += c;
    }
    return out + "\"";
}

std::string fluxAllTime() {
    return rangeArguments(kFirst, kEnd);
}

std::string fluxSource(std::string_view bucket, std::string_view measurement, int64_t from, int64_t until) {
    return "from(bucket: " + fluxString(bucket) + ")\n  |> range(" + rangeArguments(from, until) +
           ")\n  |> filter(fn: (r) => r[\"_measurement\"] == " + fluxString(measurement) + ")";
}

std::optional<std::string> FluxDialect::literal(const duckdb::Value& value, const sql::Column& column) const {
    if (value.IsNull() || value.type().id() != column.type.id()) return std::nullopt;
    if (column.role == ColumnRole::Time) {
        const int64_t ns = value.GetValueUnsafe<int64_t>();
        if (ns < kFirst || ns == kEnd) return std::nullopt;
        return formatNanoseconds(ns);
    }
    if (column.role != ColumnRole::Tag) return std::nullopt;
    const auto& text = duckdb::StringValue::Get(value);
    if (text.empty() || text.find('\0') != std::string::npos) return std::nullopt;
    return fluxString(text);
}

std::string FluxDialect::comparand(const sql::Column& column, Comparison) const {
    return "r[" + fluxString(column.role == ColumnRole::Time ? "_time" : column.name) + "]";
}

std::optional<std::string> FluxDialect::compare(const sql::Predicate& p, const sql::Column& column) const {
    auto value = literal(p.values[0], column);
    if (!value) return std::nullopt;
    if (column.role == ColumnRole::Tag && p.op != Comparison::Equal && p.op != Comparison::NotEqual) {
        return std::nullopt;
    }
    if (column.role == ColumnRole::Time && p.op == Comparison::NotEqual) return std::nullopt;
    const std::string op = p.op == Comparison::Equal      ? "=="
                           : p.op == Comparison::NotEqual ? "!="
                                                          : std::string(toSql(p.op));
    const std::string text = comparand(column, p.op) + " " + op + " " + *value;
    // Where the storage runs the filter, a missing tag is an empty text, which differs from all others.
    if (p.op == Comparison::NotEqual) return "(exists " + comparand(column, p.op) + " and " + text + ")";
    return text;
}

std::optional<std::string> FluxDialect::predicate(const sql::Predicate& p,
                                                  const std::vector<sql::Column>& columns) const {
    if (p.kind == Kind::And || p.kind == Kind::Or) {
        std::string out;
        for (const auto& child : p.children) {
            auto text = predicate(child, columns);
            if (!text) return std::nullopt;
            out += (out.empty() ? "(" : p.kind == Kind::And ? " and " : " or ") + *text;
        }
        return out.empty() ? std::nullopt : std::optional(out + ")");
    }
    if (p.column >= columns.size()) return std::nullopt;
    const sql::Column& column = columns[p.column];
    if (p.kind == Kind::Compare) return compare(p, column);
    if (p.kind == Kind::In && column.role == ColumnRole::Tag && p.values.size() <= maxInList()) {
        std::vector<sql::Predicate> each;
        for (const auto& value : p.values)
            each.push_back(sql::Predicate::compare(p.column, Comparison::Equal, value));
        return predicate(sql::Predicate::any(std::move(each)), columns);
    }
    if (column.role == ColumnRole::Tag && p.kind == Kind::IsNotNull)
        return "exists " + comparand(column, Comparison::Equal);
    if (column.role == ColumnRole::Tag && p.kind == Kind::IsNull)
        return "not exists " + comparand(column, Comparison::Equal);
    return std::nullopt;
}

Result<std::string> FluxDialect::select(const sql::RemoteQuery& query) const {
    int64_t from = kFirst;
    int64_t until = kEnd;
    std::string filters;
    const auto add = [&](const sql::Predicate& p) {
        auto text = predicate(p, query.columns);
        if (!text) return false;
        if (!narrow(p, query.columns, from, until)) filters += "\n  |> filter(fn: (r) => " + *text + ")";
        return true;
    };
    for (const auto& p : query.required) {
        if (!add(p)) {
            return fail(ErrorCode::Internal,
                        "A filter was planned for " + query.table.name + " that its language cannot say");
        }
    }
    for (const auto& p : query.dynamic) add(p);
    if (from >= until) from = until - 1, filters += "\n  |> filter(fn: (r) => false)";
    std::string dropped = "[\"_start\", \"_stop\", \"_measurement\"";
    for (size_t i = 0; i < query.columns.size(); i++) {
        const bool wanted =
            std::find(query.projection.begin(), query.projection.end(), i) != query.projection.end();
        // Tags group the tables: without them tables of other types would be put together.
        if (!wanted && query.columns[i].role == ColumnRole::Field)
            dropped += ", " + fluxString(query.columns[i].name);
    }
    return fluxSource(query.table.schema, query.table.name, from, until) + filters +
           "\n  |> pivot(rowKey: [\"_time\"], columnKey: [\"_field\"], valueColumn: \"_value\")" +
           "\n  |> drop(columns: " + dropped + "])";
}

}  // namespace tributary::connectors::influxdb
