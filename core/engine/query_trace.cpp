// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/engine/query_trace.h"

namespace tributary::engine {
using Clock = std::chrono::steady_clock;

ScanStats::ScanStats(std::string connection, std::string object, std::string remoteText,
                     std::vector<std::string> local, Clock::time_point queryStart)
    : m_start(queryStart) {
    m_profile.connection = std::move(connection);
    m_profile.object = std::move(object);
    m_profile.remoteText = std::move(remoteText);
    m_profile.local = std::move(local);
}

double ScanStats::elapsedMs() const {
    return std::chrono::duration<double, std::milli>(Clock::now() - m_start).count();
}

void ScanStats::addRows(uint64_t rows, uint64_t bytesTotal) {
    std::lock_guard lock(m_mutex);
    if (!m_profile.firstRowMs && rows > 0) m_profile.firstRowMs = elapsedMs();
    m_profile.rows += rows;
    m_profile.bytes = bytesTotal;
}

void ScanStats::finish(std::string error) {
    std::lock_guard lock(m_mutex);
    m_profile.totalMs = elapsedMs();
    m_profile.finished = true;
    m_profile.error = std::move(error);
}

void ScanStats::setRemoteText(std::string text) {
    std::lock_guard lock(m_mutex);
    m_profile.remoteText = std::move(text);
}

void ScanStats::setSchemaPath(std::vector<std::string> path) {
    std::lock_guard lock(m_mutex);
    m_profile.schemaPath = std::move(path);
}

SourceProfile ScanStats::snapshot() const {
    std::lock_guard lock(m_mutex);
    return m_profile;
}

void ScanList::add(std::shared_ptr<ScanStats> scan) {
    std::lock_guard lock(m_mutex);
    m_scans.push_back(std::move(scan));
}

std::vector<SourceProfile> ScanList::snapshot() const {
    std::lock_guard lock(m_mutex);
    std::vector<SourceProfile> out;
    for (const auto& scan : m_scans) out.push_back(scan->snapshot());
    return out;
}

uint64_t QueryTrace::reset(const CancelToken& token) {
    std::shared_ptr<void> ended;  // outside the lock: it waits for threads that may want the lock
    std::lock_guard lock(m_mutex);
    ended.swap(m_running);
    m_token = token;
    m_scans = std::make_shared<ScanList>();
    m_error.reset();
    m_notes.clear();
    m_origins.clear();
    m_finding.reset();
    m_start = Clock::now();
    return ++m_statement;
}

bool QueryTrace::isCurrent(uint64_t statement) const {
    std::lock_guard lock(m_mutex);
    return statement == m_statement;
}

void QueryTrace::whileCurrent(uint64_t statement, const std::function<void()>& action) const {
    std::lock_guard lock(m_mutex);
    if (statement == m_statement) action();
}

CancelToken QueryTrace::token() const {
    std::lock_guard lock(m_mutex);
    return m_token;
}

std::shared_ptr<ScanStats> QueryTrace::addScan(std::string connection, std::string object,
                                               std::string remoteText, std::vector<std::string> local) {
    std::lock_guard lock(m_mutex);
    auto scan = std::make_shared<ScanStats>(std::move(connection), std::move(object), std::move(remoteText),
                                            std::move(local), m_start);
    m_scans->add(scan);
    return scan;
}

std::shared_ptr<const ScanList> QueryTrace::scans() const {
    std::lock_guard lock(m_mutex);
    return m_scans;
}

void QueryTrace::setOrigins(std::vector<ColumnOrigin> origins) {
    std::lock_guard lock(m_mutex);
    m_origins = std::move(origins);
}

std::vector<ColumnOrigin> QueryTrace::origins() const {
    std::lock_guard lock(m_mutex);
    return m_origins;
}

void QueryTrace::addNote(const std::string& column, const std::string& note) {
    std::lock_guard lock(m_mutex);
    m_notes.emplace(column, note);
}

std::map<std::string, std::string> QueryTrace::notes() const {
    std::lock_guard lock(m_mutex);
    return m_notes;
}

void QueryTrace::setFinding(std::unique_ptr<PlanFinding> finding) {
    std::lock_guard lock(m_mutex);
    m_finding = std::move(finding);
}

std::unique_ptr<PlanFinding> QueryTrace::takeFinding() {
    std::lock_guard lock(m_mutex);
    return std::move(m_finding);
}

void QueryTrace::keep(uint64_t statement, std::shared_ptr<void> running) {
    std::lock_guard lock(m_mutex);
    if (statement == m_statement) m_running = std::move(running);
}

void QueryTrace::release(uint64_t statement) {
    std::shared_ptr<void> ended;  // outside the lock, as above
    std::lock_guard lock(m_mutex);
    if (statement == m_statement) ended.swap(m_running);
}

void QueryTrace::setError(const Error& error) {
    std::lock_guard lock(m_mutex);
    if (!m_error) m_error = error;
}

std::optional<Error> QueryTrace::error() const {
    std::lock_guard lock(m_mutex);
    return m_error;
}

double QueryTrace::elapsedMs() const {
    std::lock_guard lock(m_mutex);
    return std::chrono::duration<double, std::milli>(Clock::now() - m_start).count();
}

std::shared_ptr<QueryTrace> QueryTrace::of(duckdb::ClientContext& context) {
    // DuckDB's shared_ptr is its own type around std::shared_ptr; keep its owner alive through the deleter.
    auto trace = context.registered_state->GetOrCreate<QueryTrace>(kKey);
    auto* raw = trace.get();
    return std::shared_ptr<QueryTrace>(raw, [trace](QueryTrace*) mutable { trace.reset(); });
}

void QueryTrace::raise(duckdb::ClientContext& context, const Error& error) {
    of(context)->setError(error);
    throw duckdb::IOException(error.text());
}

}  // namespace tributary::engine
