// SPDX-License-Identifier: MIT
//
// For tables that are small enough to be made at once: a list of rows of values.
#pragma once

#include <tributary_adbc_scan.hpp>

#include <variant>

namespace tributary::sdk {

/// monostate is NULL; int64_t is also a date (days), a time or a timestamp (microseconds).
using Value = std::variant<std::monostate, bool, int64_t, double, std::string>;

inline Cell cellOfValue(const Value& value) {
    if (const auto* v = std::get_if<bool>(&value)) return Cell::boolean(*v);
    if (const auto* v = std::get_if<int64_t>(&value)) return Cell::integer(*v);
    if (const auto* v = std::get_if<double>(&value)) return Cell::real(*v);
    if (const auto* v = std::get_if<std::string>(&value)) return Cell::text(*v);
    return Cell();
}

class FixedRows : public Rows {
  public:
    explicit FixedRows(std::vector<std::vector<Value>> rows) : m_rows(std::move(rows)) {}
    bool next(Row& row) override {
        if (m_at == m_rows.size()) return false;
        const auto& values = m_rows[m_at++];
        for (size_t i = 0; i < values.size(); i++) row[i] = cellOfValue(values[i]);
        return true;
    }

  private:
    std::vector<std::vector<Value>> m_rows;
    size_t m_at = 0;
};

}  // namespace tributary::sdk
