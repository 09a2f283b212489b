// SPDX-License-Identifier: GPL-3.0-or-later
#include <signal.h>

#include <filesystem>
#include <set>

#include "core/connect/connector_registry.h"
#include "core/plugin/source/plugin_connection.h"
#include "core/plugin/source/plugin_connector.h"
#include "core/plugin/trial/checks.h"

namespace tributary::plugin {

namespace {

constexpr size_t kTables = 20;      ///< looked at
constexpr uint64_t kRows = 10'000;  ///< read of each
constexpr int kSessions = 10;       ///< opened and closed, one after the other
constexpr std::chrono::seconds kSoon{3};
constexpr const char* kTrialTable = "tributary_plugin_trial";

size_t openDescriptors() {
    std::error_code code;
    size_t count = 0;
    for (std::filesystem::directory_iterator it("/proc/self/fd", code), end; !code && it != end;
         it.increment(code))
        count++;
    return count;
}

/// One source under trial, with the connection most checks share.
class SourceTrial {
  public:
    SourceTrial(PluginHost& host, const InstalledPlugin& plugin, const SourceDialects& dialects,
                const TrialOptions& options, Checks& checks)
        : m_plugin(plugin),
          m_options(options),
          m_checks(checks),
          m_token(checks.token()),
          m_connector(plugin.manifest, host, dialects, m_texts) {}

    void run();

  private:
    using Rows = std::pair<uint64_t, uint64_t>;  ///< rows and columns

    Result<std::unique_ptr<PluginConnection>> open();
    Result<PluginConnection*> connection();
    Result<std::string> connect();
    Result<std::string> list();
    Result<std::string> describe();
    Result<std::string> readTypes();
    Result<std::string> countOnly();
    Result<std::string> limits();
    Result<std::string> filters();
    Result<std::string> nativeQuery();
    Result<std::string> wrongStatement();
    Result<std::string> partitions();
    Result<std::string> statistics();
    Result<std::string> cancelBetween();
    Result<std::string> ingest();
    Result<std::string> leaks();
    Result<std::string> crash();
    Result<Rows> drain(connect::ChunkReader& reader, uint64_t most = kRows);
    Result<sql::RemoteQuery> anyTable();
    bool speaksSql() const { return m_plugin.manifest.connection->nativeLanguage == "SQL"; }

