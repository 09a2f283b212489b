// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/result/cell_text.h"

#include <cstring>
#include <duckdb/common/vector_operations/vector_operations.hpp>

#include "core/result/number_text.h"

namespace tributary::result {
namespace {

using duckdb::idx_t;
using duckdb::LogicalTypeId;
static_assert(CellText::kRoom >= kNumberRoom);

template <typename T>
char* printInteger(char* to, const CellText& cells, idx_t index) {
    if constexpr (std::is_signed_v<T>) return writeSigned(to, cells.value<T>(index));
    return writeUnsigned(to, static_cast<uint64_t>(cells.value<T>(index)));
}

char* printBoolean(char* to, const CellText& cells, idx_t index) {
    const std::string_view text = cells.value<bool>(index) ? "true" : "false";
    std::memcpy(to, text.data(), text.size());
    return to + text.size();
}

char* printDouble(char* to, const CellText& cells, idx_t index) {
    return writeDouble(to, cells.value<double>(index));
}
char* printFloat(char* to, const CellText& cells, idx_t index) {
    return writeFloat(to, cells.value<float>(index));
}

template <typename T>
char* printDecimal(char* to, const CellText& cells, idx_t index) {
    return writeDecimal(to, int64_t{cells.value<T>(index)}, duckdb::DecimalType::GetScale(cells.type()));
}
char* printWideDecimal(char* to, const CellText& cells, idx_t index) {
    return writeDecimal(to, cells.value<duckdb::hugeint_t>(index),
                        duckdb::DecimalType::GetScale(cells.type()));
}

char* printDate(char* to, const CellText& cells, idx_t index) {
    return writeDate(to, cells.value<duckdb::date_t>(index));
}
char* printTime(char* to, const CellText& cells, idx_t index) {
    return writeTime(to, cells.value<int64_t>(index));
}
char* printTimestamp(char* to, const CellText& cells, idx_t index) {
    return writeTimestamp(to, cells.value<duckdb::timestamp_t>(index));
}
char* printTimestampTz(char* to, const CellText& cells, idx_t index) {
    const auto value = cells.value<duckdb::timestamp_t>(index);
    to = writeTimestamp(to, value);
    if (!duckdb::Timestamp::IsFinite(value)) return to;
    std::memcpy(to, "+00", 3);
    return to + 3;
}

CellText::Printer decimalPrinter(const duckdb::LogicalType& type) {
    switch (type.InternalType()) {
        case duckdb::PhysicalType::INT16:
            return printDecimal<int16_t>;
        case duckdb::PhysicalType::INT32:
            return printDecimal<int32_t>;
        case duckdb::PhysicalType::INT64:
            return printDecimal<int64_t>;
        default:
            return printWideDecimal;
    }
}

CellText::Printer printerFor(const duckdb::LogicalType& type) {
    switch (type.id()) {
        case LogicalTypeId::BOOLEAN:
            return printBoolean;
        case LogicalTypeId::TINYINT:
            return printInteger<int8_t>;
        case LogicalTypeId::SMALLINT:
            return printInteger<int16_t>;
        case LogicalTypeId::INTEGER:
            return printInteger<int32_t>;
        case LogicalTypeId::BIGINT:
            return printInteger<int64_t>;
        case LogicalTypeId::UTINYINT:
            return printInteger<uint8_t>;
        case LogicalTypeId::USMALLINT:
            return printInteger<uint16_t>;
        case LogicalTypeId::UINTEGER:
            return printInteger<uint32_t>;
        case LogicalTypeId::UBIGINT:
            return printInteger<uint64_t>;
        case LogicalTypeId::FLOAT:
            return printFloat;
        case LogicalTypeId::DOUBLE:
            return printDouble;
        case LogicalTypeId::DECIMAL:
            return decimalPrinter(type);
        case LogicalTypeId::DATE:
            return printDate;
        case LogicalTypeId::TIME:
            return printTime;
        case LogicalTypeId::TIMESTAMP:
            return printTimestamp;
        case LogicalTypeId::TIMESTAMP_TZ:
            return printTimestampTz;
        default:
            return nullptr;
    }
}

}  // namespace

CellText::CellText(const duckdb::LogicalType& type) : m_type(type), m_printer(printerFor(type)) {}
CellText::~CellText() = default;
CellText::CellText(CellText&&) noexcept = default;

void CellText::load(duckdb::Vector& vector, idx_t count) {
    duckdb::Vector* shown = &vector;
    if (!m_printer && m_type.id() != LogicalTypeId::VARCHAR) {
        m_cast = std::make_unique<duckdb::Vector>(duckdb::LogicalType::VARCHAR, count);
        duckdb::VectorOperations::DefaultCast(vector, *m_cast, count);
        shown = m_cast.get();
    }
    shown->ToUnifiedFormat(count, m_format);
    m_allValid = m_format.validity.AllValid();
}

}  // namespace tributary::result
