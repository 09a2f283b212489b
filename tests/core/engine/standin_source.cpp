// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/core/engine/standin_source.h"

#include <stdexcept>
#include <thread>

namespace tributary::engine::testing {
namespace {

class StandinDialect : public sql::Dialect {
  public:
    std::string_view id() const override { return "standin"; }
    std::optional<std::string> literal(const duckdb::Value& value, const sql::Column& column) const override {
        if (value.type() != column.type) return std::nullopt;
        return value.ToSQLString();
    }

  protected:
    std::optional<std::string> likePrefix(const sql::Predicate& p, const sql::Column& column) const override {
        return "starts_with(" + quote(column.name) + ", " + p.values[0].ToSQLString() + ")";
    }
};

class StandinReader : public connect::ChunkReader {
  public:
    StandinReader(std::shared_ptr<StandinServer> server, std::vector<sql::Column> columns,
                  duckdb::unique_ptr<duckdb::QueryResult> result, bool count, CancelToken token)
        : m_server(std::move(server)),
          m_columns(std::move(columns)),
          m_result(std::move(result)),
          m_count(count),
          m_token(std::move(token)) {
        std::lock_guard lock(m_server->mutex);
        m_server->openReaders++;
    }
    ~StandinReader() override {
        std::lock_guard lock(m_server->mutex);
        m_server->openReaders--;
    }

    const std::vector<sql::Column>& columns() const override { return m_columns; }

    Result<bool> next(duckdb::DataChunk& chunk) override {
        while (m_server->stall) {
            if (m_token.isCancelled()) return fail(m_token.error());
            std::this_thread::yield();
        }
        if (m_token.isCancelled()) return fail(m_token.error());
        if (m_server->failAfterRows && m_rows >= *m_server->failAfterRows) {
            return fail(ErrorCode::Connection, "the server closed the connection", "Run it again.");
        }
        m_lent = m_result->Fetch();
        if (m_result->HasError()) return fail(ErrorCode::Query, m_result->GetError());
        if (!m_lent || m_lent->size() == 0) return false;
        m_rows += m_lent->size();
        if (m_count) {
            chunk.SetCardinality(m_lent->size());
        } else {
            chunk.Reference(*m_lent);
        }
        return true;
    }

  private:
    std::shared_ptr<StandinServer> m_server;
    std::vector<sql::Column> m_columns;
    duckdb::unique_ptr<duckdb::QueryResult> m_result;
    duckdb::unique_ptr<duckdb::DataChunk> m_lent;
    const bool m_count;
    const CancelToken m_token;
    uint64_t m_rows = 0;
};

class StandinConnection : public connect::Connection {
  public:
    explicit StandinConnection(std::shared_ptr<StandinServer> server)
        : m_server(std::move(server)), m_connection(m_server->database) {
        m_capabilities.dialect = std::make_shared<StandinDialect>();
        m_capabilities.product = "Stand-in";
        m_capabilities.version = "1";
    }

    const connect::Capabilities& capabilities() const override { return m_capabilities; }

    Result<connect::Catalog> describe(const connect::ObjectPath& path, const CancelToken&) override {
        connect::Catalog out;
        if (path.empty()) {
            out.objects.push_back({connect::ObjectKind::Schema, "main", "", std::nullopt});
            return out;
        }
        if (path.size() == 1) {
            auto rows = m_connection.Query("SELECT table_name FROM duckdb_tables() ORDER BY 1");
            for (auto& row : *rows) {
                out.objects.push_back(
                    {connect::ObjectKind::Table, row.GetValue<std::string>(0), "", std::nullopt});
            }
            return out;
        }
        auto rows = m_connection.Query("SELECT * FROM \"" + path[1] + "\" LIMIT 0");
        if (rows->HasError()) return fail(ErrorCode::NotFound, "no table " + path[1]);
        out.columns = columnsOf(*rows);
        out.rowEstimate =
            m_connection.Query("SELECT count(*) FROM \"" + path[1] + "\"")->GetValue<uint64_t>(0, 0);
        return out;
    }

