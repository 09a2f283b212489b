// SPDX-License-Identifier: GPL-3.0-or-later
#include "connectors/prometheus/catalog.h"

#include <simdjson.h>

#include <algorithm>
#include <map>

#include "connectors/prometheus/promql_dialect.h"

namespace tributary::connectors::prometheus {
namespace {

using simdjson::dom::element;
using sql::Column;
using sql::ColumnRole;

constexpr size_t kMostMetrics = 50'000;

Error unreadable(std::string_view path) {
    return Error(ErrorCode::Connection,
                 "What answers there does not speak Prometheus' HTTP interface: " + std::string(path) +
                     " gave no list",
                 "Check host, port and path prefix; Prometheus usually listens on 9090.");
}

/// `take` is given the answer's "data"; false: it is not of the kind that was expected.
template <typename Take>
Result<void> readData(std::string_view path, const std::string& body, const Take& take) {
    try {
        simdjson::dom::parser parser;
        element root;
        element data;
        if (parser.parse(body).get(root) == simdjson::SUCCESS &&
            root["data"].get(data) == simdjson::SUCCESS && take(data)) {
            return {};
        }
    } catch (const std::exception&) {
        return fail(unreadable(path));  // not JSON
    }
    return fail(unreadable(path));
}

Result<std::vector<std::string>> texts(ApiSession& session, std::string_view path,
                                       const Parameters& parameters, const CancelToken& token) {
    auto body = session.get(path, parameters, token);
    if (!body) return fail(body.error());
    std::vector<std::string> out;
    auto read = readData(path, *body, [&](element data) {
        simdjson::dom::array list;
        if (data.is_null()) return true;
        if (data.get(list) != simdjson::SUCCESS) return false;
        for (element one : list) {
            std::string_view text;
            if (one.get(text) != simdjson::SUCCESS) return false;
            out.emplace_back(text);
        }
        return true;
    });
    if (!read) return fail(read.error());
    return out;
}

/// Type and help by metric. Not every server keeps them: what has none has no comments.
Result<std::map<std::string, std::string>> metadata(ApiSession& session, const Parameters& parameters,
                                                    const CancelToken& token) {
    std::map<std::string, std::string> out;
    auto body = session.get("/api/v1/metadata", parameters, token);
    if (!body) {
        const bool missing =
            body.error().code == ErrorCode::NotFound || body.error().code == ErrorCode::Query;
        return missing ? Result<std::map<std::string, std::string>>(out) : fail(body.error());
    }
    auto read = readData("/api/v1/metadata", *body, [&](element data) {
        simdjson::dom::object metrics;
        if (data.get(metrics) != simdjson::SUCCESS) return data.is_null();
        for (auto [name, entries] : metrics) {
            std::string_view type;
            std::string_view help;
            element first;
            if (entries.at(0).get(first) != simdjson::SUCCESS) continue;
            if (first["type"].get(type) != simdjson::SUCCESS || type == "unknown") type = "";
            if (first["help"].get(help) != simdjson::SUCCESS) help = "";
            out[std::string(name)] =
                std::string(type) + (type.empty() || help.empty() ? "" : ": ") + std::string(help);
        }
        return true;
    });
    if (!read) return fail(read.error());
    return out;
}

/// The comment of `metric`: a histogram's series carry their family's name and a suffix.
std::string commentOf(const std::map<std::string, std::string>& known, const std::string& metric) {
    if (const auto found = known.find(metric); found != known.end()) return found->second;
    for (const std::string_view suffix : {"_bucket", "_sum", "_count", "_total", "_created", "_info"}) {
        if (!metric.ends_with(suffix)) continue;
        const auto found = known.find(metric.substr(0, metric.size() - suffix.size()));
        if (found != known.end()) return found->second;
    }
    return {};
}

}  // namespace

Column timeColumn() {
    Column out;
    out.name = "time";
    out.type = duckdb::LogicalType::TIMESTAMP_TZ;
    out.nativeType = "timestamp";
    out.nullable = false;
    out.role = ColumnRole::Time;
    out.push.equality = true;
    out.push.ordering = true;
    out.push.nullTest = false;
    return out;
}

Column valueColumn() {
    Column out;
    out.name = "value";
    out.type = duckdb::LogicalType::DOUBLE;
    out.nativeType = "float";
    out.nullable = false;
    out.role = ColumnRole::Field;
    return out;
}

Column labelColumn(const std::string& label, std::vector<std::string>& taken) {
    const auto isTaken = [&](const std::string& candidate) {
        return std::any_of(taken.begin(), taken.end(), [&](const std::string& other) {
            return duckdb::StringUtil::CIEquals(other, candidate);
        });
    };
    Column out;
    out.name = label;
    for (int i = 1; isTaken(out.name); i++) out.name = label + "_label" + (i == 1 ? "" : std::to_string(i));
    taken.push_back(out.name);
    out.type = duckdb::LogicalType::VARCHAR;
    out.nativeType = out.name == label ? "label" : "label " + label;
    out.role = ColumnRole::Tag;
    out.push.equality = true;
    out.push.likePrefix = true;
    out.push.nullTest = true;
    if (out.name != label) out.note = "the label '" + label + "'; another column has that name";
    return out;
}

Result<connect::Catalog> Catalog::schemas() const {
    connect::Catalog out;
    out.objects.push_back({connect::ObjectKind::Schema, kSchema, "", std::nullopt});
    return out;
}

Result<connect::Catalog> Catalog::tables(const CancelToken& token) {
    auto names = texts(m_session, "/api/v1/label/__name__/values", {}, token);
    if (!names) return fail(names.error());
    auto comments = metadata(m_session, {}, token);
    if (!comments) return fail(comments.error());
    connect::Catalog out;
    out.truncated = names->size() > kMostMetrics;
    if (out.truncated) names->resize(kMostMetrics);
    for (auto& name : *names) {
        std::string comment = commentOf(*comments, name);
        out.objects.push_back(
            {connect::ObjectKind::Measurement, std::move(name), std::move(comment), std::nullopt});
    }
    return out;
}

Result<connect::Catalog> Catalog::columns(const std::string& metric, const CancelToken& token) {
    auto labels =
        texts(m_session, "/api/v1/labels", {{"match[]", "{__name__=" + promqlString(metric) + "}"}}, token);
    if (!labels) return fail(labels.error());
    if (labels->empty()) {
        return fail(ErrorCode::NotFound, "There is no metric '" + metric + "'",
                    "Refresh the schema; names are case-sensitive.");
    }
    auto comments = metadata(m_session, {{"limit", "1000"}, {"metric", metric}}, token);
    if (!comments) return fail(comments.error());
    connect::Catalog out;
    out.comment = commentOf(*comments, metric);
    std::vector<std::string> taken = {"time", "value"};
    for (const auto& label : *labels)
        if (label != "__name__") out.columns.push_back(labelColumn(label, taken));
    Column time = timeColumn();
    time.note = "to the millisecond; ";
    time.note += m_defaultHours == 0   ? "without a filter on time all samples are read"
                 : m_defaultHours == 1 ? "without a filter on time only the last hour is read"
                                       : "without a filter on time only the last " +
                                             std::to_string(m_defaultHours) + " hours are read";
    out.columns.push_back(std::move(time));
    out.columns.push_back(valueColumn());
    return out;
}

Result<ServerVersion> probe(ApiSession& session, const CancelToken& token) {
    ServerVersion out{"Prometheus", ""};
    auto build = session.get("/api/v1/status/buildinfo", {}, token);
    if (!build && build.error().code != ErrorCode::NotFound) return fail(build.error());
    if (build) {
        auto read = readData("/api/v1/status/buildinfo", *build, [&](element data) {
            std::string_view text;
            if (data["version"].get(text) != simdjson::SUCCESS) return false;
            out.version = text;
            if (data["application"].get(text) == simdjson::SUCCESS && !text.empty()) out.product = text;
            return true;
        });
        if (!read) return fail(read.error());
        return out;
    }
    // Some compatible servers tell no version; what they answer to a query tells that they are one.
    auto answer = session.get("/api/v1/query", {{"query", "1"}}, token);
    if (!answer) return fail(answer.error());
    out.product = "Prometheus-compatible";
    auto read = readData("/api/v1/query", *answer, [](element data) { return data.is_object(); });
    if (!read) return fail(read.error());
    return out;
}

}  // namespace tributary::connectors::prometheus