    const InstalledPlugin& m_plugin;
    const TrialOptions& m_options;
    Checks& m_checks;
    const CancelToken m_token;
    FormTexts m_texts;
    PluginConnector m_connector;
    std::unique_ptr<PluginConnection> m_connection;
    std::vector<sql::RemoteQuery> m_tables;
    size_t m_listed = 0;
};

Result<std::unique_ptr<PluginConnection>> SourceTrial::open() {
    auto opened = m_connector.open(m_options.settings, m_token);
    if (!opened) return fail(opened.error());
    return std::unique_ptr<PluginConnection>(static_cast<PluginConnection*>(opened->release()));
}

Result<PluginConnection*> SourceTrial::connection() {
    if (!m_connection || !m_connection->isAlive()) {
        auto opened = open();
        if (!opened) return fail(opened.error());
        m_connection = std::move(*opened);
    }
    return m_connection.get();
}

Result<std::string> SourceTrial::connect() {
    auto valid = connect::ConnectorRegistry::validate(m_connector.descriptor(), m_options.settings);
    if (!valid) return fail(valid.error());
    auto opened = connection();
    if (!opened) return fail(opened.error());
    const auto& about = (*opened)->capabilities();
    return about.product + (about.version.empty() ? "" : " " + about.version);
}

Result<std::string> SourceTrial::list() {
    auto session = connection();
    if (!session) return fail(session.error());
    auto schemas = (*session)->describe({}, m_token);
    if (!schemas) return fail(schemas.error());
    for (const auto& schema : schemas->objects) {
        if (schema.system) continue;
        auto tables = (*session)->describe({schema.name}, m_token);
        if (!tables) return fail(tables.error());
        for (const auto& table : tables->objects) {
            m_listed++;
            if (table.system || m_tables.size() >= kTables) continue;
            sql::RemoteQuery query;
            query.table = {schema.name, table.name};
            m_tables.push_back(std::move(query));
        }
    }
    return std::to_string(schemas->objects.size()) + " schemas, " + std::to_string(m_listed) + " tables";
}

Result<std::string> SourceTrial::describe() {
    if (m_tables.empty()) return skipped("it lists no table");
    auto session = connection();
    if (!session) return fail(session.error());
    size_t columns = 0;
    for (auto& query : m_tables) {
        auto table = (*session)->describe({query.table.schema, query.table.name}, m_token);
        if (!table) return fail(table.error());
        if (table->columns.empty()) return wrong("the table '" + query.table.name + "' has no columns");
        std::set<std::string> names;
        for (const auto& column : table->columns) {
            if (!names.insert(column.name).second)
                return wrong("the table '" + query.table.name + "' has the column '" + column.name +
                             "' twice");
        }
        query.columns = table->columns;
        for (size_t i = 0; i < query.columns.size(); i++) query.projection.push_back(i);
        columns += query.columns.size();
    }
    return std::to_string(columns) + " columns of " + std::to_string(m_tables.size()) + " tables";
}

Result<SourceTrial::Rows> SourceTrial::drain(connect::ChunkReader& reader, uint64_t most) {
    duckdb::vector<duckdb::LogicalType> types;
    for (const auto& column : reader.columns()) types.push_back(column.type);
    duckdb::DataChunk chunk;
    if (types.empty()) {
        chunk.InitializeEmpty(types);
    } else {
        chunk.Initialize(duckdb::Allocator::DefaultAllocator(), types);
    }
    uint64_t rows = 0;
    while (rows < most) {
        if (!types.empty()) chunk.Reset();
        auto more = reader.next(chunk);
        if (!more) return fail(more.error());
        if (!*more) break;
        rows += chunk.size();
    }
    return Rows(rows, types.size());
}

Result<std::string> SourceTrial::readTypes() {
    if (m_tables.empty()) return skipped("it lists no table");
    auto session = connection();
    if (!session) return fail(session.error());
    uint64_t rows = 0;
    std::set<std::string> types;
    for (const auto& query : m_tables) {
        auto reader = (*session)->read(query, m_token);
        if (!reader) return fail(reader.error());
        auto read = drain(**reader);
        if (!read) return wrong("'" + query.table.name + "': " + read.error().text());
        rows += read->first;
        for (const auto& column : query.columns) types.insert(column.type.ToString());
    }
    return std::to_string(rows) + " rows in " + std::to_string(types.size()) + " types";
}

Result<sql::RemoteQuery> SourceTrial::anyTable() {
    for (const auto& query : m_tables) {
        if (!query.columns.empty()) return query;
    }
    return skipped("it lists no table");
}

Result<std::string> SourceTrial::countOnly() {
    auto query = anyTable();
    auto session = connection();
    if (!query || !session) return fail(!query ? query.error() : session.error());
    query->limit = kRows;
    auto whole = (*session)->read(*query, m_token);
    if (!whole) return fail(whole.error());
    auto all = drain(**whole);
    if (!all) return fail(all.error());
    whole->reset();
    query->projection.clear();
    auto counted = (*session)->read(*query, m_token);
    if (!counted) return fail(counted.error());
    auto rows = drain(**counted);
    if (!rows) return fail(rows.error());
    if (rows->first != all->first) {
        return wrong("without columns " + std::to_string(rows->first) + " rows came, with them " +
                     std::to_string(all->first));
    }
    return std::to_string(rows->first) + " rows";
}

Result<std::string> SourceTrial::limits() {
    auto query = anyTable();
    auto session = connection();
    if (!query || !session) return fail(!query ? query.error() : session.error());
    for (const uint64_t limit : {uint64_t(0), uint64_t(1), uint64_t(3)}) {
        query->limit = limit;
        auto reader = (*session)->read(*query, m_token);
        if (!reader) return fail(reader.error());
        auto rows = drain(**reader);
        if (!rows) return fail(rows.error());
        if (rows->first > limit) return wrong("more rows came than LIMIT " + std::to_string(limit));
    }
    return "0, 1 and 3 rows";
}

/// NULL and not NULL together are all rows, for every column whose source may be asked.
Result<std::string> SourceTrial::filters() {
    auto query = anyTable();
    auto session = connection();
    if (!query || !session) return fail(!query ? query.error() : session.error());
    const auto dialect = (*session)->capabilities().dialect;
    auto whole = (*session)->read(*query, m_token);
    if (!whole) return fail(whole.error());
    auto all = drain(**whole);
    if (!all) return fail(all.error());
    whole->reset();
    if (all->first >= kRows) return skipped("the first table is too large");
    size_t tried = 0;
    for (size_t column = 0; column < query->columns.size(); column++) {
        uint64_t sum = 0;
        const auto isNull = sql::Predicate::nullTest(column, true);
        if (!dialect->canPush(isNull, query->columns)) continue;
        for (const bool null : {true, false}) {
            query->required = {sql::Predicate::nullTest(column, null)};
            auto reader = (*session)->read(*query, m_token);
            if (!reader) return fail(reader.error());
            auto rows = drain(**reader);
            if (!rows) return fail(rows.error());
            sum += rows->first;
        }
        tried++;
        if (sum != all->first) {
            return wrong("column '" + query->columns[column].name + "': " + std::to_string(sum) +
                         " rows are NULL or not, of " + std::to_string(all->first));
        }
    }
    if (tried == 0) return skipped("its dialect pushes no filter");
    return std::to_string(tried) + " columns";
}

Result<std::string> SourceTrial::nativeQuery() {
    auto query = anyTable();
    auto session = connection();
    if (!query || !session) return fail(!query ? query.error() : session.error());
    if (!speaksSql()) return skipped("its native language is not SQL");
    auto text = (*session)->capabilities().dialect->select(*query);
    if (!text) return fail(text.error());
    auto columns = (*session)->describeNative(*text, m_token);
    if (!columns) return fail(columns.error());
    auto reader = (*session)->native(*text, m_token);
    if (!reader) return fail(reader.error());
    if (columns->size() != (*reader)->columns().size())
        return wrong("it describes other columns than it sends");
    auto rows = drain(**reader);
    if (!rows) return fail(rows.error());
    return std::to_string(rows->first) + " rows";
}

Result<std::string> SourceTrial::wrongStatement() {
    auto session = connection();
    if (!session) return fail(session.error());
    auto reader = (*session)->native("certainly no statement (", m_token);
    if (reader) {
        auto rows = drain(**reader);
        if (rows) return wrong("a text that is no statement gave no error");
    }
    if (!(*session)->isAlive()) return wrong("a wrong statement ended the plugin's process");
    auto again = (*session)->describe({}, m_token);
    if (!again) return wrong("after a wrong statement the session does not work: " + again.error().text());
    return reader ? "" : reader.error().message;
}

Result<std::string> SourceTrial::partitions() {
    auto query = anyTable();
    auto session = connection();
    if (!query || !session) return fail(!query ? query.error() : session.error());
    auto text = (*session)->capabilities().dialect->select(*query);
    if (!text) return fail(text.error());
    auto& process = (*session)->session().process();
    auto parts = process.partitions(*text, m_token);
    if (!parts) return fail(parts.error());
    uint64_t rows = 0;
    for (const auto& part : parts->parts) {
        auto reader = process.readPartition(part, m_token);
        if (!reader) return fail(reader.error());
        for (;;) {
            OwnedArray batch;
            auto more = (*reader)->next(batch);
            if (!more) return fail(more.error());
            if (!*more) break;
            rows += static_cast<uint64_t>(batch->length);
        }
    }
    return std::to_string(parts->parts.size()) + " parts, " + std::to_string(rows) + " rows";
}

Result<std::string> SourceTrial::statistics() {
    auto query = anyTable();
    auto session = connection();
    if (!query || !session) return fail(!query ? query.error() : session.error());
    auto& process = (*session)->session().process();
    const TableName name{std::nullopt, std::nullopt, query->table.name};
    auto reader = process.statistics(name, true, m_token);
    if (!reader) return fail(reader.error());
    auto rows = readValues(**reader, m_token);
    if (!rows) return fail(rows.error());
    return std::to_string(rows->size()) + " catalogs";
}

Result<std::string> SourceTrial::cancelBetween() {
    auto query = anyTable();
    auto session = connection();
    if (!query || !session) return fail(!query ? query.error() : session.error());
    const CancelToken token;
    auto reader = (*session)->read(*query, token);
    if (!reader) return fail(reader.error());
    const auto begin = std::chrono::steady_clock::now();
    token.cancel();
    auto rows = drain(**reader);
    reader->reset();
    if (rows && rows->first > 0) return wrong("rows still came after the query was cancelled");
    if (!rows && rows.error().code != ErrorCode::Cancelled)
        return wrong("cancelled, it says: " + rows.error().text());
    if (std::chrono::steady_clock::now() - begin > kSoon) return wrong("it took more than 3 s to stop");
    auto again = connection();
    if (!again) return fail(again.error());
    auto works = (*again)->describe({}, m_token);
    if (!works) return wrong("after a cancel the next session does not work: " + works.error().text());
    return std::string();
}

Result<std::string> SourceTrial::ingest() {
    if (!m_options.writes) return skipped("it would write to the source: --write allows it");
    auto query = anyTable();
    auto source = connection();
    if (!query || !source) return fail(!query ? query.error() : source.error());
    auto target = open();
    if (!target) return fail(target.error());
    query->limit = 1000;
    auto text = (*source)->capabilities().dialect->select(*query);
    if (!text) return fail(text.error());
    auto rows = (*source)->session().read(*text, m_token);
    if (!rows) return fail(rows.error());
    auto& process = (*target)->session().process();
    auto written =
        process.ingest({std::nullopt, std::nullopt, kTrialTable}, IngestMode::Create, **rows, m_token);
    if (!written) return fail(written.error());
    const std::string name = (*target)->capabilities().dialect->quote(kTrialTable);
    auto back = (*target)->native("SELECT * FROM " + name, m_token);
    if (!back) return fail(back.error());
    auto read = drain(**back);
    back->reset();
    auto dropped = (*target)->native("DROP TABLE " + name, m_token);
    if (!read) return fail(read.error());
    if (!dropped) return fail(dropped.error());
    if (*written >= 0 && read->first != static_cast<uint64_t>(*written))
        return wrong(std::to_string(*written) + " rows were written, " + std::to_string(read->first) +
                     " are there");
    return std::to_string(read->first) + " rows written and read back";
}

Result<std::string> SourceTrial::leaks() {
    m_connection.reset();
    size_t before = 0;
    for (int i = 0; i < kSessions; i++) {
        auto session = open();
        if (!session) return fail(session.error());
        auto schemas = (*session)->describe({}, m_token);
        if (!schemas) return fail(schemas.error());
        session->reset();
        if (i == 0) before = openDescriptors();
    }
    const size_t after = openDescriptors();
    if (after > before) return wrong(std::to_string(after - before) + " descriptors are left open");
    return std::to_string(kSessions) + " sessions";
}

Result<std::string> SourceTrial::crash() {
    auto session = connection();
    if (!session) return fail(session.error());
    ::kill((*session)->session().process().pid(), SIGSEGV);
    const auto begin = std::chrono::steady_clock::now();
    auto after = (*session)->describe({}, m_token);
    if (after) return wrong("a crashed process still answers");
    if (std::chrono::steady_clock::now() - begin > kSoon) return wrong("the crash was told after 3 s only");
    const std::string told = after.error().message;
    auto next = connection();
    if (!next) return fail(next.error());
    return told;
}

void SourceTrial::run() {
    const auto check = [this](const char* group, const char* name,
                              Result<std::string> (SourceTrial::*what)()) {
        return m_checks.run(group, name, [this, what] { return (this->*what)(); });
    };
    if (!check("connect", "the process starts and the source is reached", &SourceTrial::connect)) return;
    check("list", "schemas and tables", &SourceTrial::list);
    check("list", "columns of tables", &SourceTrial::describe);
    check("types", "values of every table arrive exactly", &SourceTrial::readTypes);
    check("query", "rows without columns are counted", &SourceTrial::countOnly);
    check("query", "LIMIT", &SourceTrial::limits);
    check("query", "NULL filters", &SourceTrial::filters);
    check("query", "native text, described and run", &SourceTrial::nativeQuery);
    check("errors", "a wrong statement is told, and nothing breaks", &SourceTrial::wrongStatement);
    check("cancel", "a cancelled query stops soon", &SourceTrial::cancelBetween);
    check("partitions", "a result in parts", &SourceTrial::partitions);
    check("statistics", "estimates of a table", &SourceTrial::statistics);
    check("ingest", "rows are written and read back", &SourceTrial::ingest);
    check("leaks", "sessions open and close", &SourceTrial::leaks);
    check("crash", "a crash is told, the next session works", &SourceTrial::crash);
}

}  // namespace

void trySource(PluginHost& host, const InstalledPlugin& plugin, const SourceDialects& dialects,
               const TrialOptions& options, Checks& checks) {
    if (!plugin.manifest.connection) {
        checks.run("manifest", "a source describes its connection",
                   [] { return Result<std::string>(wrong("\"contributes\" has no \"connection\"")); });
        return;
    }
    SourceTrial(host, plugin, dialects, options, checks).run();
}

}  // namespace tributary::plugin
