// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/ui/fake/fake_federation.h"

namespace tributary::testing {

namespace {

class FakeRun : public engine::QueryRun {
  public:
    FakeRun(ScriptedAnswer answer, CancelToken token)
        : m_answer(std::move(answer)), m_token(std::move(token)) {}

    const std::vector<sql::Column>& columns() const override { return m_answer.columns; }

    Result<bool> next(duckdb::DataChunk& chunk) override {
        if (auto go = m_token.check(); !go) return fail(go.error());
        if (m_answer.endless) m_row = 0;
        duckdb::idx_t filled = 0;
        while (m_row < m_answer.rows.size() && filled < STANDARD_VECTOR_SIZE) {
            const auto& row = m_answer.rows[m_row++];
            for (size_t column = 0; column < row.size(); ++column)
                chunk.SetValue(column, filled, row[column]);
            ++filled;
        }
        chunk.SetCardinality(filled);
        return filled > 0;
    }

    engine::QueryProfile profile() const override { return {}; }

  private:
    ScriptedAnswer m_answer;
    CancelToken m_token;
    size_t m_row = 0;
};

class FakeSession : public engine::Session {
  public:
    explicit FakeSession(const FakeFederation& federation) : m_federation(federation) {}

    Result<std::unique_ptr<engine::QueryRun>> run(const std::string& sql, const engine::RunOptions&,
                                                  const CancelToken& token) override {
        ScriptedAnswer answer = m_federation.answerTo(sql);
        if (answer.error) return fail(*answer.error);
        return std::make_unique<FakeRun>(std::move(answer), token);
    }
    Result<std::unique_ptr<engine::QueryRun>> runNative(const std::string& connection,
                                                        const std::string& text,
                                                        const engine::RunOptions& options,
                                                        const CancelToken& token) override {
        return run(connection + ": " + text, options, token);
    }
    Result<engine::Explanation> explain(const std::string& sql, const CancelToken&) override {
        engine::Explanation explanation;
        explanation.root.name = "PLAN OF " + sql;
        return explanation;
    }

  private:
    const FakeFederation& m_federation;
};

}  // namespace

FakeFederation::FakeFederation() : m_database(nullptr) {}

void FakeFederation::addSchema(const std::string& connection, const std::string& schema) {
    std::lock_guard lock(m_mutex);
    m_catalogs[{connection, {}}].objects.push_back({connect::ObjectKind::Schema, schema, {}, {}});
    m_catalogs[{connection, {schema}}];
}

void FakeFederation::addTable(const std::string& connection, const std::string& schema,
                              const std::string& table, const std::vector<std::string>& columns) {
    std::lock_guard lock(m_mutex);
    m_catalogs[{connection, {schema}}].objects.push_back({connect::ObjectKind::Table, table, {}, 84'000});
    connect::Catalog& described = m_catalogs[{connection, {schema, table}}];
    for (const std::string& name : columns) {
        sql::Column column;
        column.name = name;
        column.type = duckdb::LogicalType::BIGINT;
        column.nativeType = "bigint";
        described.columns.push_back(column);
    }
}

void FakeFederation::failDescribe(const std::string& connection, Error error) {
    std::lock_guard lock(m_mutex);
    m_failures[connection] = std::move(error);
}

void FakeFederation::heal(const std::string& connection) {
    std::lock_guard lock(m_mutex);
    m_failures.erase(connection);
}

void FakeFederation::answer(const std::string& sql, ScriptedAnswer answer) {
    std::lock_guard lock(m_mutex);
    m_answers[sql] = std::move(answer);
}

ScriptedAnswer FakeFederation::answerTo(const std::string& sql) const {
    std::lock_guard lock(m_mutex);
    const auto found = m_answers.find(sql);
    if (found != m_answers.end()) return found->second;
    ScriptedAnswer unknown;
    unknown.error = Error(ErrorCode::Syntax, "nobody scripted an answer to: " + sql);
    return unknown;
}

int FakeFederation::describeCalls() const {
    std::lock_guard lock(m_mutex);
    return m_describeCalls;
}

Result<void> FakeFederation::attach(const std::string&, const std::string&, connect::Settings,
                                    connect::SettingsResolver) {
    return {};
}

Result<void> FakeFederation::detach(const std::string&) {
    return {};
}

std::vector<std::string> FakeFederation::attached() const {
    return {};
}

Result<std::unique_ptr<engine::Session>> FakeFederation::openSession() {
    return std::make_unique<FakeSession>(*this);
}

Result<connect::Catalog> FakeFederation::describe(const std::string& connection,
                                                  const connect::ObjectPath& path, const CancelToken&, bool) {
    std::lock_guard lock(m_mutex);
    ++m_describeCalls;
    if (const auto failure = m_failures.find(connection); failure != m_failures.end())
        return fail(failure->second);
    const auto found = m_catalogs.find({connection, path});
    if (found == m_catalogs.end()) return fail(ErrorCode::NotFound, "no such object");
    return found->second;
}

std::optional<connect::Catalog> FakeFederation::cached(const std::string& connection,
                                                       const connect::ObjectPath& path) const {
    std::lock_guard lock(m_mutex);
    const auto found = m_catalogs.find({connection, path});
    return found == m_catalogs.end() ? std::nullopt : std::optional(found->second);
}

Result<connect::Capabilities> FakeFederation::test(const std::string&, const CancelToken&) {
    return connect::Capabilities{};
}

engine::ConnectionStatus FakeFederation::status(const std::string& connection) const {
    std::lock_guard lock(m_mutex);
    engine::ConnectionStatus status;
    const bool failing = m_failures.count(connection) > 0;
    status.health =
        failing ? engine::ConnectionStatus::Health::Failing : engine::ConnectionStatus::Health::Healthy;
    status.product = "Fake";
    status.version = "1.0";
    return status;
}

}  // namespace tributary::testing
