// SPDX-License-Identifier: GPL-3.0-or-later
// What every source does the same way, whatever its types: catalog, streams, native text, names.
#include <algorithm>
#include <chrono>
#include <thread>

#include "tests/conformance/harness.h"

namespace tributary::conformance {

namespace {

constexpr size_t kSmall = 250;
constexpr size_t kBig = 60000;

class SourceConformance : public ConformanceTest, public ::testing::WithParamInterface<Quirks*> {
  protected:
    void SetUp() override { start(*GetParam()); }
    void makeSmall() { ensure(plainTable("cf_small", kSmall)); }
    void makeBig() { ensure(plainTable("cf_big", kBig)); }
    /// The connection answers again, or says that it is dead.
    void expectUsableOrDead() {
        if (!m_connection->isAlive()) m_connection = open();
        ASSERT_TRUE(m_connection);
        makeSmall();
        EXPECT_EQ(read(queryOf("cf_small")).rowCount, kSmall);
    }
};

}  // namespace

TEST_P(SourceConformance, DescriptorIsComplete) {
    const auto& d = m_connector->descriptor();
    EXPECT_EQ(d.id, m_quirks->id);
    EXPECT_FALSE(d.label.empty());
    EXPECT_FALSE(d.description.empty());
    EXPECT_FALSE(d.icon.empty());
    EXPECT_EQ(d.colorLight.size(), 7u);
    EXPECT_EQ(d.colorDark.size(), 7u);
    EXPECT_FALSE(d.nativeLanguage.empty());
    for (const auto& field : d.fields) {
        EXPECT_FALSE(field.label.empty()) << field.key;
        EXPECT_EQ(std::count_if(d.fields.begin(), d.fields.end(),
                                [&](const auto& f) { return f.key == field.key; }),
                  1)
            << field.key;
        EXPECT_EQ(field.kind == connect::FieldKind::Choice, !field.choices.empty()) << field.key;
    }
}

TEST_P(SourceConformance, TellsProductAndVersion) {
    const auto& c = m_connection->capabilities();
    EXPECT_TRUE(c.dialect);
    EXPECT_FALSE(c.product.empty());
    EXPECT_NE(c.version.find_first_of("0123456789"), std::string::npos) << c.version;
    EXPECT_TRUE(m_connection->isAlive());
}

TEST_P(SourceConformance, ListsSchemas) {
    makeSmall();
    auto catalog = m_connection->describe({}, m_token);
    ASSERT_TRUE(catalog) << catalog.error().text();
    EXPECT_TRUE(std::any_of(
        catalog->objects.begin(), catalog->objects.end(),
        [&](const auto& o) { return o.name == m_quirks->schema && o.kind == connect::ObjectKind::Schema; }))
        << "no schema " << m_quirks->schema;
}

TEST_P(SourceConformance, ListsTables) {
    makeSmall();
    auto catalog = m_connection->describe({m_quirks->schema}, m_token);
    ASSERT_TRUE(catalog) << catalog.error().text();
    EXPECT_EQ(std::count_if(catalog->objects.begin(), catalog->objects.end(),
                            [](const auto& o) { return o.name == "cf_small"; }),
              1);
    EXPECT_TRUE(catalog->columns.empty());
}

TEST_P(SourceConformance, DescribesColumns) {
    makeSmall();
    const auto catalog = describeTable("cf_small");
    for (const char* name : {"id", "n", "t"}) {
        const auto& column = catalog.columns.at(columnNamed(catalog.columns, name));
        EXPECT_FALSE(column.type.id() == duckdb::LogicalTypeId::INVALID) << name;
        EXPECT_FALSE(column.nativeType.empty()) << name;
    }
    EXPECT_EQ(catalog.columns.at(columnNamed(catalog.columns, "id")).type.ToString(), m_quirks->idDuckType);
}

TEST_P(SourceConformance, KnowsThePrimaryKey) {
    SKIP_IF_LACKING(Feature::PrimaryKeys);
    makeSmall();
    const auto catalog = describeTable("cf_small");
    for (const auto& column : catalog.columns)
        EXPECT_EQ(column.primaryKey, column.name == "id") << column.name;
}

TEST_P(SourceConformance, UnknownTableIsAnError) {
    auto catalog = m_connection->describe({m_quirks->schema, "no_such_table_here"}, m_token);
    ASSERT_FALSE(catalog);
    EXPECT_EQ(catalog.error().code, ErrorCode::NotFound) << catalog.error().text();
    EXPECT_NE(catalog.error().message.find("no_such_table_here"), std::string::npos)
        << catalog.error().text();
    EXPECT_TRUE(m_connection->isAlive());
}

TEST_P(SourceConformance, ReadingADroppedTableIsAnError) {
    makeSmall();
    sql::RemoteQuery query = queryOf("cf_small");
    query.table.name = "no_such_table_here";
    auto reader = m_connection->read(query, m_token);
    if (reader) {  // some servers only tell with the first rows
        auto back = readAll(**reader);
        ASSERT_FALSE(back);
        EXPECT_FALSE(back.error().message.empty());
    } else {
        EXPECT_FALSE(reader.error().message.empty());
    }
    expectUsableOrDead();
}

TEST_P(SourceConformance, ReadsAllRows) {
    makeSmall();
    const auto query = queryOf("cf_small");
    const auto back = read(query);
    EXPECT_EQ(back.rowCount, kSmall);
    const size_t id = columnNamed(query.columns, "id");
    const size_t n = columnNamed(query.columns, "n");
    const size_t t = columnNamed(query.columns, "t");
    for (const auto& row : back.rows()) {
        const size_t number = std::stoul(row[id]);
        EXPECT_EQ(row[n],
                  number % 10 == 0 && m_quirks->has(Feature::Null) ? kNull : std::to_string(number % 100));
        EXPECT_EQ(row[t], "row " + row[id]);
    }
}

TEST_P(SourceConformance, ReadsManyChunks) {
    makeBig();
    const auto query = queryOf("cf_big");
    const auto back = read(query);
    ASSERT_EQ(back.rowCount, kBig);
    const size_t id = columnNamed(query.columns, "id");
    std::vector<bool> seen(kBig + 1);
    for (const auto& chunk : back.chunks) {
        for (duckdb::idx_t row = 0; row < chunk->size(); row++) {
            const auto number =
                chunk->GetValue(id, row).DefaultCastAs(duckdb::LogicalType::BIGINT).GetValue<int64_t>();
            ASSERT_TRUE(number >= 1 && number <= static_cast<int64_t>(kBig) &&
                        !seen[static_cast<size_t>(number)]);
            seen[static_cast<size_t>(number)] = true;
        }
    }
}

TEST_P(SourceConformance, EmptyProjectionCounts) {
    makeBig();
    sql::RemoteQuery query = queryOf("cf_big");
    query.projection.clear();
    EXPECT_EQ(read(query).rowCount, kBig);
    if (!dialect().supportsLimit()) return;
    query.limit = 4321;
    EXPECT_EQ(read(query).rowCount, 4321u);
}

TEST_P(SourceConformance, LimitStops) {
    if (!dialect().supportsLimit()) GTEST_SKIP() << m_quirks->label << " has no LIMIT";
    makeSmall();
    sql::RemoteQuery query = queryOf("cf_small");
    for (const uint64_t limit : {uint64_t(0), uint64_t(1), uint64_t(17), uint64_t(100000)}) {
        query.limit = limit;
        EXPECT_EQ(read(query).rowCount, std::min<uint64_t>(limit, kSmall));
    }
}

TEST_P(SourceConformance, OrderByLimit) {
    makeSmall();
    sql::RemoteQuery query = queryOf("cf_small");
    const size_t id = columnNamed(query.columns, "id");
    query.orderBy = {{id, true, false}};
    query.limit = 5;
    if (!dialect().canOrder(query.orderBy[0], query.columns)) {
        GTEST_SKIP() << m_quirks->label << " orders nothing by this column itself";
    }
    query.projection = {id};
    EXPECT_EQ(read(query).sorted(), (Rows{{"246"}, {"247"}, {"248"}, {"249"}, {"250"}}));
}

TEST_P(SourceConformance, CombinedFiltersAgree) {
    makeSmall();
    sql::RemoteQuery query = queryOf("cf_small");
    LocalCopy local(read(query));
    const size_t n = columnNamed(query.columns, "n");
    const size_t t = columnNamed(query.columns, "t");
    const auto number = [&](int64_t value) {
        return duckdb::Value::BIGINT(value).DefaultCastAs(query.columns[n].type);
    };
    const auto less = sql::Predicate::compare(n, sql::Comparison::Less, number(40));
    const auto equal = sql::Predicate::compare(t, sql::Comparison::Equal, duckdb::Value("row 77"));
    const auto in = sql::Predicate::in(n, {number(3), number(50), number(99), number(-1)});
    const auto isNull = sql::Predicate::nullTest(n, true);
    const std::vector<sql::Predicate> cases = {
        sql::Predicate::any({less, equal}), sql::Predicate::all({less, sql::Predicate::nullTest(n, false)}),
        sql::Predicate::any({sql::Predicate::all({in, less}), isNull}),
        sql::Predicate::any({in, equal, isNull})};
    int pushed = 0;
    for (const auto& p : cases) {
        if (!dialect().canPush(p, query.columns)) continue;
        pushed++;
        query.required = {p};
        std::vector<duckdb::Value> bound;
        const std::string condition = localText(p, query.columns, bound);
        EXPECT_EQ(read(query).sorted(), local.where(condition, bound)) << condition;
    }
    RecordProperty("pushed", pushed);
    // A dynamic filter may be used or not, but never lose a row that passes it.
    query.required.clear();
    query.dynamic = {in};
    std::vector<duckdb::Value> bound;
    const Rows expected = local.where(localText(in, query.columns, bound), bound);
    const Rows got = read(query).sorted();
    EXPECT_TRUE(std::includes(got.begin(), got.end(), expected.begin(), expected.end()));
}

TEST_P(SourceConformance, ReadsViews) {
    SKIP_IF_LACKING(Feature::Views);
    makeSmall();
    auto made = m_quirks->createView(*m_connection, "cf_view", "cf_small");
    ASSERT_TRUE(made) << made.error().text();
    EXPECT_EQ(read(queryOf("cf_view")).sorted(), read(queryOf("cf_small")).sorted());
    auto catalog = m_connection->describe({m_quirks->schema}, m_token);
    ASSERT_TRUE(catalog);
    EXPECT_TRUE(std::any_of(catalog->objects.begin(), catalog->objects.end(), [](const auto& o) {
        return o.name == "cf_view" && o.kind == connect::ObjectKind::View;
    }));
    auto view = m_connection->describe({m_quirks->schema, "cf_view"}, m_token);
    ASSERT_TRUE(view) << view.error().text();
    EXPECT_NE(view->definition.find("cf_small"), std::string::npos) << view->definition;
    auto table = m_connection->describe({m_quirks->schema, "cf_small"}, m_token);
    ASSERT_TRUE(table) << table.error().text();
    EXPECT_EQ(table->definition, "");
}

TEST_P(SourceConformance, NativeTextRuns) {
    ASSERT_FALSE(m_quirks->nativeOne.empty());
    const auto back = native(m_quirks->nativeOne);
    ASSERT_EQ(back.rowCount, 1u);
    EXPECT_EQ(back.rows()[0].back(), m_quirks->nativeOneText);
}

TEST_P(SourceConformance, NativeColumnsAreDescribedAsTheyCome) {
    SKIP_IF_LACKING(Feature::DescribeNative);
    auto columns = m_connection->describeNative(m_quirks->nativeOne, m_token);
    ASSERT_TRUE(columns) << columns.error().text();
    const auto back = native(m_quirks->nativeOne);
    ASSERT_EQ(columns->size(), back.columns.size());
    for (size_t i = 0; i < columns->size(); i++) {
        EXPECT_EQ((*columns)[i].name, back.columns[i].name);
        EXPECT_EQ((*columns)[i].type.ToString(), back.columns[i].type.ToString());
    }
}

TEST_P(SourceConformance, NativeErrorSaysWhy) {
    SKIP_IF_LACKING(Feature::NativeError);
    auto reader = m_connection->native(m_quirks->nativeWrong, m_token);
    std::optional<Error> error;
    if (!reader) {
        error = reader.error();
    } else if (auto back = readAll(**reader); !back) {
        error = back.error();
    }
    ASSERT_TRUE(error);
    EXPECT_TRUE(error->code == ErrorCode::Syntax || error->code == ErrorCode::Query) << error->text();
    EXPECT_GT(error->message.size(), 8u);
    reader = fail(*error);
    expectUsableOrDead();
}

TEST_P(SourceConformance, NativeWriteCountsRows) {
    SKIP_IF_LACKING(Feature::NativeWrite);
    TableSpec table = plainTable("cf_written", 3);
    auto created = m_quirks->create(*m_connection, table);
    ASSERT_TRUE(created) << created.error().text();
    auto reader = m_connection->native(
        "DELETE FROM " + m_quirks->qualified("cf_written") + " WHERE " + m_quirks->quote("id") + " <= 2",
        m_token);
    ASSERT_TRUE(reader) << reader.error().text();
    EXPECT_TRUE((*reader)->columns().empty());
    EXPECT_EQ((*reader)->affectedRows().value_or(999), 2u);
    reader->reset();
    EXPECT_EQ(read(queryOf("cf_written")).rowCount, 1u);
}

TEST_P(SourceConformance, AnUnfinishedReaderCanBeDropped) {
    makeBig();
    const auto query = queryOf("cf_big");
    {
        auto reader = m_connection->read(query, m_token);
        ASSERT_TRUE(reader) << reader.error().text();
        auto chunk = makeChunk((*reader)->columns());
        auto more = (*reader)->next(*chunk);
        ASSERT_TRUE(more) << more.error().text();
        EXPECT_TRUE(*more);
    }
    expectUsableOrDead();
}

TEST_P(SourceConformance, CancelBetweenChunks) {
    makeBig();
    CancelToken token;
    auto reader = m_connection->read(queryOf("cf_big"), token);
    ASSERT_TRUE(reader) << reader.error().text();
    auto chunk = makeChunk((*reader)->columns());
    ASSERT_TRUE((*reader)->next(*chunk));
    token.cancel();
    chunk->Reset();
    auto more = (*reader)->next(*chunk);
    ASSERT_FALSE(more);
    EXPECT_EQ(more.error().code, ErrorCode::Cancelled) << more.error().text();
    reader->reset();
    expectUsableOrDead();
}

TEST_P(SourceConformance, CancelledBeforeItStarts) {
    makeSmall();
    const auto query = queryOf("cf_small");
    CancelToken token;
    token.cancel();
    auto reader = m_connection->read(query, token);
    if (reader) {
        auto back = readAll(**reader);
        ASSERT_FALSE(back);
        EXPECT_EQ(back.error().code, ErrorCode::Cancelled) << back.error().text();
        reader->reset();
    } else {
        EXPECT_EQ(reader.error().code, ErrorCode::Cancelled) << reader.error().text();
    }
    expectUsableOrDead();
}

TEST_P(SourceConformance, CancelStopsARunningStatement) {
    SKIP_IF_LACKING(Feature::SlowStatement);
    CancelToken token;
    using Clock = std::chrono::steady_clock;
    std::atomic<Clock::rep> cancelledAt{0};
    std::thread canceller([&, until = Clock::now() + std::chrono::milliseconds(300)] {
        std::mutex mutex;
        std::unique_lock lock(mutex);
        std::condition_variable never;
        never.wait_until(lock, until, [] { return false; });
        cancelledAt = Clock::now().time_since_epoch().count();
        token.cancel();
    });
    std::optional<Error> error;
    {
        auto reader = m_connection->native(m_quirks->nativeSlow, token);
        if (!reader) {
            error = reader.error();
        } else if (auto back = readAll(**reader); !back) {
            error = back.error();
        }
    }
    const auto ended = Clock::now();
    canceller.join();
    ASSERT_TRUE(error) << "the slow statement ended by itself";
    EXPECT_EQ(error->code, ErrorCode::Cancelled) << error->text();
    EXPECT_LT(ended - Clock::time_point(Clock::duration(cancelledAt.load())), m_quirks->cancelLimit);
    expectUsableOrDead();
}

TEST_P(SourceConformance, TwoConnectionsReadAtOnce) {
    SKIP_IF_LACKING(Feature::TwoSessions);
    makeBig();
    auto second = open();
    ASSERT_TRUE(second);
    const auto query = queryOf("cf_big");
    auto first = m_connection->read(query, m_token);
    auto other = second->read(query, m_token);
    ASSERT_TRUE(first && other);
    uint64_t rows[2] = {0, 0};
    for (bool more = true; more;) {
        more = false;
        size_t which = 0;
        for (auto* reader : {first->get(), other->get()}) {
            auto chunk = makeChunk(reader->columns());
            const size_t slot = which++;
            if (rows[slot] == kBig) continue;
            auto got = reader->next(*chunk);
            ASSERT_TRUE(got) << got.error().text();
            rows[slot] += chunk->size();
            more = more || *got;
        }
    }
    EXPECT_EQ(rows[0], kBig);
    EXPECT_EQ(rows[1], kBig);
}

TEST_P(SourceConformance, OddNamesWork) {
    SKIP_IF_LACKING(Feature::OddNames);
    for (const auto& name : m_quirks->oddNames) {
        SCOPED_TRACE(name);
        TableSpec table;
        table.name = "odd " + name;
        table.columns = {{"id", m_quirks->idType}, {name, m_quirks->textType}};
        table.rows = {{"1", m_quirks->textLiteral("one")}, {"2", m_quirks->textLiteral("two")}};
        ensure(table);
        if (HasFatalFailure()) return;
        sql::RemoteQuery query = queryOf(table.name);
        const size_t column = columnNamed(query.columns, name);
        query.projection = {column};
        EXPECT_EQ(read(query).sorted(), (Rows{{"one"}, {"two"}}));
        const auto p = sql::Predicate::compare(column, sql::Comparison::Equal, duckdb::Value("two"));
        if (!dialect().canPush(p, query.columns)) continue;
        query.required = {p};
        EXPECT_EQ(read(query).rows(), (Rows{{"two"}}));
    }
}

TEST_P(SourceConformance, ReadOnlyRefusesWrites) {
    SKIP_IF_LACKING(Feature::ReadOnly);
    makeSmall();
    auto settings = m_settings;
    settings.set("read_only", "true");
    auto connection = tryOpen(settings);
    ASSERT_TRUE(connection) << connection.error().text();
    auto done = Quirks::run(**connection, m_quirks->createTableText(plainTable("cf_refused", 1)));
    ASSERT_FALSE(done) << "a read-only connection made a table";
    EXPECT_EQ(done.error().code, ErrorCode::Permission) << done.error().text();
    auto tables = (*connection)->describe({m_quirks->schema}, m_token);
    ASSERT_TRUE(tables);
    for (const auto& object : tables->objects) EXPECT_NE(object.name, "cf_refused");
}

TEST_P(SourceConformance, AWrongPasswordIsToldAndNotShown) {
    SKIP_IF_LACKING(Feature::Authentication);
    auto connection = tryOpen(m_quirks->withWrongPassword(m_settings));
    ASSERT_FALSE(connection);
    EXPECT_EQ(connection.error().code, ErrorCode::Authentication) << connection.error().text();
    EXPECT_FALSE(connection.error().hint.empty());
    EXPECT_EQ(connection.error().text().find("certainly-not-the-password"), std::string::npos);
}

TEST_P(SourceConformance, ADeadHostIsToldSoon) {
    SKIP_IF_LACKING(Feature::Network);
    const auto begin = std::chrono::steady_clock::now();
    auto connection = tryOpen(m_quirks->withDeadHost(m_settings));
    ASSERT_FALSE(connection);
    EXPECT_EQ(connection.error().code, ErrorCode::Connection) << connection.error().text();
    EXPECT_FALSE(connection.error().hint.empty());
    EXPECT_LT(std::chrono::steady_clock::now() - begin, std::chrono::seconds(5));
}

INSTANTIATE_TEST_SUITE_P(Sources, SourceConformance, ::testing::ValuesIn([] {
                             std::vector<Quirks*> out;
                             for (const auto& quirks : allQuirks()) out.push_back(quirks.get());
                             return out;
                         }()),
                         [](const auto& info) { return info.param->label; });

}  // namespace tributary::conformance
