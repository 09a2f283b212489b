// SPDX-License-Identifier: GPL-3.0-or-later
// Every native type of every source: exact values, and filters that mean what DuckDB means.
#include <algorithm>

#include "tests/conformance/harness.h"

namespace tributary::conformance {

namespace {

struct TypeParameter {
    Quirks* quirks;
    const TypeCase* type;
};

void PrintTo(const TypeParameter& p, std::ostream* out) {
    *out << p.quirks->label << " " << p.type->nativeType;
}

std::vector<TypeParameter> allTypes() {
    std::vector<TypeParameter> out;
    for (const auto& quirks : allQuirks()) {
        for (const auto& type : quirks->types) out.push_back({quirks.get(), &type});
    }
    return out;
}

class TypeConformance : public ConformanceTest, public ::testing::WithParamInterface<TypeParameter> {
  protected:
    void SetUp() override {
        start(*GetParam().quirks);
        if (IsSkipped() || HasFatalFailure()) return;
        TableSpec table;
        table.name = m_quirks->typeTables + type().name;
        table.columns = {{"id", m_quirks->idType}, {"v", type().nativeType}};
        for (size_t i = 0; i < type().samples.size(); i++) {
            table.rows.push_back({std::to_string(i + 1), type().samples[i].literal});
        }
        ensure(table);
        m_query = queryOf(table.name);
        ASSERT_FALSE(m_query.columns.empty());
        m_id = columnNamed(m_query.columns, "id");
        m_v = columnNamed(m_query.columns, "v");
        m_query.projection = {m_id, m_v};
    }

    const TypeCase& type() const { return *GetParam().type; }

    /// Distinct non-NULL values of `v`.
    std::vector<duckdb::Value> values(const ReadBack& back) const {
        std::vector<duckdb::Value> out;
        std::vector<std::string> seen;
        for (const auto& chunk : back.chunks) {
            for (duckdb::idx_t row = 0; row < chunk->size(); row++) {
                duckdb::Value value = chunk->GetValue(1, row);
                if (value.IsNull() || std::count(seen.begin(), seen.end(), value.ToString()) > 0) continue;
                seen.push_back(value.ToString());
                out.push_back(std::move(value));
            }
        }
        return out;
    }

    /// Pushes `p` if it may be, and compares with DuckDB's own answer. True: it was pushed.
    bool agree(const sql::Predicate& p, LocalCopy& local) {
        if (!dialect().canPush(p, m_query.columns)) return false;
        sql::RemoteQuery query = m_query;
        query.required = {p};
        std::vector<duckdb::Value> bound;
        // The local table has the projected columns only.
        sql::Predicate here = p;
        relocate(here);
        const std::string condition = localText(here, {m_query.columns[m_id], m_query.columns[m_v]}, bound);
        const Rows expected = local.where(condition, bound);
        EXPECT_EQ(read(query).sorted(), expected)
            << condition << " for " << (bound.empty() ? "" : bound[0].ToString());
        // The same when only counted.
        query.projection.clear();
        EXPECT_EQ(read(query).rowCount, expected.size()) << "counting " << condition;
        return true;
    }

    void relocate(sql::Predicate& p) const {
        p.column = p.column == m_v ? 1 : 0;
        for (auto& child : p.children) relocate(child);
    }

