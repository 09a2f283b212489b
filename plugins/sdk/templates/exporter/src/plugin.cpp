// SPDX-License-Identifier: MIT
#include <unistd.h>

#include <cerrno>
#include <tributary_plugin.hpp>

namespace {

using namespace tributary_sdk;

void put(int file, const std::string& text) {
    for (size_t at = 0; at < text.size();) {
        const ssize_t written = write(file, text.data() + at, text.size() - at);
        if (written < 0 && errno != EINTR)
            fail("The file cannot be written: " + std::string(std::strerror(errno)));
        at += written > 0 ? static_cast<size_t>(written) : 0;
    }
}

/// What would end a cell or a row is replaced.
std::string cell(const std::string& text) {
    std::string out;
    for (const char c : text) out += c == '|' ? "\\|" : c == '\n' || c == '\r' ? " " : std::string(1, c);
    return out;
}

void exportRows(ExporterCall& call) {
    const int64_t most = call.config.integer("most", 1000, 1, 1000000);
    std::string names = "|", line = "|";
    for (size_t i = 0; i < call.input.width(); ++i) {
        names += " " + cell(call.input.name(i)) + " |";
        line += call.input.type(i).isNumeric() ? " ---: |" : " --- |";
    }
    put(call.output, names + "\n" + line + "\n");
    int64_t rows = 0;
    for (Batch batch; rows < most && call.input.next(batch);) {
        std::string text;
        for (int64_t row = 0; row < batch.rows() && rows < most; ++row, ++rows) {
            call.host.check();  // throws when the user has cancelled
            text += "|";
            for (size_t i = 0; i < batch.width(); ++i)
                text += " " + cell(batch.column(i).display(row)) + " |";
            text += "\n";
        }
        put(call.output, text);
    }
    call.host.progress(1);
}

}  // namespace

extern "C" const TributaryPlugin* tributary_plugin_main(const TributaryHost* host) {
    static const TributaryPlugin plugin = tributary_sdk::plugin("@ID@", "1.0.0").exporter<exportRows>();
    return tributary_sdk::understands(host) ? &plugin : nullptr;
}
