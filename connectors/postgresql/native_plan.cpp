// SPDX-License-Identifier: GPL-3.0-or-later
#include "connectors/postgresql/native_plan.h"

#include <algorithm>
#include <cctype>

namespace tributary::connectors::postgresql {
namespace {

bool isQuery(std::string_view word) {
    return word == "SELECT" || word == "WITH" || word == "VALUES" || word == "TABLE" || word == "(";
}

bool isChange(std::string_view word) {
    return word == "INSERT" || word == "UPDATE" || word == "DELETE" || word == "MERGE";
}

/// Without the semicolons at the end, which would stand in the way inside parentheses.
std::string_view withoutEnd(std::string_view text) {
    while (!text.empty() && (text.back() == ';' || std::isspace(static_cast<unsigned char>(text.back())))) {
        text.remove_suffix(1);
    }
    return text;
}

std::string quoted(std::string_view name) {
    std::string out = "\"";
    for (char c : name) out += c == '"' ? std::string("\"\"") : std::string(1, c);
    return out + "\"";
}

/// SELECT c1, c2::text AS "b" FROM (statement) AS q (c1, c2)
std::string wrapped(std::string_view text, const NativePlan& plan, bool change, size_t& prefix) {
    std::string list;
    std::string names;
    for (size_t i = 0; i < plan.columns.size(); i++) {
        std::string name = "c" + std::to_string(i + 1);
        std::string item =
            plan.plans[i].codec == Codec::Cast ? asText(name, plan.columns[i].nativeType) : name;
        list += (i ? ", " : "") + item + " AS " + quoted(plan.columns[i].name);
        names += (i ? ", " : "") + name;
    }
    std::string head = change ? "WITH q (" + names + ") AS (" : "SELECT " + list + " FROM (";
    auto isStart = [](unsigned char c) { return (c & 0xC0) != 0x80; };
    prefix = static_cast<size_t>(std::count_if(head.begin(), head.end(), isStart));
    std::string tail = change ? "\n) SELECT " + list + " FROM q" : "\n) AS q (" + names + ")";
    return head + std::string(withoutEnd(text)) + tail;
}

/// The declared dimensions of array columns that come straight from a table.
Result<void> findDimensions(Session& session, const PGresult* described, std::vector<WireType>& types,
                            const CancelToken& token) {
    std::string wanted;
    for (int i = 0; i < PQnfields(described); i++) {
        if (PQftable(described, i) == InvalidOid || types[i].oid < 1000)
            continue;  // no array type below that
        wanted += (wanted.empty() ? "(" : ", (") + std::to_string(i) + "," +
                  std::to_string(PQftable(described, i)) + "," + std::to_string(PQftablecol(described, i)) +
                  ")";
    }
    if (wanted.empty()) return {};
    auto result =
        session.query("SELECT w.i, a.attndims FROM (VALUES " + wanted +
                          ") AS w (i, t, c) JOIN pg_catalog.pg_attribute a ON a.attrelid = w.t::oid "
                          "AND a.attnum = w.c WHERE a.attndims > 1",
                      {}, token);
    if (!result) return fail(result.error());
    for (int i = 0; i < PQntuples(result->get()); i++) {
        types[std::stoul(PQgetvalue(result->get(), i, 0))].dimensions =
            std::stoi(PQgetvalue(result->get(), i, 1));
    }
    return {};
}

Result<void> planColumns(Session& session, TypeCatalog& types, const PGresult* described, NativePlan& plan,
                         const CancelToken& token) {
    std::vector<WireType> wireTypes;
    for (int i = 0; i < PQnfields(described); i++) {
        wireTypes.push_back({PQftype(described, i), PQfmod(described, i), 0});
    }
    if (auto loaded = types.load(session, wireTypes, token); !loaded) return loaded;
    bool arrays = std::any_of(wireTypes.begin(), wireTypes.end(),
                              [&](const WireType& type) { return types.plan(type).codec == Codec::Array; });
    if (arrays) {
        if (auto found = findDimensions(session, described, wireTypes, token); !found) return found;
    }
    for (int i = 0; i < PQnfields(described); i++) {
        TypePlan type = types.plan(wireTypes[i]);
        sql::Column column;
        column.name = PQfname(described, i);
        column.type = type.type;
        column.nativeType = type.nativeType;
        column.note = type.note;
        plan.columns.push_back(std::move(column));
        plan.plans.push_back(std::move(type));
    }
    return {};
}

void readAllAsText(NativePlan& plan) {
    plan.mode = NativePlan::Mode::Text;
    for (size_t i = 0; i < plan.columns.size(); i++) {
        plan.plans[i].codec = Codec::Text;
        plan.plans[i].type = duckdb::LogicalType::VARCHAR;
        plan.columns[i].type = duckdb::LogicalType::VARCHAR;
        plan.columns[i].note = plan.columns[i].nativeType + ": this statement can only be read as text";
    }
}

}  // namespace

std::string leadingWord(std::string_view statement) {
    size_t at = 0;
    auto startsWith = [&](std::string_view what) { return statement.substr(at, what.size()) == what; };
    while (at < statement.size()) {
        if (std::isspace(static_cast<unsigned char>(statement[at])) || statement[at] == ';') {
            at++;
        } else if (startsWith("--")) {
            at = std::min(statement.size(), statement.find('\n', at));
        } else if (startsWith("/*")) {
            int depth = 0;  // they nest here
            do {
                int step = startsWith("/*") ? 1 : startsWith("*/") ? -1 : 0;
                depth += step;
                at += step == 0 ? 1 : 2;
            } while (depth > 0 && at < statement.size());
        } else {
            break;
        }
    }
    if (at < statement.size() && statement[at] == '(') return "(";
    std::string word;
    for (; at < statement.size() && std::isalpha(static_cast<unsigned char>(statement[at])); at++) {
        word += static_cast<char>(std::toupper(static_cast<unsigned char>(statement[at])));
    }
    return word;
}

Result<NativePlan> planNative(Session& session, TypeCatalog& types, ColumnSources& sources,
                              std::string_view text, const CancelToken& token) {
    NativePlan plan;
    plan.sql = std::string(text);
    auto described = session.prepare(plan.sql, token);
    if (!described) return fail(described.error());
    plan.prepared = true;
    if (PQnparams(described->get()) > 0) {
        return fail(ErrorCode::InvalidArgument, "The statement has parameters ($1) that were given no values",
                    "Write the values into the statement.");
    }
    if (PQnfields(described->get()) == 0 && !isQuery(leadingWord(text))) return plan;
    if (PQnfields(described->get()) == 0) {
        // SELECT INTO makes a table, SELECT without a list counts rows: neither has columns to show.
        return plan;
    }
    if (auto planned = planColumns(session, types, described->get(), plan, token); !planned)
        return fail(planned.error());
    if (auto told = sources.tell(session, described->get(), plan.columns, token); !told)
        return fail(told.error());
    const std::string word = leadingWord(text);
    plan.mode = isQuery(word) ? NativePlan::Mode::Copy : NativePlan::Mode::Binary;
    plan.prepared = false;  // asking for types may have replaced the unnamed statement
    auto needsText = [](const TypePlan& type) { return type.codec == Codec::Cast; };
    if (std::none_of(plan.plans.begin(), plan.plans.end(), needsText)) {
        if (plan.mode == NativePlan::Mode::Copy) plan.sql = std::string(withoutEnd(text));
        return plan;
    }
    if (isQuery(word) || isChange(word)) {
        size_t prefix = 0;
        std::string sql = wrapped(text, plan, isChange(word), prefix);
        if (session.prepare(sql, token)) {
            plan.sql = std::move(sql);
            plan.prefix = prefix;
            plan.prepared = true;
            return plan;
        }
        if (token.isCancelled()) return fail(token.error());
    }
    readAllAsText(plan);
    return plan;
}

}  // namespace tributary::connectors::postgresql