    Result<std::unique_ptr<connect::ChunkReader>> read(const sql::RemoteQuery& query,
                                                       const CancelToken& token) override {
        auto text = m_capabilities.dialect->select(query);
        if (!text) return fail(text.error());
        std::vector<sql::Column> columns;
        for (size_t index : query.projection) columns.push_back(query.columns[index]);
        return start(*text, std::move(columns), query.projection.empty(), token);
    }

    Result<std::unique_ptr<connect::ChunkReader>> native(std::string_view text,
                                                         const CancelToken& token) override {
        auto columns = describeNative(text, token);
        if (!columns) return fail(columns.error());
        return start(std::string(text), std::move(*columns), false, token);
    }

    Result<std::vector<sql::Column>> describeNative(std::string_view text, const CancelToken&) override {
        auto prepared = m_connection.Prepare(std::string(text));
        if (prepared->HasError()) return fail(ErrorCode::Syntax, prepared->GetError());
        std::vector<sql::Column> out;
        for (size_t i = 0; i < prepared->ColumnCount(); i++) {
            sql::Column column;
            column.name = prepared->GetNames()[i];
            column.type = prepared->GetTypes()[i];
            out.push_back(column);
        }
        return out;
    }

    bool isAlive() override { return true; }
    void interrupt() noexcept override {
        std::lock_guard lock(m_server->mutex);
        m_server->interrupts++;
        m_connection.Interrupt();
    }

  private:
    std::vector<sql::Column> columnsOf(duckdb::QueryResult& result) const {
        std::vector<sql::Column> out;
        for (size_t i = 0; i < result.names.size(); i++) {
            sql::Column column;
            column.name = result.names[i];
            column.type = result.types[i];
            const bool text = column.type.id() == duckdb::LogicalTypeId::VARCHAR;
            column.push = text ? m_server->textRules : sql::PushRules::all();
            out.push_back(column);
        }
        return out;
    }

    Result<std::unique_ptr<connect::ChunkReader>> start(const std::string& text,
                                                        std::vector<sql::Column> columns, bool count,
                                                        const CancelToken& token) {
        {
            std::lock_guard lock(m_server->mutex);
            m_server->statements.push_back(text);
        }
        auto result = m_connection.SendQuery(text);
        if (result->HasError()) return fail(ErrorCode::Query, result->GetError());
        return std::make_unique<StandinReader>(m_server, std::move(columns), std::move(result), count, token);
    }

    std::shared_ptr<StandinServer> m_server;
    duckdb::Connection m_connection;
    connect::Capabilities m_capabilities;
};

class StandinConnector : public connect::Connector {
  public:
    explicit StandinConnector(std::shared_ptr<StandinServer> server) : m_server(std::move(server)) {
        m_descriptor.id = "standin";
        m_descriptor.label = "Stand-in";
        m_descriptor.nativeLanguage = "SQL";
    }
    const connect::Descriptor& descriptor() const override { return m_descriptor; }
    Result<std::unique_ptr<connect::Connection>> open(const connect::Settings&,
                                                      const CancelToken&) const override {
        if (m_server->openError) return fail(*m_server->openError);
        return std::make_unique<StandinConnection>(m_server);
    }

  private:
    std::shared_ptr<StandinServer> m_server;
    connect::Descriptor m_descriptor;
};

}  // namespace

void StandinServer::execute(const std::string& sql) {
    duckdb::Connection connection(database);
    auto result = connection.Query(sql);
    if (result->HasError()) throw std::runtime_error(result->GetError());
}

std::vector<std::string> StandinServer::takeStatements() {
    std::lock_guard lock(mutex);
    return std::exchange(statements, {});
}

std::unique_ptr<connect::Connector> makeStandinConnector(std::shared_ptr<StandinServer> server) {
    return std::make_unique<StandinConnector>(std::move(server));
}

}  // namespace tributary::engine::testing
