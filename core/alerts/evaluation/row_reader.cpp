// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/alerts/evaluation/row_reader.h"

#include <algorithm>

#include "core/sql/type_kind.h"

namespace tributary::alerts {
namespace {

using duckdb::LogicalTypeId;

bool isValue(const duckdb::LogicalType& type) {
    return type.IsNumeric() || type.id() == LogicalTypeId::BOOLEAN;
}

bool isText(const duckdb::LogicalType& type) {
    return type.id() == LogicalTypeId::VARCHAR || type.id() == LogicalTypeId::ENUM ||
           type.id() == LogicalTypeId::UUID;
}

Result<size_t> find(const std::vector<sql::Column>& columns, size_t skip, const std::string& name) {
    std::string have;
    for (size_t i = skip; i < columns.size(); i++) {
        if (duckdb::StringUtil::CIEquals(columns[i].name, name)) return i;
        have += (have.empty() ? "" : ", ") + columns[i].name;
    }
    return fail(ErrorCode::Data, "The query returns no column '" + name + "'", "It returns " + have + ".");
}

/// The column cast to `type`; a value that does not fit is an error naming the column.
Result<void> castTo(duckdb::Vector& from, duckdb::Vector& to, size_t count, const std::string& name) {
    try {
        duckdb::string why;
        if (duckdb::VectorOperations::DefaultTryCast(from, to, count, &why)) return {};
        return fail(ErrorCode::Data, "The column '" + name + "' holds a value that is no number: " + why);
    } catch (const std::exception& e) {
        return fail(ErrorCode::Data,
                    "The column '" + name + "' cannot be read: " + duckdb::ErrorData(e).Message());
    }
}

}  // namespace

Result<RowReader> RowReader::make(const SampleSource::Query& query, const std::vector<sql::Column>& columns,
                                  size_t skip) {
    RowReader reader;
    std::vector<bool> taken(columns.size(), false);
    const auto take = [&](const std::string& name, std::vector<size_t>& into) -> Result<void> {
        auto at = find(columns, skip, name);
        if (!at) return fail(at.error());
        taken[*at] = true;
        into.push_back(*at);
        return {};
    };
    for (const auto& name : query.labelColumns)
        if (auto done = take(name, reader.m_labels); !done) return fail(done.error());
    for (const auto& name : query.valueColumns)
        if (auto done = take(name, reader.m_values); !done) return fail(done.error());
    std::vector<size_t> times;
    if (!query.timeColumn.empty())
        if (auto done = take(query.timeColumn, times); !done) return fail(done.error());
    for (size_t i = skip; i < columns.size(); i++) {
        if (taken[i]) continue;
        if (query.timeColumn.empty() && sql::isPointInTime(columns[i].type)) times.push_back(i);
        if (query.labelColumns.empty() && isText(columns[i].type)) reader.m_labels.push_back(i);
        if (query.valueColumns.empty() && isValue(columns[i].type)) reader.m_values.push_back(i);
    }
    if (times.size() == 1) reader.m_time = times[0];
    for (const size_t i : reader.m_labels) {
        reader.m_frame.labelColumns.push_back(columns[i].name);
        reader.m_labelNames.push_back(toLabelName(columns[i].name));
    }
    for (const size_t i : reader.m_values) reader.m_frame.valueColumns.push_back(columns[i].name);
    return reader;
}

Result<std::vector<std::optional<TimePoint>>> readTimes(duckdb::Vector& column, size_t count) {
    std::vector<std::optional<TimePoint>> out(count);
    duckdb::Vector micros(duckdb::LogicalType::TIMESTAMP, count);
    duckdb::Vector* source = &column;
    // With and without a zone are the same number of microseconds in UTC.
    if (column.GetType().id() != LogicalTypeId::TIMESTAMP &&
        column.GetType().id() != LogicalTypeId::TIMESTAMP_TZ) {
        if (auto cast = castTo(column, micros, count, "time"); !cast) return fail(cast.error());
        source = &micros;
    }
    duckdb::UnifiedVectorFormat format;
    source->ToUnifiedFormat(count, format);
    const auto* data = duckdb::UnifiedVectorFormat::GetData<duckdb::timestamp_t>(format);
    for (size_t row = 0; row < count; row++) {
        const auto at = format.sel->get_index(row);
        if (!format.validity.RowIsValid(at) || !duckdb::Timestamp::IsFinite(data[at])) continue;
        out[row] = TimePoint(std::chrono::floor<Duration>(std::chrono::microseconds(data[at].value)));
    }
    return out;
}

Result<void> RowReader::read(duckdb::DataChunk& chunk, std::vector<Sample>& out) const {
    const size_t count = chunk.size();
    const size_t first = out.size();
    out.resize(first + count);
    for (size_t i = 0; i < m_labels.size(); i++) {
        duckdb::Vector texts(duckdb::LogicalType::VARCHAR, count);
        auto cast = castTo(chunk.data[m_labels[i]], texts, count, m_frame.labelColumns[i]);
        if (!cast) return cast;
        duckdb::UnifiedVectorFormat format;
        texts.ToUnifiedFormat(count, format);
        const auto* data = duckdb::UnifiedVectorFormat::GetData<duckdb::string_t>(format);
        for (size_t row = 0; row < count; row++) {
            const auto at = format.sel->get_index(row);
            if (!format.validity.RowIsValid(at) || data[at].GetSize() == 0) continue;  // as no label
            out[first + row].labels[m_labelNames[i]] = data[at].GetString();
        }
    }
    for (size_t i = 0; i < m_values.size(); i++) {
        duckdb::Vector numbers(duckdb::LogicalType::DOUBLE, count);
        auto cast = castTo(chunk.data[m_values[i]], numbers, count, m_frame.valueColumns[i]);
        if (!cast) return cast;
        duckdb::UnifiedVectorFormat format;
        numbers.ToUnifiedFormat(count, format);
        const auto* data = duckdb::UnifiedVectorFormat::GetData<double>(format);
        for (size_t row = 0; row < count; row++) {
            const auto at = format.sel->get_index(row);
            out[first + row].values.push_back(format.validity.RowIsValid(at) ? std::optional(data[at])
                                                                             : std::nullopt);
        }
    }
    if (!m_time) return {};
    auto times = readTimes(chunk.data[*m_time], count);
    if (!times) return fail(times.error());
    for (size_t row = 0; row < count; row++) out[first + row].time = (*times)[row];
    return {};
}

}  // namespace tributary::alerts
