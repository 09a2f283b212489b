// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/oracle/query_generator.h"

namespace tributary::oracle {
namespace {
std::string quoted(const std::string& name) {
    return "\"" + name + "\"";
}
}  // namespace

QueryGenerator::QueryGenerator(std::vector<TestColumn> columns, uint32_t seed)
    : m_columns(std::move(columns)), m_random(seed) {}

std::string QueryGenerator::literal(const TestColumn& column) {
    if (column.kind == Kind::Id) return std::to_string(below(80));
    const auto& values = nastyValues(column.kind);
    for (;;) {
        const auto& value = values[below(values.size())];
        if (value) return duckdbLiteral(column.kind, *value);
    }
}

std::string QueryGenerator::comparison() {
    static const char* kOps[] = {"=", "<>", "<", "<=", ">", ">="};
    const auto& column = anyColumn();
    const std::string name = "t." + quoted(column.name);
    switch (below(column.kind == Kind::Text ? 10 : 8)) {
        case 0:
            return name + " IS NULL";
        case 1:
            return name + " IS NOT NULL";
        case 2:
            return name + " IN (" + literal(column) + ", " + literal(column) + ", " + literal(column) + ")";
        case 3:
            return name + " NOT IN (" + literal(column) + ", " + literal(column) + ")";
        case 4:
            return name + " BETWEEN " + literal(column) + " AND " + literal(column);
        case 8: {
            static const char* kPatterns[] = {"'a%'",  "'n1%'",  "'%'",   "'_x%'", "'100%'",
                                              "'ab%'", "'o''%'", "'中%'", "'%b'"};
            return name + " LIKE " + kPatterns[below(9)];
        }
        case 9:
            return "starts_with(" + name + ", 'n1')";
        default:
            return name + " " + kOps[below(6)] + " " + literal(column);
    }
}

std::string QueryGenerator::condition(int depth) {
    const size_t kind = depth >= 3 ? 0 : below(6);
    if (kind == 4) return "(" + condition(depth + 1) + " OR " + condition(depth + 1) + ")";
    if (kind == 5) return "NOT (" + condition(depth + 1) + ")";
    if (kind >= 2) return "(" + condition(depth + 1) + " AND " + condition(depth + 1) + ")";
    return comparison();
}

std::string QueryGenerator::projection() {
    std::string out;
    const size_t count = 1 + below(m_columns.size());
    for (size_t i = 0; i < count; i++) out += (out.empty() ? "" : ", ") + ("t." + quoted(anyColumn().name));
    return out;
}

std::string QueryGenerator::next() {
    const std::string where = " WHERE " + condition(0);
    switch (below(9)) {
        case 0:
            return "SELECT count(*) FROM $T t" + where;
        case 1:
            return "SELECT * FROM $T t" + where;
        case 2: {
            const std::string column = "t." + quoted(anyColumn().name);
            return "SELECT " + column + ", count(*) FROM $T t" + where + " GROUP BY ALL";
        }
        case 3: {
            const std::string order = "t." + quoted(anyColumn().name);
            return "SELECT t.id, " + order + " FROM $T t" + where + " ORDER BY " + order +
                   (below(2) ? " DESC" : " ASC") + (below(2) ? " NULLS FIRST" : " NULLS LAST") +
                   ", t.id LIMIT " + std::to_string(1 + below(9));
        }
        case 4:
            return "SELECT t.id, keys.word FROM $T t JOIN keys ON t.id = keys.id" + where;
        case 5: {
            for (const auto& column : m_columns) {
                if (column.kind != Kind::Text) continue;
                return "SELECT t.id FROM $T t JOIN keys ON t." + quoted(column.name) + " = keys.word" + where;
            }
            return "SELECT t.id FROM $T t" + where;
        }
        case 6:
            return "SELECT t.id FROM (SELECT * FROM $T ORDER BY id LIMIT 20) t JOIN keys USING (id)" + where;
        case 7: {
            const std::string column = "t." + quoted(anyColumn().name);
            return "SELECT min(" + column + "), max(" + column + "), count(DISTINCT " + column +
                   ") FROM $T t" + where;
        }
        default:
            return "SELECT " + projection() + " FROM $T t" + where;
    }
}

}  // namespace tributary::oracle
