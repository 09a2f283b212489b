// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/export/row_export.h"

#include <QtCore/QFile>
#include <QtCore/QFileInfo>
#include <QtCore/QSaveFile>

#include "core/result/cell_format.h"
#include "core/result/store_query.h"

namespace tributary::ui {

namespace {

constexpr uint64_t kRowsAtOnce = 8 * STANDARD_VECTOR_SIZE;

using ChunkVisitor = std::function<Result<void>(duckdb::DataChunk&)>;

std::vector<result::RowRange> rangesOf(const RowChoice& choice) {
    if (choice.ranges.empty()) return {{0, choice.view.rowCount()}};
    return choice.ranges;
}

std::vector<sql::Column> columnsOf(const RowChoice& choice) {
    const auto& all = choice.view.store().columns();
    if (choice.columns.empty()) return all;
    std::vector<sql::Column> columns;
    for (const size_t column : choice.columns) columns.push_back(all.at(column));
    return columns;
}

Result<void> visitRows(const RowChoice& choice, const CancelToken& token, const ChunkVisitor& visitor) {
    for (const auto& range : rangesOf(choice)) {
        for (uint64_t done = 0; done < range.count;) {
            if (auto go = token.check(); !go) return go;
            const uint64_t count = std::min(kRowsAtOnce, range.count - done);
            auto pieces = choice.view.rows({range.first + done, count}, choice.columns);
            if (!pieces) return fail(pieces.error());
            if (pieces->empty()) break;
            for (auto& piece : *pieces) {
                if (auto taken = visitor(*piece.chunk); !taken) return taken;
            }
            done += count;
        }
    }
    return {};
}

/// Tab-separated; a value with a tab, a line break or a quote is quoted as spreadsheets do.
void appendField(std::string& out, const std::optional<std::string>& text) {
    if (!text) return;
    if (text->find_first_of("\t\r\n\"") == std::string::npos) {
        out += *text;
        return;
    }
    out += '"';
    for (const char c : *text) {
        if (c == '"') out += '"';
        out += c;
    }
    out += '"';
}

void appendLines(std::string& out, duckdb::DataChunk& chunk) {
    std::vector<std::vector<std::optional<std::string>>> columns;
    for (auto& vector : chunk.data) columns.push_back(result::formatVector(vector, chunk.size()));
    for (duckdb::idx_t row = 0; row < chunk.size(); ++row) {
        if (!out.empty()) out += '\n';
        for (size_t c = 0; c < columns.size(); ++c) {
            if (c > 0) out += '\t';
            appendField(out, columns[c][row]);
        }
    }
}

void appendHeader(std::string& out, const std::vector<sql::Column>& columns) {
    for (size_t c = 0; c < columns.size(); ++c) {
        if (c > 0) out += '\t';
        appendField(out, columns[c].name);
    }
}

void appendInList(std::string& out, duckdb::DataChunk& chunk) {
    const bool bare = result::isNumeric(chunk.data[0].GetType());
    for (const auto& text : result::formatVector(chunk.data[0], chunk.size())) {
        if (!text) continue;  // NULL never equals anything in an IN list
        out += out.empty() ? "" : ", ";
        if (bare) {
            out += *text;
            continue;
        }
        out += '\'';
        for (const char c : *text) {
            if (c == '\'') out += '\'';
            out += c;
        }
        out += '\'';
    }
}

result::Format writerFormat(CopyFormat format) {
    switch (format) {
        case CopyFormat::Json:
            return result::Format::Json;
        case CopyFormat::Markdown:
            return result::Format::Markdown;
        case CopyFormat::Insert:
            return result::Format::Insert;
        default:
            return result::Format::Csv;
    }
}

Error tooLong(size_t limitBytes) {
    return Error(ErrorCode::Resource,
                 "The selection is longer than " + std::to_string(limitBytes >> 20) +
                     " MiB, which is too much for the clipboard.",
                 "Use Export to write it to a file.");
}

Error cannotWrite(const QString& path, const QString& why) {
    return Error(ErrorCode::Io,
                 "The file " + path.toStdString() + " cannot be written: " + why.toStdString() + ".",
                 "Choose another folder or free space on the disk.");
}

Result<ExportOutcome> exportParquet(const ExportRequest& request, const CancelToken& token) {
    const auto quoted = [](std::string text, char quote) {
        std::string out(1, quote);
        for (const char c : text) {
            if (c == quote) out += quote;
            out += c;
        }
        return out + quote;
    };
    const QString part = request.path + QStringLiteral(".part");
    const std::string file = quoted(part.toStdString(), '\'');
    std::string columns;
    const auto& all = request.rows.view.store().columns();
    std::vector<size_t> chosen = request.rows.columns;
    for (size_t c = 0; chosen.size() < all.size() && request.rows.columns.empty(); ++c) chosen.push_back(c);
    for (const size_t c : chosen) {
        columns +=
            (columns.empty() ? "" : ", ") + result::StoreQuery::column(c) + " AS " + quoted(all[c].name, '"');
    }
    ExportOutcome outcome;
    outcome.rowsRead = request.rows.rowCount();
    auto query = result::StoreQuery::open(request.rows.view, request.rows.ranges);
    if (!query) return fail(query.error());
    const auto ignore = [](duckdb::DataChunk&) -> Result<void> { return {}; };
    auto done = (*query)->run(
        "COPY (SELECT " + columns + " FROM result_rows() ORDER BY view_row) TO " + file + " (FORMAT parquet)",
        token, ignore);
    if (done) {
        done = (*query)->run("SELECT count(*) FROM read_parquet(" + file + ")", token,
                             [&](duckdb::DataChunk& chunk) -> Result<void> {
                                 outcome.rowsWritten =
                                     static_cast<uint64_t>(chunk.GetValue(0, 0).GetValue<int64_t>());
                                 return {};
                             });
    }
    if (!done) {
        QFile::remove(part);
        if (done.error().code == ErrorCode::Io) {
            return fail(cannotWrite(request.path, QString::fromStdString(done.error().message)));
        }
        return fail(done.error());
    }
    QFile::remove(request.path);
    if (!QFile::rename(part, request.path)) {
        return fail(ErrorCode::Io,
                    "The finished file could not be renamed to " + request.path.toStdString() + ".",
                    "It is kept as " + part.toStdString() + ".");
    }
    outcome.bytes = QFileInfo(request.path).size();
    return outcome;
}

Result<ExportOutcome> exportText(const ExportRequest& request, const CancelToken& token,
                                 const std::function<void(uint64_t)>& progress) {
    ExportOutcome outcome;
    QSaveFile file(request.path);
    if (!file.open(QIODevice::WriteOnly)) return fail(cannotWrite(request.path, file.errorString()));
    const auto sink = [&](std::string_view bytes) -> Result<void> {
        outcome.bytes += static_cast<qint64>(bytes.size());
        if (file.write(bytes.data(), static_cast<qint64>(bytes.size())) == static_cast<qint64>(bytes.size()))
            return {};
        return fail(cannotWrite(request.path, file.errorString()));
    };
    result::WriterOptions options;
    options.header = request.header;
    if (!request.tableName.isEmpty()) options.tableName = request.tableName.toStdString();
    auto writer = result::makeWriter(request.format, sink, options);
    if (!writer) return fail(writer.error());
    auto done = (*writer)->begin(columnsOf(request.rows));
    if (done) {
        done = visitRows(request.rows, token, [&](duckdb::DataChunk& chunk) -> Result<void> {
            outcome.rowsRead += chunk.size();
            if (auto written = (*writer)->write(chunk); !written) return written;
            progress((*writer)->rowsWritten());
            return {};
        });
    }
    if (done) done = (*writer)->end();
    if (!done) return fail(done.error());
    outcome.rowsWritten = (*writer)->rowsWritten();
    if (!file.commit()) return fail(cannotWrite(request.path, file.errorString()));
    return outcome;
}

}  // namespace

uint64_t RowChoice::rowCount() const {
    uint64_t rows = 0;
    for (const auto& range : rangesOf(*this)) rows += range.count;
    return rows;
}

Result<std::string> rowsAsText(const RowChoice& choice, CopyFormat format, const CancelToken& token,
                               size_t limitBytes) {
    std::string out;
    if (format == CopyFormat::Text || format == CopyFormat::TextWithHeader || format == CopyFormat::InList) {
        if (format == CopyFormat::TextWithHeader) appendHeader(out, columnsOf(choice));
        auto done = visitRows(choice, token, [&](duckdb::DataChunk& chunk) -> Result<void> {
            format == CopyFormat::InList ? appendInList(out, chunk) : appendLines(out, chunk);
            if (out.size() > limitBytes) return fail(tooLong(limitBytes));
            return {};
        });
        if (!done) return fail(done.error());
        return format == CopyFormat::InList ? "(" + out + ")" : out;
    }
    const auto sink = [&](std::string_view bytes) -> Result<void> {
        if (out.size() + bytes.size() > limitBytes) return fail(tooLong(limitBytes));
        out += bytes;
        return {};
    };
    auto writer = result::makeWriter(writerFormat(format), sink);
    if (!writer) return fail(writer.error());
    auto done = (*writer)->begin(columnsOf(choice));
    if (done) {
        done = visitRows(choice, token, [&](duckdb::DataChunk& chunk) { return (*writer)->write(chunk); });
    }
    if (done) done = (*writer)->end();
    if (!done) return fail(done.error());
    return out;
}

Result<ExportOutcome> exportRows(const ExportRequest& request, const CancelToken& token,
                                 const std::function<void(uint64_t)>& progress) {
    auto outcome = request.format == result::Format::Parquet ? exportParquet(request, token)
                                                             : exportText(request, token, progress);
    if (!outcome) return outcome;
    if (outcome->rowsWritten != request.rows.rowCount()) {
        return fail(ErrorCode::Corrupt,
                    "The file holds " + std::to_string(outcome->rowsWritten) + " rows, but " +
                        std::to_string(request.rows.rowCount()) + " were to be written.",
                    "Do not use this file; export again.");
    }
    return outcome;
}

}  // namespace tributary::ui
