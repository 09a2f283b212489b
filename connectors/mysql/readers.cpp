// SPDX-License-Identifier: GPL-3.0-or-later
#include "connectors/mysql/readers.h"

#include <mysqld_error.h>

#include <algorithm>

namespace tributary::connectors::mysql {

using connect::ChunkReader;
using duckdb::idx_t;
using Clock = Wait::Clock;

namespace {

/// A chunk of huge values is handed on before it is full.
constexpr uint64_t kChunkBytes = 4 << 20;
/// Rows left over when a reader is dropped early: this long they are read away, then the statement is killed
/// …
constexpr auto kDrainFreely = std::chrono::milliseconds(10);
/// … and this long after that the session is given up.
constexpr auto kDrainAtMost = std::chrono::milliseconds(1500);
/// Longer than this a row that is there does not wait for those that are not.
constexpr auto kPause = std::chrono::milliseconds(100);
constexpr unsigned kMaxWarnings = 20;
constexpr auto kTimeoutReserve = std::chrono::seconds(2);

/// The server cannot prepare this, or prepares nothing at all.
bool cannotPrepare(unsigned code) {
    return code == ER_UNSUPPORTED_PS || code == ER_UNKNOWN_COM_ERROR ||
           code == ER_MAX_PREPARED_STMT_COUNT_REACHED;
}

/// A prepared statement; ends with its owner.
class Statement {
  public:
    Statement(Client& client, const std::string& sql) : m_client(client), m_sql(sql) {
        m_handle = mysql_stmt_init(client.handle());
    }
    ~Statement() {
        if (m_handle) mysql_stmt_close(m_handle);
    }
    Statement(const Statement&) = delete;
    Statement& operator=(const Statement&) = delete;

    MYSQL_STMT* handle() { return m_handle; }

    Result<void> prepare(const Wait& wait) {
        if (!m_handle) return fail(ErrorCode::Resource, "No memory for a statement");
        int failed = 0;
        int status = mysql_stmt_prepare_start(&failed, m_handle, m_sql.data(), m_sql.size());
        bool done = m_client.finish(
            status, wait, [&](int ready) { return mysql_stmt_prepare_cont(&failed, m_handle, ready); });
        if (done && !failed) return checkParameters();
        Error error = m_client.lastError(m_handle, wait, m_sql);
        if (cannotPrepare(mysql_stmt_errno(m_handle))) error.code = ErrorCode::Unsupported;
        return fail(std::move(error));
    }

    Result<void> execute(const Wait& wait) {
        int failed = 0;
        int status = mysql_stmt_execute_start(&failed, m_handle);
        bool done = m_client.finish(
            status, wait, [&](int ready) { return mysql_stmt_execute_cont(&failed, m_handle, ready); });
        if (!done || failed) return fail(m_client.lastError(m_handle, wait, m_sql));
        return {};
    }

    /// The library's outcome; nullopt: paused.
    std::optional<int> fetch(const Wait& wait, std::optional<Clock::time_point> pauseAt = {}) {
        int outcome = 0;
        int status = m_paused != 0 ? m_paused : mysql_stmt_fetch_start(&outcome, m_handle);
        if (status == 0) return outcome;
        m_paused = m_client.advance(status, wait, pauseAt, [&](int ready) {
            return mysql_stmt_fetch_cont(&outcome, m_handle, ready);
        });
        if (m_paused != 0) return std::nullopt;
        return outcome;
    }

    bool nextResult(const Wait& wait) {
        int outcome = 0;
        int status = mysql_stmt_next_result_start(&outcome, m_handle);
        m_client.finish(status, wait,
                        [&](int ready) { return mysql_stmt_next_result_cont(&outcome, m_handle, ready); });
        return outcome == 0;
    }

  private:
    Result<void> checkParameters() {
        if (mysql_stmt_param_count(m_handle) == 0) return {};
        return fail(ErrorCode::Syntax, "The statement has a parameter '?' without a value",
                    "Write the value itself, or use $name parameters.");
    }

    Client& m_client;
    const std::string& m_sql;
    MYSQL_STMT* m_handle = nullptr;
    int m_paused = 0;  ///< what a paused fetch waits for
};

class PreparedReader final : public RowReader {
  public:
    explicit PreparedReader(Execution execution)
        : RowReader(std::move(execution)), m_statement(m_execution.client, m_execution.sql) {}
    ~PreparedReader() override { close(); }

    Result<void> open() {
        if (auto prepared = m_statement.prepare(m_wait); !prepared) return refused(prepared.error());
        if (auto executed = m_statement.execute(m_wait); !executed) return refused(executed.error());
        unsigned count = mysql_stmt_field_count(m_statement.handle());
        if (count == 0) m_affected = mysql_stmt_affected_rows(m_statement.handle());
        if (auto used = useFields(mariadb_stmt_fetch_fields(m_statement.handle()), count, false); !used)
            return used;
        if (m_columns.empty()) return {};
        mysql_stmt_attr_set(m_statement.handle(), STMT_ATTR_CB_USER_DATA, this);
        mysql_stmt_attr_set(m_statement.handle(), STMT_ATTR_CB_RESULT,
                            reinterpret_cast<const void*>(&onValue));
        return {};
    }

