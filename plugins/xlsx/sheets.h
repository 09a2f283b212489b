// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <xlsxwriter.h>

#include <memory>
#include <string>
#include <tributary_plugin.hpp>
#include <vector>

namespace xlsx {

struct SheetSettings {
    std::string name = "Data";
    bool header = true;
    bool filter = true;
    int64_t rowsPerSheet = LXW_ROW_MAX;  ///< with the header
};

/// What could not be kept as it was.
struct Losses {
    int64_t shortenedTexts = 0;  ///< longer than the 32,767 characters a cell may have
    int64_t numbersAsText = 0;   ///< more digits than the 15 Excel keeps
    int64_t datesAsText = 0;     ///< before 1900-03-01 or after 9999
};

/// A workbook on disk that gets rows one after the other and begins another sheet when one is full. Memory
/// does not grow with the rows. Throws tributary_sdk::Failure.
class Sheets {
  public:
    /// `file` and the temporary files of the sheets, in `folder`, must be writable.
    Sheets(const std::string& file, const std::string& folder, const tributary_sdk::Input& input,
           SheetSettings settings);
    void add(const tributary_sdk::Batch& batch, int64_t row);
    /// Writes the file.
    void close();
    const Losses& losses() const { return m_losses; }
    size_t sheetCount() const { return m_count; }

  private:
    struct ColumnStyle {
        lxw_format* format = nullptr;
        lxw_format* fraction = nullptr;  ///< timestamps with parts of a second
        std::string title;
        size_t width = 8;
    };
    struct Freed {
        void operator()(lxw_workbook* workbook) const { lxw_workbook_free(workbook); }
    };
    void begin();
    void setWidths();
    void cell(const tributary_sdk::Column& column, int64_t row, lxw_col_t at);
    void text(std::string value, lxw_col_t at);
    void exactNumber(const std::string& digits, double value, lxw_col_t at);
    void moment(const tributary_sdk::Column& column, int64_t row, lxw_col_t at);
    lxw_format* numberFormat(const char* pattern);
    void check(lxw_error error) const;

    std::unique_ptr<lxw_workbook, Freed> m_workbook;
    SheetSettings m_settings;
    lxw_worksheet* m_sheet = nullptr;
    lxw_format* m_bold = nullptr;
    std::vector<ColumnStyle> m_styles;
    Losses m_losses;
    int64_t m_row = 0;
    size_t m_count = 0;
};

}  // namespace xlsx
