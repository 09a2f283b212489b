// SPDX-License-Identifier: GPL-3.0-or-later
#include <cstdlib>
#include <future>

#include "core/plugin/wire/arrow_type.h"
#include "tests/core/plugin/process/fixture.h"

namespace tributary::plugin {
namespace {

using namespace std::chrono_literals;
using testing::Rows;
using testing::sumOfIds;

class Source : public testing::ProcessTest {};

TEST_F(Source, RowsArriveAsTheyWereSent) {
    const auto process = opened();
    auto reader = process->query("rows 2500", token);
    ASSERT_TRUE(reader) << reader.error().text();
    EXPECT_EQ((*reader)->schema().n_children, 4);
    EXPECT_STREQ((*reader)->schema().children[2]->name, "name");
    int64_t rows = 0;
    int64_t sum = 0;
    OwnedArray batch;
    while (*(*reader)->next(batch)) {
        rows += batch->length;
        sum += sumOfIds(*batch);
    }
    EXPECT_EQ(rows, 2500);
    EXPECT_EQ(sum, 2 * 999 * 1000 / 2 + 499 * 500 / 2);
    reader->reset();
    EXPECT_EQ(drain(process->query("rows 3", token)), "3 rows");
}

TEST_F(Source, BatchesAndRowsLargerThanASlotArrive) {
    const auto process = opened();
    EXPECT_EQ(drain(process->query("rows 300000 300000", token)), "300000 rows");
    EXPECT_EQ(drain(process->query("rows 2 2 0 huge", token)), "2 rows");
}

TEST_F(Source, AStatementWithoutRowsTellsHowManyItChanged) {
    const auto process = opened();
    auto reader = process->query("none", token);
    ASSERT_TRUE(reader) << reader.error().text();
    OwnedArray batch;
    EXPECT_FALSE(*(*reader)->next(batch));
    EXPECT_EQ((*reader)->rowsAffected(), 7);
}

TEST_F(Source, ADriversErrorIsTold) {
    const auto process = opened();
    const auto failed = process->query("fail", token);
    ASSERT_FALSE(failed);
    EXPECT_EQ(failed.error().code, ErrorCode::Syntax);
    EXPECT_EQ(failed.error().nativeCode, "42601");
    EXPECT_EQ(failed.error().text(), "Test source: syntax error near 'fail'\nwhere: line 1 (42601)");
    EXPECT_EQ(drain(process->query("rows 10 10 0 good 0 fail-late", token)),
              "Test source: the server closed the connection");
    EXPECT_EQ(process->query("nonsense", token).error().code, ErrorCode::NotFound);
    EXPECT_EQ(process->executeSchema("rows 1", token).error().code, ErrorCode::Unsupported);
    EXPECT_EQ(process->info(token).error().code, ErrorCode::Unsupported);
    EXPECT_TRUE(process->alive());
}

TEST_F(Source, NoErrorShowsAPassword) {
    auto process = start(source());
    ASSERT_TRUE(process) << process.error().text();
    const auto open = (*process)->openDatabase({{"password", "s3cr3t-pw"}, {"refuse", "1"}}, token);
    ASSERT_FALSE(open);
    EXPECT_EQ(open.error().code, ErrorCode::Authentication);
    EXPECT_EQ(open.error().message.find("s3cr3t"), std::string::npos) << open.error().message;
}

TEST_F(Source, AnErrorHidesNothingButSecrets) {
    auto process = start(source());
    ASSERT_TRUE(process) << process.error().text();
    const auto open = (*process)->openDatabase(
        {{"password", "s3cr3t-pw"}, {"refuse", "1"}, {"test.auth", "wrong"}, {"test.key_name", "password"}},
        token);
    ASSERT_FALSE(open);
    EXPECT_EQ(open.error().message, "password '•••' is wrong\nwhere: line 1");
}

TEST_F(Source, ADriverOfAdbc10Works) {
    auto process = start(source("OldDriverInit"));
    ASSERT_TRUE(process) << process.error().text();
    ASSERT_TRUE((*process)->openDatabase({}, token));
    EXPECT_EQ(drain((*process)->query("rows 5", token)), "5 rows");
    EXPECT_EQ((*process)->query("fail", token).error().code, ErrorCode::Syntax);
}

TEST_F(Source, AnUnfinishedReaderLeavesTheProcessUsable) {
    const auto process = opened();
    for (int i = 0; i < 3; i++) {
        auto reader = process->query("rows 100000000 50000", token);
        ASSERT_TRUE(reader) << reader.error().text();
        OwnedArray batch;
        ASSERT_TRUE((*reader)->next(batch));
        EXPECT_EQ(process->query("rows 1", token).error().code, ErrorCode::Conflict);
    }
    EXPECT_EQ(drain(process->query("rows 3", token)), "3 rows");
}

TEST_F(Source, ACancelReachesTheDriver) {
    const auto process = opened();
    auto waiting = std::async(std::launch::async, [&] { return process->query("wait", token); });
    while (waiting.wait_for(5ms) != std::future_status::ready) process->cancel();
    const auto answer = waiting.get();
    ASSERT_FALSE(answer);
    EXPECT_EQ(answer.error().code, ErrorCode::Cancelled);
    EXPECT_TRUE(process->alive());
    EXPECT_EQ(drain(process->query("rows 3", token)), "3 rows");
}

TEST_F(Source, ACancelReachesACallWithoutAStatement) {
    const auto process = opened();
    auto waiting = std::async(std::launch::async, [&] { return process->tableTypes(token); });
    while (waiting.wait_for(5ms) != std::future_status::ready) process->cancel();
    EXPECT_EQ(waiting.get().error().code, ErrorCode::Cancelled);
    EXPECT_TRUE(process->alive());
}

TEST_F(Source, AStartCanBeCancelled) {
    token.cancel();
    const auto process = start(source());
    ASSERT_FALSE(process);
    EXPECT_EQ(process.error().code, ErrorCode::Cancelled);
}

TEST_F(Source, ATokenCancelsAndTellsWhy) {
    const auto process = opened();
    CancelToken late;
    auto reader = process->query("rows 1000000000 1000 1", late);
    ASSERT_TRUE(reader) << reader.error().text();
    late.cancel(CancelToken::Reason::Timeout);
    OwnedArray batch;
    auto more = (*reader)->next(batch);
    while (more && *more) more = (*reader)->next(batch);
    ASSERT_FALSE(more);
    EXPECT_EQ(more.error().code, ErrorCode::Timeout);
    reader->reset();
    EXPECT_EQ(drain(process->query("rows 3", token)), "3 rows");
    EXPECT_EQ(process->query("rows 3", late).error().code, ErrorCode::Timeout);
}

TEST_F(Source, WhoIgnoresACancelIsKilled) {
    const auto process = opened();
    // A cancel that comes before the driver has begun is obeyed by the sandbox itself: then once more.
    for (int i = 0; i < 20 && process->alive(); i++) {
        const auto from = std::chrono::steady_clock::now();
        auto waiting = std::async(std::launch::async, [&] { return process->query("stubborn", token); });
        while (waiting.wait_for(50ms) != std::future_status::ready) process->cancel();
        const auto answer = waiting.get();
        EXPECT_LT(std::chrono::steady_clock::now() - from, 4s);
        ASSERT_FALSE(answer);
        EXPECT_EQ(answer.error().code, ErrorCode::Cancelled);
    }
    EXPECT_FALSE(process->alive());
    EXPECT_FALSE(process->query("rows 1", token));
}

TEST_F(Source, RowsAreWrittenThroughIt) {
    const auto process = opened();
    Rows rows(250'000, 100'000);
    const auto written = process->ingest({{}, "main", "t"}, IngestMode::Create, rows, token);
    ASSERT_TRUE(written) << written.error().text();
    EXPECT_EQ(*written, 250'000);
    Rows huge(2, 2);
    huge.maker().shape = testing::RowShape::Huge;
    EXPECT_EQ(*process->ingest({{}, {}, "t"}, IngestMode::Append, huge, token), 2);
    Rows broken(10, 5);
    broken.failAtEnd = true;
    const auto failed = process->ingest({{}, {}, "t"}, IngestMode::Append, broken, token);
    ASSERT_FALSE(failed);
    EXPECT_EQ(failed.error().message, "the other database went away");
    EXPECT_TRUE(process->alive());
}

TEST_F(Source, PartitionsCanBeRead) {
    const auto process = opened();
    const auto parts = process->partitions("all", token);
    ASSERT_TRUE(parts) << parts.error().text();
    ASSERT_EQ(parts->parts.size(), 2u);
    EXPECT_EQ(parts->schema->n_children, 4);
    EXPECT_EQ(parts->rowsAffected, 3);
    EXPECT_EQ(drain(process->readPartition(parts->parts[0], token)), "10 rows");
    EXPECT_EQ(drain(process->readPartition(parts->parts[1], token)), "20 rows");
}

TEST_F(Source, DuckDbsOwnDriverRunsUnchanged) {
    Launch launch = source("duckdb_adbc_init");
    launch.name = "DuckDB";
    launch.library = TRIBUTARY_TEST_DUCKDB;
    launch.grants.memoryBytes = uint64_t{2} << 30;
    auto process = start(launch);
    ASSERT_TRUE(process) << process.error().text();
    ASSERT_TRUE((*process)->openDatabase({}, token));
    EXPECT_EQ(drain((*process)->query(
                  "SELECT i, i || 'x' AS s, [i] AS l, {'a': i} AS r FROM range(100000) t(i)", token)),
              "100000 rows");
    const std::string everything =
        "SELECT i::HUGEINT h, (i / 7)::DECIMAL(30, 9) d, i::DECIMAL(4, 0) small, uuid() u, INTERVAL (i) DAY "
        "v, "
        "TIMESTAMPTZ '2024-01-01 00:00:00+00' z, DATE '2024-02-29' dt, TIME '01:02:03' t, 'a'::ENUM('a', "
        "'b') e, "
        "MAP {i: 'x'} m, union_value(n := i) un, [[i], NULL] ll, [1, 2, 3]::INTEGER[3] ar, '\\x01'::BLOB bl, "
        "NULL nu, i % 3 = 0 fl, {'k': [{'deep': i}]} st, CASE WHEN i % 2 = 0 THEN 'text ' || i END o "
        "FROM range(5000) r(i)";
    EXPECT_EQ(drain((*process)->query(everything, token)), "5000 rows");
    EXPECT_GT(std::atoi(drain((*process)->info(token)).c_str()), 0);
    auto created = (*process)->query("CREATE TABLE t (a INTEGER, b VARCHAR)", token);
    ASSERT_TRUE(created) << created.error().text();
    EXPECT_EQ(drain(std::move(created)).find("rror"), std::string::npos);
    EXPECT_EQ(drain((*process)->tableTypes(token)), "1 rows");
    const auto schema = (*process)->tableSchema({{}, {}, "t"}, token);
    ASSERT_TRUE(schema) << schema.error().text();
    EXPECT_STREQ((*schema)->children[1]->name, "b");
    EXPECT_GT(std::atoi(drain((*process)->objects({}, token)).c_str()), 0);
    Rows rows(5000, 1000);
    const auto written = (*process)->ingest({{}, {}, "r"}, IngestMode::Create, rows, token);
    ASSERT_TRUE(written) << written.error().text();
    auto reader = (*process)->query("SELECT count(*), max(name) FROM r", token);
    ASSERT_TRUE(reader) << reader.error().text();
    OwnedArray batch;
    ASSERT_TRUE((*reader)->next(batch));
    EXPECT_EQ(*static_cast<const int64_t*>(batch->children[0]->buffers[1]), 5000);
    reader->reset();
    const auto wrong = (*process)->query("SELEC 1", token);
    ASSERT_FALSE(wrong);
    EXPECT_NE(wrong.error().message.find("syntax error"), std::string::npos) << wrong.error().message;
}

}  // namespace
}  // namespace tributary::plugin
