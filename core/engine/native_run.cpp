// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/engine/native_run.h"

#include "core/sql/splitter.h"

namespace tributary::engine {
using Clock = std::chrono::steady_clock;

NativeRun::NativeRun(std::shared_ptr<Source> source, std::string text, const RunOptions& options,
                     const CancelToken& token)
    : m_source(std::move(source)),
      m_text(std::move(text)),
      m_token(token),
      m_start(Clock::now()),
      m_watchdog(token, options.timeout) {
    m_profile.sql = m_text;
    SourceProfile scan;
    scan.connection = m_source->name();
    scan.object = "native statement";
    scan.remoteText = m_text;
    m_profile.sources.push_back(std::move(scan));
}

NativeRun::~NativeRun() {
    giveBack();
}

void NativeRun::giveBack() {
    m_reader.reset();  // ends an unfinished statement before the session goes back
    m_interrupt.reset();
    // A cancel may hit the session even after the last row: its next statement must not get it.
    if (m_lease && m_token.isCancelled()) m_lease->discard();
    m_lease.reset();
}

double NativeRun::elapsedMs() const {
    return std::chrono::duration<double, std::milli>(Clock::now() - m_start).count();
}

Result<std::unique_ptr<QueryRun>> NativeRun::start(std::shared_ptr<Source> source, const std::string& text,
                                                   const RunOptions& options, const CancelToken& token) {
    if (token.isCancelled()) return fail(token.error());
    std::unique_ptr<NativeRun> run(new NativeRun(std::move(source), text, options, token));
    auto opened = run->open();
    if (!opened) return fail(opened.error());
    return std::unique_ptr<QueryRun>(std::move(run));
}

Error NativeRun::failed(const Error& error) {
    if (m_lease && (m_token.isCancelled() || error.code == ErrorCode::Connection)) m_lease->discard();
    Error named = m_source->named(m_token.isCancelled() ? m_token.error() : error);
    std::lock_guard lock(m_profileMutex);
    m_profile.totalMs = elapsedMs();
    m_profile.sources[0].error = named.text();
    return named;
}

Result<void> NativeRun::open() {
    auto lease = m_source->acquire(m_token);
    if (!lease) return fail(lease.error());
    m_lease.emplace(std::move(*lease));
    m_interrupt = m_token.onCancel([connection = &**m_lease] { connection->interrupt(); });
    auto reader = (*m_lease)->native(m_text, m_token);
    if (!reader) return fail(failed(reader.error()));
    m_reader = std::move(*reader);
    m_columns = m_reader->columns();
    for (const auto& column : m_columns) {
        m_profile.origins.push_back({{m_source->name()}, true, column.nativeType});
    }
    m_profile.planMs = elapsedMs();
    return {};
}

Result<bool> NativeRun::next(duckdb::DataChunk& chunk) {
    if (!m_reader) return false;
    auto more = m_reader->next(chunk);
    if (!more) return fail(failed(more.error()));
    if (!*more) {
        m_affected = m_reader->affectedRows();
        // Some servers count for every statement: CREATE TABLE changes no rows, which is not "0 rows".
        if (m_affected == 0 && !sql::changesRows(m_text, sql::lexisFor(m_source->descriptor().id)))
            m_affected.reset();
        m_warnings = m_reader->warnings();
        std::vector<std::string> path = (*m_lease)->capabilities().schemaPath;
        {
            std::lock_guard lock(m_profileMutex);
            m_profile.sources[0].schemaPath = std::move(path);
        }
        giveBack();  // whoever keeps the run to show its profile must not keep a session
    }
    std::lock_guard lock(m_profileMutex);
    auto& scan = m_profile.sources[0];
    if (*more) {
        if (!m_profile.firstRowMs) m_profile.firstRowMs = scan.firstRowMs = elapsedMs();
        m_profile.rows += chunk.size();
        scan.rows = m_profile.rows;
        scan.bytes = m_reader->bytesRead();
    } else {
        m_profile.totalMs = scan.totalMs = elapsedMs();
        scan.finished = true;
    }
    return more;
}

QueryProfile NativeRun::profile() const {
    std::lock_guard lock(m_profileMutex);
    return m_profile;
}

namespace {

class TextRun : public QueryRun {
  public:
    TextRun(std::string column, std::string text, std::string sql) : m_text(std::move(text)) {
        sql::Column c;
        c.name = std::move(column);
        c.type = duckdb::LogicalType::VARCHAR;
        c.nativeType = "VARCHAR";
        m_columns.push_back(std::move(c));
        m_profile.sql = std::move(sql);
    }

    const std::vector<sql::Column>& columns() const override { return m_columns; }
    QueryProfile profile() const override { return m_profile; }

    Result<bool> next(duckdb::DataChunk& chunk) override {
        auto* rows = duckdb::FlatVector::GetData<duckdb::string_t>(chunk.data[0]);
        duckdb::idx_t count = 0;
        for (; m_at < m_text.size() && count < STANDARD_VECTOR_SIZE; count++) {
            const size_t end = std::min(m_text.find('\n', m_at), m_text.size());
            rows[count] = duckdb::StringVector::AddString(chunk.data[0], m_text.data() + m_at, end - m_at);
            m_at = end + 1;
        }
        chunk.SetCardinality(count);
        m_profile.rows += count;
        return count > 0;
    }

  private:
    const std::string m_text;
    size_t m_at = 0;
    std::vector<sql::Column> m_columns;
    QueryProfile m_profile;
};

}  // namespace

std::unique_ptr<QueryRun> makeTextRun(std::string column, std::string text, std::string sql) {
    return std::make_unique<TextRun>(std::move(column), std::move(text), std::move(sql));
}

}  // namespace tributary::engine
