// SPDX-License-Identifier: GPL-3.0-or-later
#include "connectors/prometheus/promql_dialect.h"

#include <algorithm>
#include <chrono>
#include <cstdio>
#include <limits>

namespace tributary::connectors::prometheus {
namespace {

using duckdb::LogicalTypeId;
using sql::ColumnRole;
using sql::Comparison;
using Kind = sql::Predicate::Kind;

constexpr std::string_view kLabelPrefix = "label ";
constexpr int64_t kHourMs = 3'600'000;
/// A range cannot reach back further: the server counts it in nanoseconds.
constexpr int64_t kLongestMs = 100LL * 365 * 24 * kHourMs;
/// Servers take samples that are this far ahead of their clock.
constexpr int64_t kAheadMs = 10 * 60'000;

int64_t nowMs() {
    const auto now = std::chrono::system_clock::now().time_since_epoch();
    return std::chrono::duration_cast<std::chrono::milliseconds>(now).count();
}

std::string secondsText(int64_t ms) {
    const uint64_t size = ms < 0 ? uint64_t(0) - static_cast<uint64_t>(ms) : static_cast<uint64_t>(ms);
    char text[40];
    std::snprintf(text, sizeof text, "%s%llu.%03u", ms < 0 ? "-" : "",
                  static_cast<unsigned long long>(size / 1000), static_cast<unsigned>(size % 1000));
    return text;
}

bool isLegacyName(std::string_view name) {
    const auto letter = [](char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_'; };
    if (name.empty() || !letter(name.front())) return false;
    return std::all_of(name.begin(), name.end(), [&](char c) { return letter(c) || (c >= '0' && c <= '9'); });
}

std::string matcher(const sql::Column& column, std::string_view op, std::string_view text) {
    const std::string label = labelOf(column);
    return (isLegacyName(label) ? label : promqlString(label)) + std::string(op) + promqlString(text);
}

/// The text as a regular expression that matches nothing else.
std::string regexLiteral(std::string_view text) {
    std::string out;
    for (char c : text) {
        if (std::string_view("\\.+*?()|[]{}^$").find(c) != std::string_view::npos) out += '\\';
        out += c;
    }
    return out;
}

/// Text a label can hold: not empty, which would mean "has no such label".
const std::string* labelText(const duckdb::Value& value) {
    if (value.IsNull() || value.type().id() != LogicalTypeId::VARCHAR) return nullptr;
    const std::string& text = duckdb::StringValue::Get(value);
    return text.empty() || text.find('\0') != std::string::npos ? nullptr : &text;
}

std::optional<int64_t> microsOf(const duckdb::Value& value) {
    if (value.IsNull() || value.type().id() != LogicalTypeId::TIMESTAMP_TZ) return std::nullopt;
    const int64_t micros = value.GetValueUnsafe<int64_t>();
    if (!duckdb::Timestamp::IsFinite(duckdb::timestamp_t(micros))) return std::nullopt;
    return micros;
}

int64_t floorMs(int64_t micros) {
    return micros / 1000 - (micros % 1000 < 0 ? 1 : 0);
}
int64_t ceilMs(int64_t micros) {
    return micros / 1000 + (micros % 1000 > 0 ? 1 : 0);
}

/// Instants still asked for.
struct Bounds {
    std::optional<int64_t> from;
    std::optional<int64_t> to;

    void atLeast(int64_t ms) { from = std::max(from.value_or(ms), ms); }
    void atMost(int64_t ms) { to = std::min(to.value_or(ms), ms); }
    void add(Comparison op, int64_t micros) {
        switch (op) {
            case Comparison::Equal:
                atLeast(ceilMs(micros));
                atMost(floorMs(micros));
                return;
            case Comparison::Less:
                return atMost(ceilMs(micros) - 1);
            case Comparison::LessEqual:
                return atMost(floorMs(micros));
            case Comparison::Greater:
                return atLeast(floorMs(micros) + 1);
            case Comparison::GreaterEqual:
                return atLeast(ceilMs(micros));
            case Comparison::NotEqual:
                return;  // refused before
        }
    }
};

/// The times of a condition that can be said go into the bounds, what is left into the selector.
void collect(const sql::Predicate& p, const PromqlDialect& dialect, const std::vector<sql::Column>& columns,
             Bounds& bounds, std::string& matchers) {
    if (p.kind == Kind::And) {
        for (const auto& child : p.children) collect(child, dialect, columns, bounds, matchers);
    } else if (columns[p.column].role == ColumnRole::Time) {
        if (const auto micros = microsOf(p.values[0])) bounds.add(p.op, *micros);
    } else if (auto text = dialect.predicate(p, columns)) {
        matchers += "," + *text;
    }
}

}  // namespace

std::string promqlString(std::string_view text) {
    std::string out = "\"";
    for (char c : text) {
        if (c == '\n') {
            out += "\\n";
            continue;
        }
        if (c == '"' || c == '\\') out += '\\';
        out += c;
    }
    return out + "\"";
}

std::string labelOf(const sql::Column& column) {
    const std::string& native = column.nativeType;
    return native.starts_with(kLabelPrefix) ? native.substr(kLabelPrefix.size()) : column.name;
}

std::string MetricScan::text() const {
    return selector + "[" + std::to_string(toMs - fromMs + 1) + "ms] @ " + secondsText(toMs);
}

std::string PromqlDialect::tableName(const sql::TableRef& table) const {
    return "{__name__=" + promqlString(table.name) + "}";
}

std::optional<std::string> PromqlDialect::literal(const duckdb::Value& value,
                                                  const sql::Column& column) const {
    if (column.role == ColumnRole::Time) {
        const auto micros = microsOf(value);
        return micros ? std::optional(secondsText(floorMs(*micros))) : std::nullopt;
    }
    const std::string* text = column.role == ColumnRole::Tag ? labelText(value) : nullptr;
    return text != nullptr ? std::optional(promqlString(*text)) : std::nullopt;
}

std::optional<std::string> PromqlDialect::compare(const sql::Predicate& p, const sql::Column& column) const {
    if (column.role == ColumnRole::Time) {
        auto value = literal(p.values[0], column);
        if (!value || p.op == Comparison::NotEqual) return std::nullopt;
        return "time " + std::string(toSql(p.op)) + " " + *value;
    }
    const std::string* text = column.role == ColumnRole::Tag ? labelText(p.values[0]) : nullptr;
    if (text == nullptr) return std::nullopt;
    if (p.op == Comparison::Equal) return matcher(column, "=", *text);
    if (p.op != Comparison::NotEqual) return std::nullopt;
    return matcher(column, "!=", *text) + "," + matcher(column, "!=", "");
}

std::optional<std::string> PromqlDialect::inList(const sql::Predicate& p, const sql::Column& column) const {
    if (column.role != ColumnRole::Tag || p.values.empty() || p.values.size() > maxInList())
        return std::nullopt;
    std::string pattern;
    for (const auto& value : p.values) {
        const std::string* text = labelText(value);
        if (text == nullptr) return std::nullopt;
        pattern += (pattern.empty() ? "" : "|") + regexLiteral(*text);
    }
    return matcher(column, "=~", pattern);
}

std::optional<std::string> PromqlDialect::likePrefix(const sql::Predicate& p,
                                                     const sql::Column& column) const {
    const std::string* text = column.role == ColumnRole::Tag ? labelText(p.values[0]) : nullptr;
    if (text == nullptr) return std::nullopt;
    return matcher(column, "=~", regexLiteral(*text) + "(?s:.*)");
}

std::optional<std::string> PromqlDialect::predicate(const sql::Predicate& p,
                                                    const std::vector<sql::Column>& columns) const {
    if (p.kind == Kind::Or) return std::nullopt;
    if (p.kind == Kind::And) {
        std::string out;
        for (const auto& child : p.children) {
            auto text = predicate(child, columns);
            if (!text) return std::nullopt;
            out += (out.empty() ? "" : ",") + *text;
        }
        return out.empty() ? std::nullopt : std::optional(out);
    }
    if (p.kind != Kind::IsNull && p.kind != Kind::IsNotNull) return Dialect::predicate(p, columns);
    if (p.column >= columns.size() || columns[p.column].role != ColumnRole::Tag) return std::nullopt;
    return matcher(columns[p.column], p.kind == Kind::IsNull ? "=" : "!=", "");
}

Result<MetricScan> PromqlDialect::scan(const sql::RemoteQuery& query) const {
    Bounds bounds;
    std::string matchers;
    for (const auto& p : query.required) {
        if (!predicate(p, query.columns)) {
            return fail(ErrorCode::Internal,
                        "A filter was planned for " + query.table.name + " that its language cannot say");
        }
        collect(p, *this, query.columns, bounds, matchers);
    }
    for (const auto& p : query.dynamic)
        if (predicate(p, query.columns)) collect(p, *this, query.columns, bounds, matchers);
    MetricScan out;
    out.selector = "{__name__=" + promqlString(query.table.name) + matchers + "}";
    out.toMs = bounds.to.value_or(std::max(nowMs() + kAheadMs, bounds.from.value_or(0)));
    if (bounds.from) {
        out.fromMs = std::max(*bounds.from, out.toMs - kLongestMs);
    } else if (bounds.to || m_defaultHours == 0) {
        out.fromMs = out.toMs - kLongestMs;
    } else {
        out.fromMs = nowMs() - m_defaultHours * kHourMs;
    }
    if (bounds.from && bounds.to && *bounds.from > *bounds.to) out.fromMs = out.toMs + 1;
    return out;
}

Result<std::string> PromqlDialect::select(const sql::RemoteQuery& query) const {
    auto found = scan(query);
    if (!found) return fail(found.error());
    return found->text();
}

}  // namespace tributary::connectors::prometheus
