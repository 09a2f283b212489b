// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/engine/run_observer.h"

#include <chrono>

#include "core/engine/session.h"

namespace tributary::engine {
namespace {

int64_t nowMs() {
    return std::chrono::duration_cast<std::chrono::milliseconds>(
               std::chrono::system_clock::now().time_since_epoch())
        .count();
}

class ObservedRun : public QueryRun {
  public:
    ObservedRun(std::unique_ptr<QueryRun> run, FinishedRun facts, std::shared_ptr<RunObserver> observer)
        : m_run(std::move(run)), m_facts(std::move(facts)), m_observer(std::move(observer)) {}

    const std::vector<sql::Column>& columns() const override { return m_run->columns(); }
    QueryProfile profile() const override { return m_run->profile(); }
    std::optional<uint64_t> affectedRows() const override { return m_run->affectedRows(); }
    std::vector<std::string> warnings() const override { return m_run->warnings(); }
    std::shared_ptr<const PlanFinding> finding() const override { return m_run->finding(); }

    Result<bool> next(duckdb::DataChunk& chunk) override {
        auto more = m_run->next(chunk);
        if (more && !*more && m_observer) {
            m_facts.durationMs = nowMs() - m_facts.startedAtMs;
            const QueryProfile profile = m_run->profile();
            m_facts.rows = profile.rows;
            for (const auto& scan : profile.sources) {
                if (!scan.schemaPath.empty()) m_facts.schemaPaths[scan.connection] = scan.schemaPath;
            }
            if (!m_facts.connection.empty()) m_facts.columns = m_run->columns();
            m_facts.affectedRows = m_run->affectedRows();
            m_facts.finding = m_run->finding();
            std::exchange(m_observer, nullptr)->finished(std::move(m_facts));
        }
        return more;
    }

  private:
    const std::unique_ptr<QueryRun> m_run;
    FinishedRun m_facts;
    std::shared_ptr<RunObserver> m_observer;  ///< told once
};

class ObservedSession : public Session {
  public:
    ObservedSession(std::unique_ptr<Session> session, std::shared_ptr<RunObserver> observer)
        : m_session(std::move(session)), m_observer(std::move(observer)) {}

    Result<std::unique_ptr<QueryRun>> run(const std::string& sql, const RunOptions& options,
                                          const CancelToken& token) override {
        const int64_t started = nowMs();
        return observed(m_session->run(sql, options, token), "", sql, started);
    }
    Result<std::unique_ptr<QueryRun>> runNative(const std::string& connection, const std::string& text,
                                                const RunOptions& options,
                                                const CancelToken& token) override {
        const int64_t started = nowMs();
        return observed(m_session->runNative(connection, text, options, token), connection, text, started);
    }
    Result<Explanation> explain(const std::string& sql, const CancelToken& token) override {
        return m_session->explain(sql, token);
    }

  private:
    Result<std::unique_ptr<QueryRun>> observed(Result<std::unique_ptr<QueryRun>> run,
                                               const std::string& connection, const std::string& text,
                                               int64_t started) {
        if (!run) return run;
        FinishedRun facts;
        facts.connection = connection;
        facts.text = text;
        facts.startedAtMs = started;
        return std::make_unique<ObservedRun>(std::move(*run), std::move(facts), m_observer);
    }

    const std::unique_ptr<Session> m_session;
    const std::shared_ptr<RunObserver> m_observer;
};

}  // namespace

std::unique_ptr<Session> observedSession(std::unique_ptr<Session> session,
                                         std::shared_ptr<RunObserver> observer) {
    return std::make_unique<ObservedSession>(std::move(session), std::move(observer));
}

}  // namespace tributary::engine
