// SPDX-License-Identifier: GPL-3.0-or-later
#include "connectors/influxdb/jsonl_reader.h"

namespace tributary::connectors::influxdb {
namespace {

namespace ondemand = simdjson::ondemand;
constexpr size_t kNone = static_cast<size_t>(-1);

std::string_view trimmed(std::string_view text) {
    while (!text.empty() && (text.back() == ' ' || text.back() == '\r' || text.back() == '\n'))
        text.remove_suffix(1);
    return text;
}

/// Narrowest type for what a JSON value is written like.
duckdb::LogicalTypeId widen(duckdb::LogicalTypeId known, ondemand::value& value) {
    using Id = duckdb::LogicalTypeId;
    ondemand::json_type type{};
    if (value.type().get(type) != simdjson::SUCCESS || type == ondemand::json_type::null) return known;
    Id seen = Id::VARCHAR;
    if (type == ondemand::json_type::boolean) seen = Id::BOOLEAN;
    if (type == ondemand::json_type::number) {
        const std::string_view token = trimmed(value.raw_json_token());
        const bool whole = token.find_first_of(".eE") == std::string_view::npos;
        seen = !whole ? Id::DOUBLE : Id::BIGINT;
        if (whole && token.size() >= 19 && token.front() != '-' && token > "9223372036854775807")
            seen = Id::UBIGINT;
        if (whole && token.size() > 19 && token.front() != '-') seen = Id::UBIGINT;
    }
    if (known == Id::SQLNULL || known == seen) return seen;
    if (known == Id::VARCHAR || seen == Id::VARCHAR || known == Id::BOOLEAN || seen == Id::BOOLEAN)
        return Id::VARCHAR;
    return known == Id::DOUBLE || seen == Id::DOUBLE ? Id::DOUBLE : Id::UBIGINT;
}

}  // namespace

JsonlReader::JsonlReader(std::unique_ptr<Answer> answer, std::vector<sql::Column> columns)
    : m_answer(std::move(answer)), m_columns(std::move(columns)), m_seen(m_columns.size()) {
    for (size_t i = 0; i < m_columns.size(); i++) {
        m_writers.emplace_back(m_columns[i]);
        m_first.push_back(i);
        for (size_t j = 0; j < i; j++) {
            if (m_columns[j].name == m_columns[i].name) {
                m_first[i] = j;
                break;
            }
        }
    }
}

Result<std::unique_ptr<JsonlReader>> JsonlReader::native(std::unique_ptr<Answer> answer) {
    auto out = std::make_unique<JsonlReader>(std::move(answer), std::vector<sql::Column>{});
    if (auto ok = out->peek(STANDARD_VECTOR_SIZE); !ok) return fail(ok.error());
    auto configured = std::make_unique<JsonlReader>(std::move(out->m_answer), std::move(out->m_columns));
    configured->m_buffer = std::move(out->m_buffer);
    configured->m_ended = out->m_ended;
    configured->m_closed = true;
    return configured;
}

Result<void> JsonlReader::peek(size_t rows) {
    std::vector<duckdb::LogicalTypeId> types;
    size_t offset = 0;
    for (size_t i = 0; i < rows; i++) {
        size_t end = m_buffer.find('\n', offset);
        while (end == std::string::npos && !m_ended) {
            auto more = m_answer->read(m_buffer);
            if (!more) return fail(more.error());
            m_ended = !*more;
            end = m_buffer.find('\n', offset);
        }
        const std::string_view text = trimmed(std::string_view(m_buffer).substr(offset, end - offset));
        if (!text.empty()) {
            simdjson::padded_string padded(text);
            ondemand::document document;
            ondemand::object object;
            if (m_parser.iterate(padded).get(document) || document.get_object().get(object)) {
                corrupt();
                return fail(m_error);
            }
            for (auto field : object) {
                std::string_view key;
                ondemand::value value;
                if (field.unescaped_key().get(key) || field.value().get(value)) {
                    corrupt();
                    return fail(m_error);
                }
                size_t index = columnOf(key, 0);
                if (index == kNone) {
                    index = m_columns.size();
                    m_columns.emplace_back().name = key;
                    types.push_back(duckdb::LogicalTypeId::SQLNULL);
                }
                types[index] = widen(types[index], value);
            }
        }
        if (end == std::string::npos) break;
        offset = end + 1;
    }
    for (size_t i = 0; i < types.size(); i++) {
        const bool nothing = types[i] == duckdb::LogicalTypeId::SQLNULL;
        m_columns[i].type = nothing ? duckdb::LogicalType::VARCHAR : duckdb::LogicalType(types[i]);
        m_columns[i].note =
            types[i] == duckdb::LogicalTypeId::VARCHAR ? "as the server writes it in JSON" : "";
    }
    return {};
}

bool JsonlReader::corrupt() {
    m_error = Error(ErrorCode::Corrupt, "The server's answer cannot be read: a line is no JSON object",
                    "Is this InfluxDB 3, without a proxy that changes answers?");
    return false;
}

Result<bool> JsonlReader::line(std::string_view& out) {
    size_t end = m_buffer.find('\n', m_at);
    while (end == std::string::npos && !m_ended) {
        m_buffer.erase(0, m_at);
        m_at = 0;
        const size_t before = m_buffer.size();
        auto more = m_answer->read(m_buffer);
        if (!more) return fail(more.error());
        m_ended = !*more;
        end = m_buffer.find('\n', before);
    }
    if (end == std::string::npos) end = m_buffer.size();
    if (m_at >= m_buffer.size()) return false;
    // simdjson reads some bytes past the end of its text.
    if (m_buffer.capacity() < m_buffer.size() + simdjson::SIMDJSON_PADDING) {
        m_buffer.reserve(m_buffer.size() + 2 * simdjson::SIMDJSON_PADDING);
    }
    out = trimmed(std::string_view(m_buffer).substr(m_at, end - m_at));
    m_at = std::min(end + 1, m_buffer.size());
    return true;
}

size_t JsonlReader::columnOf(std::string_view key, size_t expected) const {
    if (expected < m_columns.size() && m_columns[expected].name == key) return expected;
    for (size_t i = 0; i < m_columns.size(); i++) {
        if (m_columns[i].name == key) return i;
    }
    return kNone;
}

bool JsonlReader::put(ondemand::value& value, size_t column, duckdb::idx_t row) {
    ondemand::json_type type{};
    if (value.type().get(type) != simdjson::SUCCESS) return corrupt();
    ColumnWriter& writer = m_writers[column];
    bool ok = true;
    std::string_view text;
    switch (type) {
        case ondemand::json_type::null:
            writer.putNull(row);
            break;
        case ondemand::json_type::boolean: {
            bool flag = false;
            if (value.get_bool().get(flag)) return corrupt();
            ok = writer.putBoolean(row, flag);
            break;
        }
        case ondemand::json_type::string:
            if (value.get_string().get(text)) return corrupt();
            ok = writer.column().type.id() == duckdb::LogicalTypeId::VARCHAR ? writer.putText(row, text)
                                                                             : writer.parse(row, text);
            break;
        case ondemand::json_type::number:
            ok = writer.parse(row, trimmed(value.raw_json_token()));
            break;
        default:
            if (simdjson::to_json_string(value).get(text)) return corrupt();
            ok = writer.putText(row, text);
    }
    if (!ok) m_error = writer.error();
    return ok;
}

bool JsonlReader::readRow(std::string_view text, duckdb::idx_t row) {
    ondemand::document document;
    ondemand::object object;
    const size_t room = m_buffer.capacity() - static_cast<size_t>(text.data() - m_buffer.data());
    if (m_parser.iterate(text.data(), text.size(), room).get(document) || document.get_object().get(object)) {
        return corrupt();
    }
    std::fill(m_seen.begin(), m_seen.end(), false);
    size_t expected = 0;
    for (auto field : object) {
        std::string_view key;
        ondemand::value value;
        if (field.unescaped_key().get(key) || field.value().get(value)) return corrupt();
        const size_t index = columnOf(key, expected);
        if (index == kNone) {
            if (!m_closed) continue;
            m_error = Error(
                ErrorCode::Unsupported,
                "The answer brings a new column '" + std::string(key) + "' after its first rows",
                "The server leaves NULLs out: order the rows so that every column has a value early, or "
                "use COALESCE.");
            return false;
        }
        if (!put(value, index, row)) return false;
        m_seen[index] = true;
        expected = index + 1;
    }
    for (size_t i = 0; i < m_seen.size(); i++) {
        if (!m_seen[i] && m_first[i] == i) m_writers[i].putNull(row);
    }
    return true;
}

Result<bool> JsonlReader::next(duckdb::DataChunk& chunk) {
    if (auto ok = m_answer->check(); !ok) return fail(ok.error());
    for (size_t i = 0; i < m_writers.size(); i++) m_writers[i].bind(chunk.data[i]);
    duckdb::idx_t rows = 0;
    while (rows < STANDARD_VECTOR_SIZE) {
        std::string_view text;
        auto more = line(text);
        if (!more) return fail(more.error());
        if (!*more) break;
        if (text.empty()) continue;
        if (!m_columns.empty() && !readRow(text, rows)) return fail(m_error);
        rows++;
    }
    for (size_t i = 0; i < m_first.size(); i++) {
        if (m_first[i] != i) chunk.data[i].Reference(chunk.data[m_first[i]]);
    }
    chunk.SetCardinality(rows);
    return rows > 0;
}

}  // namespace tributary::connectors::influxdb
