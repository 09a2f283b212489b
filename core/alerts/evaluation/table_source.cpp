// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/alerts/evaluation/table_source.h"

#include "core/alerts/evaluation/eval_time.h"
#include "core/alerts/evaluation/row_reader.h"

namespace tributary::alerts {
namespace {

std::string quoted(const std::string& name) {
    return duckdb::KeywordHelper::WriteQuoted(name, '"');
}

/// `a.b.c` in its parts; quotes in test files are not needed, so there are none.
std::vector<std::string> partsOf(const std::string& name) {
    return duckdb::StringUtil::Split(name, '.');
}

bool isTime(const std::string& type) {
    const std::string upper = duckdb::StringUtil::Upper(type);
    return upper.rfind("TIMESTAMP", 0) == 0 || upper == "DATE" || upper == "DATETIME";
}

/// `5m` in a column of times is five minutes after the test's start.
std::string literal(const nlohmann::json& value, const std::string& type) {
    if (value.is_null()) return "NULL";
    if (value.is_boolean()) return value.get<bool>() ? "true" : "false";
    std::string text = value.is_string() ? value.get<std::string>() : value.dump();
    if (isTime(type))
        if (const auto since = parseDuration(text)) {
            text = timeText(TimePoint(*since));
            text.pop_back();  // a TIMESTAMP has no zone
            if (duckdb::StringUtil::Upper(type).find("TZ") != std::string::npos) text += "+00";
        }
    return "CAST(" + duckdb::KeywordHelper::WriteQuoted(text, '\'') + " AS " + type + ")";
}

}  // namespace

TableSource::TableSource() : m_database(nullptr), m_connection(m_database) {}

Result<std::unique_ptr<SampleSource>> TableSource::make(const std::vector<InputTable>& tables) {
    std::unique_ptr<TableSource> source(new TableSource());
    if (auto set = source->execute("SET TimeZone = 'UTC'", "(all)"); !set)
        return fail(std::move(set.error()));
    for (const InputTable& table : tables)
        if (auto created = source->create(table); !created) return fail(std::move(created.error()));
    source->m_tables = tables;
    source->m_filled.assign(tables.size(), 0);
    return source;
}

Result<void> TableSource::execute(const std::string& sql, const std::string& table) {
    const auto done = m_connection.Query(sql);
    if (!done->HasError()) return {};
    return fail(ErrorCode::Data, "The input table '" + table + "': " + done->GetErrorObject().RawMessage(),
                "Check the table's columns, types and values in the test file.");
}

Result<void> TableSource::create(const InputTable& table) {
    const auto parts = partsOf(table.name);
    if (parts.empty() || parts.size() > 3)
        return fail(ErrorCode::Syntax, "'" + table.name + "' is no name for an input table.",
                    "Names are table, connection.table or connection.schema.table.");
    if (parts.size() > 1) {
        const std::string attach = "ATTACH IF NOT EXISTS ':memory:' AS " + quoted(parts[0]);
        if (auto done = execute(attach, table.name); !done) return done;
    }
    if (parts.size() == 3) {
        const std::string schema = "CREATE SCHEMA IF NOT EXISTS " + quoted(parts[0]) + "." + quoted(parts[1]);
        if (auto done = execute(schema, table.name); !done) return done;
    }
    std::string columns;
    for (const auto& [name, type] : table.columns)
        columns += (columns.empty() ? "" : ", ") + quoted(name) + " " + type;
    std::string name;
    for (const std::string& part : parts) name += (name.empty() ? "" : ".") + quoted(part);
    return execute("CREATE TABLE " + name + " (" + columns + ")", table.name);
}

Result<void> TableSource::fill(size_t index, TimePoint until) {
    const InputTable& table = m_tables[index];
    std::string name;
    for (const std::string& part : partsOf(table.name)) name += (name.empty() ? "" : ".") + quoted(part);
    size_t& filled = m_filled[index];
    if (filled > 0 && table.rows[filled - 1].at > until) {  // asked about an earlier instant
        if (auto done = execute("DELETE FROM " + name, table.name); !done) return done;
        filled = 0;
    }
    std::string rows;
    size_t next = filled;
    for (; next < table.rows.size() && table.rows[next].at <= until; ++next) {
        std::string row;
        for (size_t i = 0; i < table.columns.size(); ++i)
            row += (row.empty() ? "(" : ", ") + literal(table.rows[next].values[i], table.columns[i].second);
        rows += (rows.empty() ? "" : ", ") + row + ")";
    }
    if (rows.empty()) return {};
    filled = next;
    return execute("INSERT INTO " + name + " VALUES " + rows, table.name);
}

Result<SampleSet> TableSource::at(const Query& query, TimePoint at, const CancelToken& token) {
    if (auto going = token.check(); !going) return fail(std::move(going.error()));
    for (size_t i = 0; i < m_tables.size(); ++i)
        if (auto filled = fill(i, at); !filled) return fail(std::move(filled.error()));
    const auto result = m_connection.Query(withEvalTime(query.text, at));
    if (result->HasError())
        return fail(ErrorCode::Query, "The rule's query failed: " + result->GetErrorObject().RawMessage(),
                    "Check the query, and that the test has the tables it asks for.");
    std::vector<sql::Column> columns(result->names.size());
    for (size_t i = 0; i < columns.size(); ++i) {
        columns[i].name = result->names[i];
        columns[i].type = result->types[i];
    }
    auto reader = RowReader::make(query, columns);
    if (!reader) return fail(std::move(reader.error()));
    SampleSet rows = reader->frame();
    while (auto chunk = result->Fetch())
        if (auto read = reader->read(*chunk, rows.samples); !read) return fail(std::move(read.error()));
    // Without $eval_time a history is meant: what is later than the instant is not there yet.
    if (!usesEvalTime(query.text))
        std::erase_if(rows.samples, [&](const Sample& sample) { return sample.time && *sample.time > at; });
    if (query.limit > 0 && rows.samples.size() > query.limit)
        return fail(ErrorCode::Resource,
                    "The query returns more than " + std::to_string(query.limit) + " rows.");
    return rows;
}

Result<std::vector<std::pair<TimePoint, SampleSet>>> TableSource::range(const Query&, TimePoint, TimePoint,
                                                                        Duration, const CancelToken&) {
    return fail(ErrorCode::Unsupported, "The tables of a rule test are asked one instant at a time.");
}

}  // namespace tributary::alerts