  private:
    Result<void> refused(Error error) {
        m_ended = true;
        return fail(std::move(error));
    }

    /// Called by the library for each value of a row, in order, inside fetch().
    static void onValue(void* self, unsigned column, unsigned char** at) {
        auto& reader = *static_cast<PreparedReader*>(self);
        if (column == 0) reader.m_sink->setEnd(reader.m_execution.client.handle()->net.buff_end);
        reader.m_sink->onValue(column, at);
    }

    Fetched fetch(const Wait& wait, PauseAt pauseAt) override {
        if (m_draining) mysql_stmt_attr_set(m_statement.handle(), STMT_ATTR_CB_RESULT, nullptr);
        auto outcome = m_statement.fetch(wait, pauseAt);
        if (!outcome) return Fetched::Pause;
        if (outcome == MYSQL_NO_DATA) return Fetched::End;
        return outcome == 0 || outcome == MYSQL_DATA_TRUNCATED ? Fetched::Row : Fetched::Failed;
    }

    Error failure() override {
        return m_execution.client.lastError(m_statement.handle(), m_wait, m_execution.sql);
    }

    bool dropFurtherResults(const Wait& wait) override {
        bool rows = false;
        while (!m_execution.client.isDead() && mysql_stmt_more_results(m_statement.handle())) {
            if (!m_statement.nextResult(wait)) break;
            if (mysql_stmt_field_count(m_statement.handle()) == 0) continue;
            rows = true;
            mysql_stmt_attr_set(m_statement.handle(), STMT_ATTR_CB_RESULT, nullptr);
            while (m_statement.fetch(wait) == 0) continue;
        }
        return rows;
    }

    Statement m_statement;
};

class TextReader final : public RowReader {
  public:
    explicit TextReader(Execution execution) : RowReader(std::move(execution)) {}
    ~TextReader() override {
        close();
        if (m_result) mysql_free_result(m_result);
    }

    Result<void> open() {
        Client& client = m_execution.client;
        if (auto run = client.execute(m_execution.sql, m_wait); !run) {
            m_ended = true;
            return run;
        }
        m_result = mysql_use_result(client.handle());
        if (!m_result) {
            m_affected = mysql_affected_rows(client.handle());
            return useFields(nullptr, 0, true);
        }
        return useFields(mysql_fetch_fields(m_result), mysql_num_fields(m_result), true);
    }

  private:
    Fetched fetch(const Wait& wait, PauseAt pauseAt) override {
        MYSQL_ROW row = nullptr;
        int status = m_paused != 0 ? m_paused : mysql_fetch_row_start(&row, m_result);
        m_paused = m_execution.client.advance(
            status, wait, pauseAt, [&](int ready) { return mysql_fetch_row_cont(&row, m_result, ready); });
        if (m_paused != 0) return Fetched::Pause;
        if (!row) return mysql_errno(m_execution.client.handle()) != 0 ? Fetched::Failed : Fetched::End;
        if (m_draining) return Fetched::Row;
        unsigned long* lengths = mysql_fetch_lengths(m_result);
        for (unsigned i = 0; i < m_result->field_count; i++) m_sink->onText(i, row[i], lengths[i]);
        return Fetched::Row;
    }

    Error failure() override { return m_execution.client.lastError(m_wait, m_execution.sql); }

    bool dropFurtherResults(const Wait& wait) override {
        Client& client = m_execution.client;
        bool rows = false;
        while (!client.isDead() && mysql_more_results(client.handle())) {
            if (m_result) mysql_free_result(std::exchange(m_result, nullptr));
            int outcome = 0;
            int status = mysql_next_result_start(&outcome, client.handle());
            client.finish(status, wait, [&](int ready) {
                return mysql_next_result_cont(&outcome, client.handle(), ready);
            });
            if (outcome != 0) break;
            m_result = mysql_use_result(client.handle());
            if (!m_result) continue;
            rows = true;
            m_draining = true;
            while (fetch(wait, {}) == Fetched::Row) continue;
        }
        return rows;
    }

