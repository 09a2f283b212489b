// SPDX-License-Identifier: GPL-3.0-or-later
#include <fcntl.h>
#include <unistd.h>

#include <cerrno>
#include <tributary_plugin.hpp>

#include "plugins/xlsx/sheets.h"

namespace xlsx {
namespace {

using namespace tributary_sdk;

/// A file of this process in the data folder, gone afterwards.
class TemporaryFile {
  public:
    explicit TemporaryFile(const std::string& folder) : m_path(folder + "/workbook-XXXXXX") {
        m_fd = mkstemp(m_path.data());
        if (m_fd < 0)
            fail("The plugin's data folder cannot be written to: " + std::string(std::strerror(errno)));
    }
    TemporaryFile(const TemporaryFile&) = delete;
    TemporaryFile& operator=(const TemporaryFile&) = delete;
    ~TemporaryFile() {
        close(m_fd);
        unlink(m_path.c_str());
    }
    const std::string& path() const { return m_path; }

  private:
    std::string m_path;
    int m_fd = -1;
};

void copyTo(int to, const std::string& path, const Host& host) {
    const int from = open(path.c_str(), O_RDONLY | O_CLOEXEC);
    if (from < 0) fail("The finished workbook cannot be read: " + std::string(std::strerror(errno)));
    struct Closed {
        int fd;
        ~Closed() { close(fd); }
    } closed{from};
    std::vector<char> buffer(1 << 18);
    for (ssize_t n = 0; (n = read(from, buffer.data(), buffer.size())) != 0;) {
        if (n < 0) fail("The finished workbook cannot be read: " + std::string(std::strerror(errno)));
        for (ssize_t done = 0; done < n;) {
            host.check();
            const ssize_t put = write(to, buffer.data() + done, static_cast<size_t>(n - done));
            if (put < 0 && errno != EINTR)
                fail("The file cannot be written: " + std::string(std::strerror(errno)));
            done += std::max<ssize_t>(put, 0);
        }
    }
}

void tellLosses(const Losses& losses, const Host& host) {
    const auto tell = [&](int64_t count, const char* what) {
        if (count > 0) host.log(TRIBUTARY_LOG_WARNING, std::to_string(count) + what);
    };
    tell(losses.shortenedTexts, " texts were cut to the 32,767 characters a cell may have.");
    tell(losses.numbersAsText,
         " numbers have more than the 15 digits Excel keeps, and were written as texts.");
    tell(losses.datesAsText,
         " dates are outside of Excel's calendar (1900-03-01 to 9999-12-31), and were written as texts.");
}

void exportRows(ExporterCall& call) {
    SheetSettings settings;
    settings.name = call.config.text("sheet", "Data");
    settings.header = call.config.flag("header", true);
    settings.filter = call.config.flag("filter", true);
    settings.rowsPerSheet = call.config.integer("rows_per_sheet", LXW_ROW_MAX, 2, LXW_ROW_MAX);
    const TemporaryFile file(call.host.dataFolder());
    Sheets sheets(file.path(), call.host.dataFolder(), call.input, settings);
    call.host.progress(-1);
    int64_t rows = 0;
    for (Batch batch; call.input.next(batch);) {
        for (int64_t row = 0; row < batch.rows(); ++row) {
            if (row % 512 == 0) call.host.check();
            sheets.add(batch, row);
        }
        rows += batch.rows();
    }
    call.host.check();
    sheets.close();
    copyTo(call.output, file.path(), call.host);
    call.host.progress(1);
    tellLosses(sheets.losses(), call.host);
    call.host.log(TRIBUTARY_LOG_INFO,
                  std::to_string(rows) + " rows in " + std::to_string(sheets.sheetCount()) + " sheet(s).");
}

}  // namespace
}  // namespace xlsx

extern "C" const TributaryPlugin* tributary_plugin_main(const TributaryHost* host) {
    static const TributaryPlugin plugin = tributary_sdk::plugin("xlsx", "1.0.0").exporter<xlsx::exportRows>();
    return tributary_sdk::understands(host) ? &plugin : nullptr;
}
