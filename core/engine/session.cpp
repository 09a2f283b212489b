// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/engine/session.h"

#include <duckdb.hpp>
#include <duckdb/parser/parser.hpp>
#include <duckdb/parser/statement/explain_statement.hpp>

#include "core/engine/direct_scan.h"
#include "core/engine/duckdb_run.h"
#include "core/engine/explain.h"
#include "core/engine/federation_impl.h"
#include "core/engine/native_run.h"
#include "core/engine/query_trace.h"

namespace tributary::engine {
namespace {

class SessionImpl : public Session {
  public:
    SessionImpl(duckdb::DuckDB& database, std::shared_ptr<SourceTable> sources)
        : m_connection(std::make_shared<duckdb::Connection>(database)), m_sources(std::move(sources)) {}

    Result<std::unique_ptr<QueryRun>> run(const std::string& sql, const RunOptions& options,
                                          const CancelToken& token) override {
        const PlanningContexts::Scope planning(*m_sources->planning(), *m_connection->context);
        auto statement = prepare(sql, options, token);
        if (!statement) return fail(statement.error());
        if ((*statement)->type == duckdb::StatementType::EXPLAIN_STATEMENT) {
            const auto& explain = (*statement)->Cast<duckdb::ExplainStatement>();
            if (explain.explain_type == duckdb::ExplainType::EXPLAIN_STANDARD) {
                const Watchdog limit(token, options.timeout);
                auto explanation =
                    this->explain(explain.stmt->query.empty() ? explain.stmt->ToString() : sql, token);
                if (!explanation) return fail(explanation.error());
                return makeTextRun("plan", explanation->toText(), sql);
            }
        }
        const bool mayBeDirect = DirectScan::mayBe(
            **statement, [this](const std::string& name) { return m_sources->find(name) != nullptr; });
        return DuckDbRun::start(m_connection, std::move(*statement), sql, options, token, mayBeDirect);
    }

    Result<std::unique_ptr<QueryRun>> runNative(const std::string& connection, const std::string& text,
                                                const RunOptions& options,
                                                const CancelToken& token) override {
        auto source = m_sources->find(connection);
        if (!source) return fail(ErrorCode::NotFound, "There is no connection '" + connection + "'");
        return NativeRun::start(source, text, options, token);
    }

    Result<Explanation> explain(const std::string& sql, const CancelToken& token) override {
        const PlanningContexts::Scope planning(*m_sources->planning(), *m_connection->context);
        auto statement = prepare(sql, {}, token);
        if (!statement) return fail(statement.error());
        std::unique_ptr<duckdb::ExplainStatement> wrapped;
        if ((*statement)->type == duckdb::StatementType::EXPLAIN_STATEMENT) {
            auto inner = std::move((*statement)->Cast<duckdb::ExplainStatement>().stmt);
            wrapped = std::make_unique<duckdb::ExplainStatement>(
                std::move(inner), duckdb::ExplainType::EXPLAIN_STANDARD, duckdb::ExplainFormat::JSON);
        } else {
            wrapped = std::make_unique<duckdb::ExplainStatement>(
                std::move(*statement), duckdb::ExplainType::EXPLAIN_STANDARD, duckdb::ExplainFormat::JSON);
        }
        duckdb::unique_ptr<duckdb::SQLStatement> plain(wrapped.release());
        auto run = DuckDbRun::start(m_connection, std::move(plain), sql, {}, token);
        if (!run) return fail(run.error());
        duckdb::DataChunk chunk;
        duckdb::vector<duckdb::LogicalType> types;
        for (const auto& column : (*run)->columns()) types.push_back(column.type);
        chunk.Initialize(duckdb::Allocator::DefaultAllocator(), types);
        auto more = (*run)->next(chunk);
        if (!more) return fail(more.error());
        if (!*more || chunk.size() == 0) return fail(ErrorCode::Internal, "The engine gave no plan");
        return parseExplain(chunk.GetValue(1, 0).ToString());
    }

  private:
    using Statement = duckdb::unique_ptr<duckdb::SQLStatement>;

    /// DuckDB makes several statements of some: a PIVOT first looks up the values its columns are made of.
    Result<duckdb::vector<Statement>> parse(const std::string& sql) {
        try {
            duckdb::Parser written(m_connection->context->GetParserOptions());
            written.ParseQuery(sql);
            if (written.statements.size() > 1) {
                return fail(ErrorCode::InvalidArgument, "This is more than one statement",
                            "Run them one by one.");
            }
            auto statements = m_connection->ExtractStatements(sql);
            if (statements.empty()) {
                return fail(ErrorCode::Syntax, "There is no statement to run",
                            "Write one, or choose another text.");
            }
            return statements;
        } catch (const std::exception& e) {
            return fail(toError(duckdb::ErrorData(e), sql));
        }
    }

    /// Runs what has to go before; gives the statement whose rows are wanted.
    Result<Statement> prepare(const std::string& sql, const RunOptions& options, const CancelToken& token) {
        auto statements = parse(sql);
        if (!statements) return fail(statements.error());
        for (size_t i = 0; i + 1 < statements->size(); i++) {
            auto run = DuckDbRun::start(m_connection, std::move((*statements)[i]), sql, options, token);
            if (!run) return fail(run.error());
            duckdb::DataChunk none;
            auto done = (*run)->next(none);
            if (!done) return fail(done.error());
        }
        return std::move(statements->back());
    }

    std::shared_ptr<duckdb::Connection> m_connection;
    const std::shared_ptr<SourceTable> m_sources;
};

}  // namespace

Result<std::unique_ptr<Session>> makeSession(duckdb::DuckDB& database, std::shared_ptr<SourceTable> sources) {
    try {
        return std::make_unique<SessionImpl>(database, std::move(sources));
    } catch (const std::exception& e) {
        return fail(toError(duckdb::ErrorData(e), ""));
    }
}

}  // namespace tributary::engine
