// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/result/cell_format.h"

#include "core/result/cell_text.h"

namespace tributary::result {
namespace {

/// For what DuckDB cannot cast as a vector without a session.
std::vector<std::optional<std::string>> formatOneByOne(duckdb::Vector& vector, duckdb::idx_t count) {
    std::vector<std::optional<std::string>> out(count);
    for (duckdb::idx_t row = 0; row < count; row++) {
        const duckdb::Value value = vector.GetValue(row);
        if (!value.IsNull()) out[row] = value.ToString();
    }
    return out;
}

}  // namespace

std::vector<std::optional<std::string>> formatVector(duckdb::Vector& vector, duckdb::idx_t count) {
    try {
        CellText cells(vector.GetType());
        cells.load(vector, count);
        std::vector<std::optional<std::string>> out(count);
        char buffer[CellText::kRoom];
        for (duckdb::idx_t row = 0; row < count; row++) {
            if (cells.isNull(row)) continue;
            if (cells.isPlain()) {
                out[row].emplace(buffer, cells.print(buffer, row));
            } else {
                out[row].emplace(cells.text(row));
            }
        }
        return out;
    } catch (const std::exception&) {
        return formatOneByOne(vector, count);
    }
}

bool isNumeric(const duckdb::LogicalType& type) {
    return type.IsNumeric();
}

}  // namespace tributary::result
