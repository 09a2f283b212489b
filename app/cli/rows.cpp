// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/rows.h"

#include <cstdio>

#include "app/cli/output.h"
#include "app/cli/terminal.h"

namespace tributary::cli {
namespace {

Result<void> printTable(const std::vector<std::string>& headers, const std::vector<Row>& rows) {
    auto output = Output::standard();
    auto writer = result::makeWriter(result::Format::Table, output.sink());
    if (!writer) return fail(writer.error());
    std::vector<sql::Column> columns;
    duckdb::vector<duckdb::LogicalType> types;
    for (const auto& header : headers) {
        sql::Column column;
        column.name = header;
        column.type = duckdb::LogicalType::VARCHAR;
        columns.push_back(std::move(column));
        types.push_back(duckdb::LogicalType::VARCHAR);
    }
    auto begun = (*writer)->begin(columns);
    if (!begun) return begun;
    for (size_t first = 0; first < rows.size(); first += STANDARD_VECTOR_SIZE) {
        const size_t count = std::min<size_t>(rows.size() - first, STANDARD_VECTOR_SIZE);
        duckdb::DataChunk chunk;
        chunk.Initialize(duckdb::Allocator::DefaultAllocator(), types);
        for (size_t r = 0; r < count; r++) {
            for (size_t c = 0; c < headers.size(); c++) {
                const auto& cell = rows[first + r][c];
                chunk.SetValue(c, r,
                               cell ? duckdb::Value(*cell) : duckdb::Value(duckdb::LogicalType::VARCHAR));
            }
        }
        chunk.SetCardinality(count);
        auto written = (*writer)->write(chunk);
        if (!written) return written;
    }
    return (*writer)->end();
}

template <class Json>
int show(const Json& json) {
    std::puts(json.dump(2, ' ', false, Json::error_handler_t::replace).c_str());
    return kOk;
}

}  // namespace

int showTable(const std::vector<std::string>& headers, const std::vector<Row>& rows) {
    auto printed = printTable(headers, rows);
    return printed ? static_cast<int>(kOk) : report(printed.error());
}

int showJson(const nlohmann::json& json) {
    return show(json);
}

int showJson(const nlohmann::ordered_json& json) {
    return show(json);
}

}  // namespace tributary::cli
