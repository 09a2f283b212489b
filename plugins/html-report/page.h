// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "plugins/html-report/column_summary.h"

namespace report {

/// The parts of the page, each a piece of HTML. All values are escaped.
class Page {
  public:
    Page(std::string title, bool chinese) : m_title(std::move(title)), m_chinese(chinese) {}
    std::string head() const;
    std::string overview(int64_t rows, size_t columns, const std::string& made) const;
    std::string card(const ColumnSummary& column) const;
    std::string tableHead(const std::vector<ColumnSummary>& columns, size_t shown, int64_t rows) const;
    std::string foot() const;
    const char* word(const char* english, const char* chinese) const { return m_chinese ? chinese : english; }

  private:
    std::string numbers(const ColumnSummary& column) const;
    std::string bars(const ColumnSummary& column) const;
    std::string chart(const ColumnSummary& column) const;
    std::string m_title;
    bool m_chinese;
};

std::string escaped(const std::string& text);
/// 1,234,567
std::string grouped(int64_t number);

}  // namespace report
