// SPDX-License-Identifier: GPL-3.0-or-later
#include "connectors/sqlite/sqlite_types.h"

#include <algorithm>
#include <cctype>
#include <cstdlib>

#include "connectors/sqlite/sqlite_decoder.h"

namespace tributary::connectors::sqlite {

namespace {

using duckdb::LogicalType;
constexpr std::string_view kExactText = "kept as exact text";

std::string upper(std::string_view text) {
    std::string out(text);
    for (char& c : out) c = static_cast<char>(std::toupper(static_cast<unsigned char>(c)));
    return out;
}

bool contains(const std::string& text, std::string_view part) {
    return text.find(part) != std::string::npos;
}

/// "DECIMAL(10,2)" → 10, 2. False without a usable precision and scale.
bool precisionAndScale(const std::string& declared, int& width, int& scale) {
    const size_t open = declared.find('(');
    const size_t comma = declared.find(',', open == std::string::npos ? 0 : open);
    if (open == std::string::npos) return false;
    width = std::atoi(declared.c_str() + open + 1);
    scale = comma == std::string::npos ? 0 : std::atoi(declared.c_str() + comma + 1);
    return width >= 1 && width <= 38 && scale >= 0 && scale <= width;
}

/// Types by the declaration's meaning, best first; empty: it says nothing.
std::vector<LogicalType> meaningOf(const std::string& declared) {
    int width, scale;
    if (contains(declared, "BOOL")) return {LogicalType::BOOLEAN, LogicalType::BIGINT};
    if (contains(declared, "TIMESTAMPTZ") || contains(declared, "WITH TIME ZONE") ||
        contains(declared, "WITH TIMEZONE")) {
        return {LogicalType::TIMESTAMP_TZ, LogicalType::TIMESTAMP, LogicalType::BIGINT, LogicalType::DOUBLE};
    }
    if (contains(declared, "DATETIME") || contains(declared, "TIMESTAMP")) {
        return {LogicalType::TIMESTAMP, LogicalType::TIMESTAMP_TZ, LogicalType::BIGINT, LogicalType::DOUBLE};
    }
    if (contains(declared, "DATE")) {
        return {LogicalType::DATE, LogicalType::TIMESTAMP, LogicalType::TIMESTAMP_TZ, LogicalType::BIGINT,
                LogicalType::DOUBLE};
    }
    if (declared == "TIME" || declared.rfind("TIME(", 0) == 0) return {LogicalType::TIME};
    switch (affinityOf(declared)) {
        case Affinity::Integer:
            return {LogicalType::BIGINT, LogicalType::DOUBLE};
        case Affinity::Real:
            return {LogicalType::DOUBLE};
        case Affinity::Text:
            return {LogicalType::VARCHAR, LogicalType::BLOB};
        case Affinity::Blob:
            if (!declared.empty()) return {LogicalType::BLOB, LogicalType::VARCHAR};
            return {};
        case Affinity::Numeric:
            break;
    }
    if ((declared.rfind("DEC", 0) == 0 || declared.rfind("NUM", 0) == 0) &&
        precisionAndScale(declared, width, scale)) {
        return {LogicalType::DECIMAL(static_cast<uint8_t>(width), static_cast<uint8_t>(scale)),
                LogicalType::DOUBLE};
    }
    return {};
}

std::string typeNote(const DeclaredColumn& column, bool text) {
    const std::string what = column.declared.empty() ? "no declared type" : "declared " + column.declared;
    if (text) {
        return what + ": " + std::string(kExactText) + " (blobs as X'hex')";
    }
    return what + ", typed by the values it holds";
}

}  // namespace

Affinity affinityOf(std::string_view declared) {
    const std::string type = upper(declared);
    if (contains(type, "INT")) return Affinity::Integer;
    if (contains(type, "CHAR") || contains(type, "CLOB") || contains(type, "TEXT")) return Affinity::Text;
    if (type.empty() || contains(type, "BLOB")) return Affinity::Blob;
    if (contains(type, "REAL") || contains(type, "FLOA") || contains(type, "DOUB")) return Affinity::Real;
    return Affinity::Numeric;
}

TypeChoice::TypeChoice(const DeclaredColumn& column, Typing typing) : m_column(column) {
    m_types = meaningOf(upper(column.declared));
    m_declaresNothing = m_types.empty();
    if (column.guaranteed && !m_declaresNothing) {
        m_types.resize(1);
    } else if (typing == Typing::Text) {
        m_types.clear();
    } else if (typing == Typing::Declared) {
        if (!m_types.empty()) m_types.resize(1);
    } else {
        m_sampling = true;
        if (m_declaresNothing) {
            m_types = {LogicalType::BIGINT, LogicalType::DOUBLE, LogicalType::VARCHAR, LogicalType::BLOB};
        }
    }
    m_fits.assign(m_types.size(), true);
}

void TypeChoice::observe(sqlite3_value* value) {
    if (sqlite3_value_type(value) == SQLITE_NULL) return;
    m_seen = true;
    for (size_t i = 0; i < m_types.size(); i++) {
        if (m_fits[i] && !fits(m_types[i], value)) m_fits[i] = false;
    }
}

void TypeChoice::apply(sql::Column& column, bool utf8) const {
    const auto first = std::find(m_fits.begin(), m_fits.end(), true);
    const size_t index = static_cast<size_t>(first - m_fits.begin());
    if (first == m_fits.end() || (m_declaresNothing && !m_seen)) {
        column.type = LogicalType::VARCHAR;
        column.note = typeNote(m_column, true);
        column.push = sql::PushRules::none();
        column.push.nullTest = true;
        return;
    }
    column.type = m_types[index];
    if (index > 0 || m_declaresNothing) column.note = typeNote(m_column, false);
    column.push = pushRules(column.type, affinityOf(m_column.declared), m_column.computed, utf8);
}

bool isExactText(const sql::Column& column) {
    return column.type.id() == duckdb::LogicalTypeId::VARCHAR && contains(column.note, kExactText);
}

sql::PushRules pushRules(const LogicalType& type, Affinity affinity, bool computed, bool utf8) {
    sql::PushRules rules = sql::PushRules::none();
    rules.nullTest = true;
    switch (type.id()) {
        case duckdb::LogicalTypeId::VARCHAR:
            // A NUMERIC column would turn the literal '5' into a number before comparing.
            rules.equality = !computed && (affinity == Affinity::Text || affinity == Affinity::Blob);
            rules.ordering = rules.likePrefix = rules.equality && utf8;
            break;
        case duckdb::LogicalTypeId::TIMESTAMP_TZ:
        case duckdb::LogicalTypeId::BOOLEAN:
        case duckdb::LogicalTypeId::BIGINT:
        case duckdb::LogicalTypeId::DOUBLE:
        case duckdb::LogicalTypeId::BLOB:
        case duckdb::LogicalTypeId::DATE:
        case duckdb::LogicalTypeId::TIME:
        case duckdb::LogicalTypeId::TIMESTAMP:
            rules.equality = rules.ordering = true;
            break;
        case duckdb::LogicalTypeId::DECIMAL:
            rules.equality = rules.ordering = duckdb::DecimalType::GetWidth(type) <= 18;
            break;
        default:
            break;
    }
    return rules;
}

}  // namespace tributary::connectors::sqlite
