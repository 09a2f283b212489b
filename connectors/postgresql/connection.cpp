// SPDX-License-Identifier: GPL-3.0-or-later
#include "connectors/postgresql/connection.h"

#include <algorithm>
#include <array>
#include <cctype>
#include <cstdlib>

#include "connectors/postgresql/describe.h"
#include "connectors/postgresql/dialect.h"
#include "connectors/postgresql/reader.h"

namespace tributary::connectors::postgresql {
namespace {

using connect::ChunkReader;

struct Product {
    std::string_view mark;  ///< in version()
    std::string_view name;
    bool binaryCopy;
};
constexpr std::array<Product, 5> kProducts{{
    {"CockroachDB", "CockroachDB", false},
    {"Redshift", "Amazon Redshift", false},
    {"Greenplum", "Greenplum", true},
    {"YB-", "YugabyteDB", true},
    {"Materialize", "Materialize", true},
}};

/// What every session needs so that values arrive exact and text means one thing.
std::vector<std::string> settingStatements(const connect::Settings& settings, int64_t timeoutSeconds) {
    std::vector<std::string> out;
    if (settings.flag("read_only")) out.emplace_back("SET default_transaction_read_only = on");
    for (const char* setting :
         {"TimeZone = 'UTC'", "standard_conforming_strings = on", "DateStyle = 'ISO, YMD'",
          "IntervalStyle = 'postgres'", "extra_float_digits = 3", "bytea_output = 'hex'"}) {
        out.push_back(std::string("SET ") + setting);
    }
    out.push_back("SET statement_timeout = " + std::to_string(timeoutSeconds * 1000));
    return out;
}

bool isRefusal(const Error& error) {
    return error.nativeCode == "0A000" || error.nativeCode == "42601";
}

bool contains(std::string_view text, std::string_view lowerCase) {
    auto same = [](char a, char b) { return std::tolower(static_cast<unsigned char>(a)) == b; };
    return std::search(text.begin(), text.end(), lowerCase.begin(), lowerCase.end(), same) != text.end();
}

/// May the statement change where names without a schema are looked for?
bool movesSchemaPath(std::string_view text) {
    const std::string word = leadingWord(text);
    if (word == "CREATE" || word == "DROP" || word == "ALTER") return contains(text, "schema");
    return word == "SET" || word == "RESET" || word == "DISCARD" || word == "COMMIT" || word == "END" ||
           word == "ROLLBACK" || word == "ABORT" || word == "DO" || word == "CALL";
}

}  // namespace

PostgresqlConnection::PostgresqlConnection(std::unique_ptr<Session> session,
                                           const connect::Settings& settings)
    : m_session(std::move(session)),
      m_readOnly(settings.flag("read_only")),
      m_copyRefused(settings.text("fetch") == "portal") {}

Result<std::unique_ptr<connect::Connection>> PostgresqlConnection::open(const connect::Settings& settings,
                                                                        const CancelToken& token) {
    auto timeout = settings.integer("statement_timeout", 0);
    if (!timeout) return fail(timeout.error());
    auto session = Session::open(settings, token);
    if (!session) return fail(session.error());
    std::unique_ptr<PostgresqlConnection> connection(new PostgresqlConnection(std::move(*session), settings));
    connection->m_settingStatements = settingStatements(settings, std::max<int64_t>(0, *timeout));
    if (auto applied = connection->applySettings(token); !applied) return fail(applied.error());
    if (auto probed = connection->probe(token); !probed) return fail(probed.error());
    return connection;
}

Result<void> PostgresqlConnection::applySettings(const CancelToken& token) {
    std::string all;
    for (const auto& statement : m_settingStatements) all += statement + ";";
    auto result = m_session->query(all, {}, token);
    if (result) return {};
    if (!m_session->usable() || token.isCancelled()) return fail(result.error());
    // A relative of PostgreSQL may not know them all; without the first two it could not be read exactly.
    size_t needed = m_readOnly ? 3 : 2;
    for (size_t i = 0; i < m_settingStatements.size(); i++) {
        auto single = m_session->query(m_settingStatements[i], {}, token);
        if (!single && (i < needed || !m_session->usable())) return fail(single.error());
    }
    return {};
}

Result<void> PostgresqlConnection::probe(const CancelToken& token) {
    auto version = m_session->query("SELECT version()", {}, token);
    if (!version) return fail(version.error());
    std::string text = PQgetvalue(version->get(), 0, 0);
    m_capabilities.product = "PostgreSQL";
    bool plain = true;
    for (const auto& product : kProducts) {
        if (text.find(product.mark) == std::string::npos) continue;
        m_capabilities.product = std::string(product.name);
        m_copyRefused |= !product.binaryCopy;
        plain = false;
    }
    std::string number = m_session->parameter("server_version");
    m_capabilities.version = number.substr(0, number.find(' '));
    m_hasCollations = std::atoi(number.c_str()) >= 12;
    if (plain) {
        auto timescale = m_session->query(
            "SELECT extversion FROM pg_catalog.pg_extension WHERE extname = 'timescaledb'", {}, token);
        if (!timescale) return fail(timescale.error());
        if (PQntuples(timescale->get()) > 0) {
            m_capabilities.product += " with TimescaleDB " + std::string(PQgetvalue(timescale->get(), 0, 0));
        }
    }
    std::string encoding = m_session->parameter("server_encoding");
    bool unicode = encoding == "UTF8" || encoding == "SQL_ASCII" || encoding.empty();
    m_orderedAsBytes = unicode || encoding == "LATIN1";
    m_capabilities.dialect = std::make_shared<PostgresqlDialect>(unicode);
    m_capabilities.timeZone = "UTC";
    m_capabilities.cancelsOnServer = true;
    m_capabilities.readOnlyEnforced = m_readOnly;
    return readSchemaPath(token);
}

Result<void> PostgresqlConnection::readSchemaPath(const CancelToken& token) {
    auto path = m_session->query("SELECT unnest(current_schemas(false))", {}, token);
    if (!path) return m_session->usable() && !token.isCancelled() ? Result<void>() : fail(path.error());
    m_capabilities.schemaPath.clear();
    for (int i = 0; i < PQntuples(path->get()); i++)
        m_capabilities.schemaPath.emplace_back(PQgetvalue(path->get(), i, 0));
    return {};
}

Result<connect::Catalog> PostgresqlConnection::describe(const connect::ObjectPath& path,
                                                        const CancelToken& token) {
    CatalogReader catalog{*m_session, m_types, m_hasCollations, m_orderedAsBytes};
    switch (path.size()) {
        case 0:
            return catalog.schemas(token);
        case 1:
            return catalog.tables(path[0], token);
        case 2:
            return catalog.columns(path[0], path[1], token);
        default:
            return fail(ErrorCode::InvalidArgument, "A table is named by its schema and its name");
    }
}

Result<std::unique_ptr<ChunkReader>> PostgresqlConnection::read(const sql::RemoteQuery& query,
                                                                const CancelToken& token) {
    auto sql = m_capabilities.dialect->select(query);
    if (!sql) return fail(sql.error());
    if (query.projection.empty()) return count(*sql, token);
    auto plan = planRead(*sql, query, token);
    if (!plan) return fail(plan.error());
    return start(std::move(*plan), {}, token);
}

Result<std::unique_ptr<ChunkReader>> PostgresqlConnection::count(const std::string& sql,
                                                                 const CancelToken& token) {
    auto result = m_session->query(sql, {}, token);
    if (!result) return fail(result.error());
    uint64_t rows = std::strtoull(PQgetvalue(result->get(), 0, 0), nullptr, 10);
    return CountReader::ofRows(rows, m_session->takeNotices());
}

Result<NativePlan> PostgresqlConnection::planRead(const std::string& sql, const sql::RemoteQuery& query,
                                                  const CancelToken& token) {
    auto described = m_session->prepare(sql, token);
    if (!described) return fail(described.error());
    NativePlan plan;
    plan.mode = NativePlan::Mode::Copy;
    plan.sql = sql;
    plan.prepared = true;
    std::vector<WireType> wireTypes;
    for (size_t i = 0; i < query.projection.size(); i++) {
        plan.columns.push_back(query.columns[query.projection[i]]);
        int dimensions = 0;
        for (auto type = plan.columns[i].type; type.id() == duckdb::LogicalTypeId::LIST;
             type = duckdb::ListType::GetChildType(type)) {
            dimensions++;
        }
        int field = static_cast<int>(i);
        wireTypes.push_back({PQftype(described->get(), field), PQfmod(described->get(), field), dimensions});
    }
    if (auto loaded = m_types.load(*m_session, wireTypes, token); !loaded) return fail(loaded.error());
    for (size_t i = 0; i < plan.columns.size(); i++) {
        plan.plans.push_back(m_types.plan(wireTypes[i]));
        if (plan.plans[i].type == plan.columns[i].type && plan.plans[i].codec != Codec::Cast) continue;
        return fail(ErrorCode::Conflict,
                    "Column '" + plan.columns[i].name + "' is " + plan.plans[i].nativeType + " now; it was " +
                        plan.columns[i].nativeType + " when the schema was read",
                    "Refresh the schema and run the query again.");
    }
    return plan;
}

Result<std::unique_ptr<ChunkReader>> PostgresqlConnection::start(NativePlan plan, std::string_view statement,
                                                                 const CancelToken& token) {
    std::unique_ptr<RowSource> source;
    if (plan.mode == NativePlan::Mode::Copy && !m_copyRefused) {
        constexpr std::string_view kHead = "COPY (";
        auto started = m_session->startCopy(std::string(kHead) + plan.sql + "\n) TO STDOUT (FORMAT binary)",
                                            plan.prefix + kHead.size(), statement, token);
        if (started) {
            source = std::make_unique<CopySource>(*m_session, plan.columns.size());
        } else if (!isRefusal(started.error())) {
            return fail(started.error());
        } else {
            plan.prepared = false;               // COPY replaced the unnamed statement
            m_copyRefused |= statement.empty();  // our own SELECT is plain: no other will be taken either
        }
    }
    if (!source) {
        if (!plan.prepared) {
            if (auto prepared = m_session->prepare(plan.sql, token); !prepared) return fail(prepared.error());
        }
        auto started = m_session->startPrepared(plan.mode != NativePlan::Mode::Text, token);
        if (!started) return fail(started.error());
        source = std::make_unique<PortalSource>(*m_session, plan.columns.size());
    }
    return std::make_unique<RowReader>(*m_session, std::move(plan.columns), plan.plans, std::move(source),
                                       token);
}

Result<void> PostgresqlConnection::keepReadOnly(std::string_view text, const CancelToken& token) {
    if (!m_readOnly) return {};
    std::string word = leadingWord(text);
    bool sets = word == "SET" || word == "RESET" || word == "BEGIN" || word == "START";
    if (sets && (contains(text, "write") || contains(text, "read_only") || contains(text, " all"))) {
        return fail(ErrorCode::Permission, "This connection is read-only; the statement would lift that",
                    "Switch 'read-only' off in the connection's settings if you mean to write.");
    }
    // Reported by the server with every change (since PostgreSQL 14), so that nothing need be asked.
    if (m_session->parameter("default_transaction_read_only") == "on") return {};
    auto set = m_session->query("SET default_transaction_read_only = on", {}, token);
    if (!set) return fail(set.error());
    return {};
}

Result<std::unique_ptr<ChunkReader>> PostgresqlConnection::native(std::string_view text,
                                                                  const CancelToken& token) {
    if (auto kept = keepReadOnly(text, token); !kept) return fail(kept.error());
    auto plan = planNative(*m_session, m_types, m_sources, text, token);
    if (!plan) return fail(plan.error());
    if (plan->mode != NativePlan::Mode::Command) return start(std::move(*plan), text, token);
    if (auto started = m_session->startPrepared(false, token); !started) return fail(started.error());
    std::optional<uint64_t> affected;
    for (;;) {
        auto result = m_session->nextResult(token);
        if (!result) return fail(result.error());
        if (!*result) break;
        auto status = PQresultStatus(result->get());
        if (status == PGRES_COPY_IN || status == PGRES_COPY_OUT) {
            m_session->abandon();
            return fail(ErrorCode::Unsupported, "COPY from or to the client is not available here",
                        "Use SELECT and export the result, or import a file into the table.");
        }
        if (status == PGRES_FATAL_ERROR) {
            Error error = m_session->failure(result->get(), text);
            m_session->abandon();
            return fail(std::move(error));
        }
        affected = affectedBy(result->get());
    }
    m_sources.forget();
    // Not in a transaction that failed; its end reads the path again.
    if (movesSchemaPath(text) && m_session->usable()) {
        if (auto read = readSchemaPath(token); !read) return fail(read.error());
    }
    return CountReader::ofCommand(affected, m_session->takeNotices());
}

Result<std::vector<sql::Column>> PostgresqlConnection::describeNative(std::string_view text,
                                                                      const CancelToken& token) {
    auto plan = planNative(*m_session, m_types, m_sources, text, token);
    if (!plan) return fail(plan.error());
    return std::move(plan->columns);
}

bool PostgresqlConnection::isAlive() {
    if (!m_session->ping()) return false;
    // Whoever had the session before may have left a transaction open or settings changed.
    CancelToken token;
    if (m_session->inTransaction() && !m_session->query("ROLLBACK", {}, token)) return false;
    bool changed = m_session->parameter("TimeZone") != "UTC" ||
                   m_session->parameter("standard_conforming_strings") != "on" ||
                   m_session->parameter("client_encoding") != "UTF8";
    return !changed || applySettings(token).has_value();
}

}  // namespace tributary::connectors::postgresql
