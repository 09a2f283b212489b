// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/engine/export.h"

#include "core/base/part_file.h"
#include "core/sql/splitter.h"

namespace tributary::engine {
namespace {

std::string literal(const std::string& text) {
    std::string out = "'";
    for (char c : text) {
        out += c;
        if (c == '\'') out += c;
    }
    return out + "'";
}

Result<uint64_t> copyTo(Session& session, const std::string& sql, const std::string& file,
                        const RunOptions& options, const CancelToken& token) {
    static const std::string kPrefix = "COPY (";
    auto run = session.run(
        kPrefix + sql + "\n) TO " + literal(file) + " (FORMAT parquet, COMPRESSION zstd, USE_TMP_FILE false)",
        options, token);
    if (!run) {
        Error error = run.error();
        if (error.position && error.position->line == 1 && error.position->column > kPrefix.size()) {
            error.position->column -= static_cast<uint32_t>(kPrefix.size());
        }
        return fail(std::move(error));
    }
    duckdb::DataChunk none;
    auto done = (*run)->next(none);
    if (!done) return fail(done.error());
    return (*run)->affectedRows().value_or(0);
}

}  // namespace

Result<uint64_t> exportParquet(Session& session, const std::string& sql, const std::string& file,
                               const RunOptions& options, const CancelToken& token) {
    const auto statements = sql::splitStatements(sql, sql::Lexis::DuckDb);
    if (statements.size() != 1) {
        return fail(ErrorCode::InvalidArgument, "Parquet takes the rows of one statement",
                    "Run the statements of the script one by one.");
    }
    auto target = PartFile::create(file);
    if (!target) return fail(target.error());
    auto rows = copyTo(session, std::string(statements[0].in(sql)), target->part(), options, token);
    if (!rows) return rows;
    if (auto committed = target->commit(); !committed) return fail(committed.error());
    return rows;
}

}  // namespace tributary::engine
