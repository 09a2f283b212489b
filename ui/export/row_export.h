// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QtCore/QString>
#include <functional>
#include <vector>

#include "core/base/cancel_token.h"
#include "core/base/error.h"
#include "core/result/store_view.h"
#include "core/result/writer.h"

namespace tributary::ui {

/// Rows and columns to write: all rows when `ranges` is empty, all columns when `columns` is.
struct RowChoice {
    result::StoreView view;
    std::vector<result::RowRange> ranges;
    std::vector<size_t> columns;

    uint64_t rowCount() const;
};

enum class CopyFormat { Text, TextWithHeader, Csv, Json, Markdown, Insert, InList };

/// The chosen cells as text for the clipboard: exact, in the sequence of the view. Text: tab-separated as
/// spreadsheets take it, NULL empty; with a header: column names first. InList: ('a', 'b') of the first
/// column. Resource error above `limitBytes`. Any thread.
Result<std::string> rowsAsText(const RowChoice& choice, CopyFormat format, const CancelToken& token,
                               size_t limitBytes = size_t{256} << 20);

struct ExportRequest {
    RowChoice rows;
    result::Format format = result::Format::Csv;
    QString path;
    bool header = true;
    QString tableName;
};

struct ExportOutcome {
    uint64_t rowsRead = 0;
    uint64_t rowsWritten = 0;  ///< as counted by who wrote, for Parquet by reading the file again
    qint64 bytes = 0;
};

/// Streams rows into a file, which appears under its name only when it is whole. Fails when the count written
/// is not the count read. `progress` gets rows written so far, in the calling thread. Not in the UI thread.
Result<ExportOutcome> exportRows(const ExportRequest& request, const CancelToken& token,
                                 const std::function<void(uint64_t)>& progress);

}  // namespace tributary::ui
