// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <duckdb.hpp>
#include <memory>
#include <string_view>

#include "core/result/out_buffer.h"

namespace tributary::result {

/// The exact text of the cells of one vector, column by column: `load` once, then ask per row. Common fixed
/// types are printed straight into the buffer; the rest is cast by DuckDB, a vector at a time. Throws what
/// DuckDB throws. One thread; the vector must outlive it.
class CellText {
  public:
    explicit CellText(const duckdb::LogicalType& type);
    ~CellText();
    CellText(CellText&&) noexcept;

    void load(duckdb::Vector& vector, duckdb::idx_t count);

    bool isNull(duckdb::idx_t row) const {
        return !m_allValid && !m_format.validity.RowIsValid(m_format.sel->get_index(row));
    }
    /// True: the text is one of digits, letters and ": .+-" only and never needs quotes; `append` it.
    /// False: `text` gives it.
    bool isPlain() const { return m_printer != nullptr; }
    void append(OutBuffer& out, duckdb::idx_t row) const { out.advance(print(out.room(kRoom), row)); }
    /// Writes a plain text at `to`, which has `kRoom` bytes, and gives its end.
    char* print(char* to, duckdb::idx_t row) const {
        return m_printer(to, *this, m_format.sel->get_index(row));
    }
    std::string_view text(duckdb::idx_t row) const {
        const auto& value =
            reinterpret_cast<const duckdb::string_t*>(m_format.data)[m_format.sel->get_index(row)];
        return {value.GetData(), value.GetSize()};
    }

    /// The fixed-size value in `index` of the vector's own data.
    template <typename T>
    T value(duckdb::idx_t index) const {
        return reinterpret_cast<const T*>(m_format.data)[index];
    }
    template <typename T>
    T valueAt(duckdb::idx_t row) const {
        return value<T>(m_format.sel->get_index(row));
    }
    const duckdb::LogicalType& type() const { return m_type; }

    static constexpr size_t kRoom = 64;
    using Printer = char* (*)(char* to, const CellText& cells, duckdb::idx_t index);

  private:
    duckdb::LogicalType m_type;
    Printer m_printer = nullptr;
    bool m_allValid = false;  ///< no cell of the vector is NULL
    duckdb::UnifiedVectorFormat m_format;
    std::unique_ptr<duckdb::Vector> m_cast;
};

}  // namespace tributary::result