    sql::RemoteQuery m_query;
    size_t m_id = 0;
    size_t m_v = 0;
};

constexpr sql::Comparison kOrdering[] = {sql::Comparison::Less, sql::Comparison::LessEqual,
                                         sql::Comparison::Greater, sql::Comparison::GreaterEqual};

}  // namespace

TEST_P(TypeConformance, ReadsEveryValueExactly) {
    EXPECT_EQ(m_query.columns[m_v].type.ToString(), type().duckType);
    const ReadBack back = read(m_query);
    ASSERT_EQ(back.rowCount, type().samples.size());
    for (const auto& row : back.rows()) {
        const size_t index = std::stoul(row[0]) - 1;
        ASSERT_LT(index, type().samples.size());
        const Sample& sample = type().samples[index];
        EXPECT_EQ(row[1], sample.expected ? *sample.expected : kNull) << "for " << sample.literal;
    }
}

TEST_P(TypeConformance, ProjectionOrderAndRepeats) {
    sql::RemoteQuery query = m_query;
    query.projection = {m_v, m_id};
    Rows turned = read(query).rows();
    for (auto& row : turned) std::swap(row[0], row[1]);
    std::sort(turned.begin(), turned.end());
    EXPECT_EQ(turned, read(m_query).sorted());
    query.projection = {m_v};
    EXPECT_EQ(read(query).rowCount, type().samples.size());
}

TEST_P(TypeConformance, NullTestsAgree) {
    LocalCopy local(read(m_query));
    int pushed = 0;
    for (const bool isNull : {true, false}) pushed += agree(sql::Predicate::nullTest(m_v, isNull), local);
    EXPECT_EQ(pushed > 0, m_query.columns[m_v].push.nullTest) << "allowed, but never printed";
}

TEST_P(TypeConformance, EqualityAgrees) {
    const ReadBack all = read(m_query);
    LocalCopy local(all);
    const auto candidates = values(all);
    int pushed = 0;
    for (const auto& value : candidates) {
        pushed += agree(sql::Predicate::compare(m_v, sql::Comparison::Equal, value), local);
        agree(sql::Predicate::compare(m_v, sql::Comparison::NotEqual, value), local);
        agree(sql::Predicate::in(m_v, {value, candidates.front()}), local);
        agree(sql::Predicate::any({sql::Predicate::compare(m_v, sql::Comparison::Equal, value),
                                   sql::Predicate::nullTest(m_v, true)}),
              local);
    }
    if (candidates.size() > 1) agree(sql::Predicate::in(m_v, candidates), local);
    EXPECT_EQ(pushed > 0, type().pushEquality) << "pushed " << pushed << " of " << candidates.size();
}

TEST_P(TypeConformance, OrderingAgrees) {
    const ReadBack all = read(m_query);
    LocalCopy local(all);
    const auto candidates = values(all);
    int pushed = 0;
    for (const auto& value : candidates) {
        for (const auto op : kOrdering) pushed += agree(sql::Predicate::compare(m_v, op, value), local);
        agree(sql::Predicate::all(
                  {sql::Predicate::compare(m_v, sql::Comparison::GreaterEqual, value),
                   sql::Predicate::compare(m_v, sql::Comparison::LessEqual, candidates.back())}),
              local);
    }
    EXPECT_EQ(pushed > 0, type().pushOrdering) << "pushed " << pushed << " of " << candidates.size();
}

TEST_P(TypeConformance, LikePrefixAgrees) {
    const ReadBack all = read(m_query);
    if (m_query.columns[m_v].type.id() != duckdb::LogicalTypeId::VARCHAR) {
        EXPECT_FALSE(dialect().canPush(sql::Predicate::likePrefix(m_v, "a"), m_query.columns));
        return;
    }
    LocalCopy local(all);
    for (const char* prefix : {"a", "A", "ab", "ä", "\x7f", "汉", "😀", "%", "_", "\\", "'", " "}) {
        agree(sql::Predicate::likePrefix(m_v, prefix), local);
    }
}

TEST_P(TypeConformance, OrderByLimitAgrees) {
    const ReadBack all = read(m_query);
    LocalCopy local(all);
    for (const bool descending : {false, true}) {
        for (const bool nullsFirst : {false, true}) {
            sql::RemoteQuery query = m_query;
            query.orderBy = {{m_v, descending, nullsFirst}};
            query.limit = 3;
            if (!dialect().canOrder(query.orderBy[0], query.columns)) continue;
            query.projection = {m_v};  // ties may be broken either way; the values may not differ
            Rows got = read(query).rows();
            std::sort(got.begin(), got.end());
            Rows expected =
                local.query("SELECT v FROM data ORDER BY v " + std::string(descending ? "DESC" : "ASC") +
                            (nullsFirst ? " NULLS FIRST" : " NULLS LAST") + " LIMIT 3");
            std::sort(expected.begin(), expected.end());
            EXPECT_EQ(got, expected) << (descending ? "descending" : "ascending") << " nullsFirst "
                                     << nullsFirst;
        }
    }
}

INSTANTIATE_TEST_SUITE_P(Sources, TypeConformance, ::testing::ValuesIn(allTypes()), [](const auto& info) {
    return info.param.quirks->label + "_" + info.param.type->name;
});
GTEST_ALLOW_UNINSTANTIATED_PARAMETERIZED_TEST(TypeConformance);

}  // namespace tributary::conformance
