// SPDX-License-Identifier: GPL-3.0-or-later
#include <unistd.h>

#include <cerrno>
#include <ctime>
#include <tributary_plugin.hpp>

#include "plugins/html-report/page.h"

namespace report {
namespace {

using namespace tributary_sdk;

constexpr size_t kCellBytes = 2000;

/// Collects text and writes it in large pieces.
class Writer {
  public:
    Writer(int fd, const Host& host) : m_fd(fd), m_host(host) {}
    void put(const std::string& text) {
        m_buffer += text;
        if (m_buffer.size() > 1 << 18) flush();
    }
    void flush() {
        for (size_t at = 0; at < m_buffer.size();) {
            m_host.check();
            const ssize_t put = write(m_fd, m_buffer.data() + at, m_buffer.size() - at);
            if (put < 0 && errno != EINTR)
                fail("The file cannot be written: " + std::string(std::strerror(errno)));
            at += static_cast<size_t>(std::max<ssize_t>(put, 0));
        }
        m_buffer.clear();
    }

  private:
    int m_fd;
    const Host& m_host;
    std::string m_buffer;
};

/// One row of the table, as HTML.
std::string rowHtml(const Batch& batch, int64_t row, const std::vector<ColumnSummary>& columns) {
    std::string out = "<tr>";
    for (size_t i = 0; i < batch.width(); ++i) {
        const Column& column = batch.column(i);
        if (column.isNull(row)) {
            out += "<td data-null><em>NULL</em></td>";
            continue;
        }
        const bool numeric = columns[i].isNumeric();
        out += numeric ? "<td class=\"n\"" : "<td";
        if (numeric || columns[i].isTemporal()) {
            const double value = column.number(row);
            if (std::isfinite(value)) out += " data-v=\"" + floatText(value, false) + "\"";
        }
        std::string text = column.display(row);
        if (text.size() > kCellBytes) {
            size_t end = 0;
            while (end < kCellBytes) end += std::max<size_t>(1, utf8Length(text, end));
            text = text.substr(0, end) + "…";
        }
        out += ">" + escaped(text) + "</td>";
    }
    return out + "</tr>\n";
}

std::string now() {
    const std::time_t seconds = std::time(nullptr);
    return timestampText(seconds, 1, false) + " UTC";
}

void exportRows(ExporterCall& call) {
    const auto most = static_cast<size_t>(call.config.integer("rows", 1000, 0, 100000));
    const Page page(call.config.text("title", "Report"),
                    call.config.choice("language", {"en", "zh"}, "en") == "zh");
    const bool dated = call.config.flag("dated", true);
    std::vector<ColumnSummary> columns;
    for (size_t i = 0; i < call.input.width(); ++i)
        columns.emplace_back(call.input.name(i), call.input.type(i));
    std::string shown;
    size_t shownRows = 0;
    int64_t rows = 0;
    call.host.progress(-1);
    for (Batch batch; call.input.next(batch);) {
        for (int64_t row = 0; row < batch.rows(); ++row) {
            if (row % 256 == 0) call.host.check();
            for (size_t i = 0; i < columns.size(); ++i) columns[i].add(batch.column(i), row);
            if (shownRows >= most) continue;
            shown += rowHtml(batch, row, columns);
            ++shownRows;
        }
        rows += batch.rows();
    }
    Writer out(call.output, call.host);
    out.put(page.head());
    out.put(page.overview(rows, columns.size(), dated ? now() : ""));
    for (const ColumnSummary& column : columns) {
        call.host.check();
        out.put(page.card(column));
    }
    out.put(page.tableHead(columns, shownRows, rows));
    out.put(shown);
    out.put(page.foot());
    out.flush();
    call.host.progress(1);
}

}  // namespace
}  // namespace report

extern "C" const TributaryPlugin* tributary_plugin_main(const TributaryHost* host) {
    static const TributaryPlugin plugin =
        tributary_sdk::plugin("html-report", "1.0.0").exporter<report::exportRows>();
    return tributary_sdk::understands(host) ? &plugin : nullptr;
}
