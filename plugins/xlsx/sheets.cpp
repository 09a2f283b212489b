// SPDX-License-Identifier: GPL-3.0-or-later
#include "plugins/xlsx/sheets.h"

#include <algorithm>
#include <cmath>

namespace xlsx {
namespace {

using namespace tributary_sdk;

constexpr int64_t kEpochSerial = 25569;    ///< Excel's number of 1970-01-01
constexpr int64_t kFirstSafeDay = -25508;  ///< 1900-03-01: before it Excel counts a day that never was
constexpr int64_t kLastDay = 2932896;      ///< 9999-12-31
constexpr size_t kCellCharacters = 32767;  ///< in UTF-16 units
constexpr size_t kExactDigits = 15;

size_t digitsOf(const std::string& number) {
    size_t out = 0;
    bool leading = true;
    for (const char c : number) {
        if (c < '0' || c > '9') continue;
        leading = leading && c == '0';
        out += !leading;
    }
    return out;
}

/// As much of `text` as a cell takes; whole characters.
size_t cutAt(const std::string& text) {
    size_t units = 0, at = 0;
    while (at < text.size()) {
        const size_t length = std::max<size_t>(1, utf8Length(text, at));
        units += length == 4 ? 2 : 1;
        if (units > kCellCharacters) break;
        at += length;
    }
    return at;
}

}  // namespace

Sheets::Sheets(const std::string& file, const std::string& folder, const Input& input, SheetSettings settings)
    : m_settings(std::move(settings)) {
    if (input.width() > LXW_COL_MAX)
        failData("The rows have " + std::to_string(input.width()) +
                 " columns; a sheet has 16,384. Leave some out.");
    lxw_workbook_options options{};
    options.constant_memory = LXW_TRUE;
    std::string temporary = folder;
    options.tmpdir = temporary.data();
    m_workbook.reset(workbook_new_opt(file.c_str(), &options));
    if (!m_workbook) fail("The workbook cannot be begun in the plugin's data folder.");
    m_bold = workbook_add_format(m_workbook.get());
    format_set_bold(m_bold);
    for (size_t i = 0; i < input.width(); ++i) {
        const TypeInfo type = input.type(i);
        ColumnStyle style;
        style.title = input.name(i);
        if (type.type == Type::Date) style.format = numberFormat("yyyy-mm-dd");
        if (type.type == Type::Time) style.format = numberFormat("hh:mm:ss");
        if (type.type == Type::Duration) style.format = numberFormat("[h]:mm:ss");
        if (type.type == Type::Decimal && type.scale > 0)
            style.format = numberFormat(("0." + std::string(static_cast<size_t>(type.scale), '0')).c_str());
        if (type.type == Type::Timestamp) {
            style.format = numberFormat("yyyy-mm-dd hh:mm:ss");
            style.fraction = numberFormat("yyyy-mm-dd hh:mm:ss.000");
            if (!type.zone.empty()) style.title += " (UTC)";  // a cell has no time zone
        }
        style.width = std::max<size_t>(8, style.title.size() + 3);
        m_styles.push_back(std::move(style));
    }
    begin();
}

lxw_format* Sheets::numberFormat(const char* pattern) {
    lxw_format* out = workbook_add_format(m_workbook.get());
    format_set_num_format(out, pattern);
    return out;
}

void Sheets::check(lxw_error error) const {
    if (error == LXW_NO_ERROR) return;
    if (error == LXW_ERROR_SHEETNAME_LENGTH_EXCEEDED || error == LXW_ERROR_INVALID_SHEETNAME_CHARACTER ||
        error == LXW_ERROR_SHEETNAME_START_END_APOSTROPHE)
        failConfig("\"" + m_settings.name +
                   "\" cannot be a sheet's name: at most 31 characters, none of [ ] : * ? / \\.");
    fail(std::string("The workbook cannot be written: ") + lxw_strerror(error));
}

void Sheets::begin() {
    ++m_count;
    const std::string name = m_count == 1 ? m_settings.name : m_settings.name + " " + std::to_string(m_count);
    check(workbook_validate_sheet_name(m_workbook.get(), name.c_str()));
    m_sheet = workbook_add_worksheet(m_workbook.get(), name.c_str());
    if (!m_sheet) fail("Another sheet cannot be begun: the plugin's data folder may be full.");
    m_row = 0;
    if (!m_settings.header || m_styles.empty()) return;
    for (size_t i = 0; i < m_styles.size(); ++i)
        check(
            worksheet_write_string(m_sheet, 0, static_cast<lxw_col_t>(i), m_styles[i].title.c_str(), m_bold));
    worksheet_freeze_panes(m_sheet, 1, 0);
    m_row = 1;
}

void Sheets::setWidths() {
    for (size_t i = 0; i < m_styles.size(); ++i)
        worksheet_set_column(m_sheet, static_cast<lxw_col_t>(i), static_cast<lxw_col_t>(i),
                             static_cast<double>(std::min<size_t>(60, m_styles[i].width)), nullptr);
    if (m_settings.header && m_settings.filter && !m_styles.empty())
        worksheet_autofilter(m_sheet, 0, 0, static_cast<lxw_row_t>(std::max<int64_t>(m_row - 1, 0)),
                             static_cast<lxw_col_t>(m_styles.size() - 1));
}

void Sheets::text(std::string value, lxw_col_t at) {
    if (value.size() > kCellCharacters) {
        const size_t end = cutAt(value);
        m_losses.shortenedTexts += end < value.size();
        value.resize(end);
    }
    if (m_row < 200)
        m_styles[at].width = std::max(m_styles[at].width, std::min<size_t>(60, value.size() + 1));
    // Always a text, so "=…", "+…" and "@…" are never run as a formula.
    check(worksheet_write_string(m_sheet, static_cast<lxw_row_t>(m_row), at, value.c_str(), nullptr));
}

void Sheets::exactNumber(const std::string& digits, double value, lxw_col_t at) {
    if (digitsOf(digits) > kExactDigits) {
        ++m_losses.numbersAsText;
        return text(digits, at);
    }
    if (m_row < 200) m_styles[at].width = std::max(m_styles[at].width, digits.size() + 2);
    check(worksheet_write_number(m_sheet, static_cast<lxw_row_t>(m_row), at, value, m_styles[at].format));
}

void Sheets::moment(const Column& column, int64_t row, lxw_col_t at) {
    const int64_t micros = column.micros(row), day = floorDivide(micros, 86400000000);
    if (day < kFirstSafeDay || day > kLastDay) {
        ++m_losses.datesAsText;
        return text(column.display(row), at);
    }
    const int64_t ofDay = micros - day * 86400000000;
    const bool fraction = ofDay % 1000000 != 0 && m_styles[at].fraction;
    m_styles[at].width = std::max<size_t>(m_styles[at].width, column.info().type == Type::Date ? 11
                                                              : fraction                       ? 24
                                                                                               : 20);
    const double serial = static_cast<double>(day + kEpochSerial) + static_cast<double>(ofDay) / 86400e6;
    check(worksheet_write_number(m_sheet, static_cast<lxw_row_t>(m_row), at, serial,
                                 fraction ? m_styles[at].fraction : m_styles[at].format));
}

void Sheets::cell(const Column& column, int64_t row, lxw_col_t at) {
    if (column.isNull(row)) return;
    const TypeInfo& type = column.info();
    const auto place = static_cast<lxw_row_t>(m_row);
    switch (type.type) {
        case Type::Bool:
            return check(worksheet_write_boolean(m_sheet, place, at, column.boolean(row), nullptr));
        case Type::Int:
        case Type::UInt:
        case Type::Decimal:
            return exactNumber(column.display(row), column.number(row), at);
        case Type::Float:
            if (!std::isfinite(column.number(row))) return text(column.display(row), at);
            return check(worksheet_write_number(m_sheet, place, at, column.number(row), nullptr));
        case Type::Date:
        case Type::Timestamp:
            return moment(column, row, at);
        case Type::Time:
        case Type::Duration: {
            const double days =
                static_cast<double>(column.integer(row)) / static_cast<double>(type.perSecond) / 86400;
            if (days < 0) return text(column.display(row), at);  // Excel shows ##### for them
            return check(worksheet_write_number(m_sheet, place, at, days, m_styles[at].format));
        }
        default:
            return text(column.display(row), at);
    }
}

void Sheets::add(const Batch& batch, int64_t row) {
    if (m_row >= m_settings.rowsPerSheet) {
        setWidths();
        begin();
    }
    for (size_t i = 0; i < batch.width(); ++i) cell(batch.column(i), row, static_cast<lxw_col_t>(i));
    ++m_row;
}

void Sheets::close() {
    setWidths();
    check(workbook_close(m_workbook.release()));  // frees it, whatever happens
}

}  // namespace xlsx