    MYSQL_RES* m_result = nullptr;
    int m_paused = 0;
};

template <typename Reader>
Result<std::unique_ptr<ChunkReader>> run(Execution execution) {
    auto reader = std::make_unique<Reader>(std::move(execution));
    if (auto opened = reader->open(); !opened) return fail(opened.error());
    return std::unique_ptr<ChunkReader>(std::move(reader));
}

}  // namespace

Wait Execution::wait() const {
    Wait wait;
    wait.token = &token;
    wait.stop = interrupt;
    int64_t limit = client.options().statementTimeout;
    if (limit > 0) wait.deadline = Clock::now() + std::chrono::seconds(limit) + kTimeoutReserve;
    return wait;
}

Result<void> RowReader::useFields(const MYSQL_FIELD* fields, unsigned count, bool textProtocol) {
    std::vector<ColumnDecoder> decoders;
    std::vector<std::string> names;
    bool countOnly = m_execution.planned && m_execution.planned->empty();
    if (m_execution.planned && !countOnly && m_execution.planned->size() != count) {
        return fail(ErrorCode::Internal,
                    "The server answered with another number of columns than was asked for");
    }
    for (unsigned i = 0; i < count && !countOnly; i++) {
        sql::Column column = m_execution.planned ? (*m_execution.planned)[i]
                                                 : columnOf(fields[i], m_execution.types, textProtocol);
        auto decoder = makeDecoder(column, fields[i], m_execution.types, textProtocol);
        if (!decoder) return fail(decoder.error());
        decoders.push_back(std::move(*decoder));
        names.push_back(column.name);
        m_columns.push_back(std::move(column));
    }
    m_sink = std::make_unique<RowSink>(std::move(decoders), std::move(names), countOnly);
    return {};
}

Result<bool> RowReader::next(duckdb::DataChunk& chunk) {
    chunk.SetCardinality(0);
    if (m_ended || m_failed) return false;
    if (auto go = m_execution.token.check(); !go) {
        m_failed = true;
        close();
        return fail(go.error());
    }
    if (m_affected) {
        m_ended = true;
        readWarnings();
        close();
        return false;
    }
    auto filled = fill(chunk);
    if (!filled) {
        m_failed = true;
        chunk.SetCardinality(0);
        close();
    } else if (m_ended) {
        readWarnings();
        close();
    }
    return filled;
}

Result<bool> RowReader::fill(duckdb::DataChunk& chunk) {
    m_sink->begin(chunk);
    const auto start = Clock::now();
    idx_t row = 0;
    while (row < STANDARD_VECTOR_SIZE && m_sink->bytes() < kChunkBytes) {
        if (m_execution.token.isCancelled()) return fail(m_execution.token.error());
        m_sink->setRow(row);
        // Rows that trickle in are handed on before the chunk is full.
        Fetched fetched = fetch(m_wait, row > 0 ? PauseAt(start + kPause) : PauseAt());
        if (fetched == Fetched::Pause) break;
        if (fetched == Fetched::Row) {
            if (m_sink->failed()) return fail(m_sink->error());
            row++;
            continue;
        }
        m_ended = true;
        if (fetched == Fetched::Failed) return fail(failure());
        break;
    }
    m_bytes += m_sink->bytes();
    chunk.SetCardinality(row);
    return row > 0;
}

void RowReader::readWarnings() {
    Client& client = m_execution.client;
    unsigned count = mysql_warning_count(client.handle());
    if (dropFurtherResults(m_wait))
        m_warnings.emplace_back("The statement returned further results; only the first is shown");
    if (count == 0 || client.isDead()) return;
    auto rows = client.rows("SHOW WARNINGS LIMIT " + std::to_string(kMaxWarnings), m_wait);
    if (!rows) return m_warnings.push_back(std::to_string(count) + " warnings, which could not be read");
    for (const auto& row : *rows) {
        if (row.size() >= 3)
            m_warnings.push_back(row[0].value_or("") + " " + row[1].value_or("") + ": " +
                                 row[2].value_or(""));
    }
    if (count > rows->size()) m_warnings.push_back("… and " + std::to_string(count - rows->size()) + " more");
}

void RowReader::close() noexcept {
    if (m_closed) return;
    m_closed = true;
    try {
        if (!m_ended && !m_affected && !m_execution.client.isDead()) drain();
        if (!m_execution.client.isDead()) dropFurtherResults(Wait::forSeconds(1));
        m_execution.ended();
    } catch (const std::exception&) {
        m_execution.client.markDead();
    }
}

void RowReader::drain() {
    m_draining = true;
    bool killed = false;
    Wait wait;
    wait.stop = [&] {
        killed = true;
        m_execution.interrupt();
    };
    auto start = Clock::now();
    bool hurry = m_failed;
    if (hurry) wait.stop();
    wait.deadline = start + (hurry ? kDrainAtMost : std::chrono::milliseconds(kDrainFreely));
    while (!m_execution.client.isDead() && fetch(wait, {}) == Fetched::Row) {
        auto passed = Clock::now() - start;
        if (!killed && passed > kDrainFreely) wait.stop();
        if (passed > kDrainAtMost) m_execution.client.markDead();
    }
    m_ended = true;
}

Result<std::unique_ptr<ChunkReader>> runPrepared(Execution execution) {
    return run<PreparedReader>(std::move(execution));
}

Result<std::unique_ptr<ChunkReader>> runText(Execution execution) {
    return run<TextReader>(std::move(execution));
}

Result<std::vector<sql::Column>> describePrepared(const Execution& execution) {
    Wait wait = execution.wait();
    Statement statement(execution.client, execution.sql);
    if (auto prepared = statement.prepare(wait); !prepared) return fail(prepared.error());
    std::vector<sql::Column> columns;
    unsigned count = mysql_stmt_field_count(statement.handle());
    const MYSQL_FIELD* fields = mariadb_stmt_fetch_fields(statement.handle());
    for (unsigned i = 0; i < count; i++) columns.push_back(columnOf(fields[i], execution.types, false));
    return columns;
}

}  // namespace tributary::connectors::mysql
