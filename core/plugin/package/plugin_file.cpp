// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/plugin/package/plugin_file.h"

#include <chrono>

#include "core/plugin/package/schema.h"
#include "core/store/database_file.h"

namespace tributary::plugin {

Error PluginFile::inOurWords(Error error) {
    const std::string theirs = "The workspace could not be used";
    if (error.message.rfind(theirs, 0) == 0)
        error.message = "The record of plugins could not be used" + error.message.substr(theirs.size());
    if (error.hint.find("workspace file") != std::string::npos)
        error.hint = "Check that you may write to the folder of plugins.";
    return error;
}

Result<std::shared_ptr<PluginFile>> PluginFile::open(const std::string& path) {
    std::shared_ptr<PluginFile> file(new PluginFile());
    file->m_path = path;
    auto opened = store::openDatabaseFile(path, file->m_database, file->m_recoveredFrom, preparePluginFile);
    if (!opened) return fail(inOurWords(opened.error()));
    return file;
}

Result<void> PluginFile::write(Counts counts, const std::function<Result<void>(store::Database&)>& body) {
    std::lock_guard lock(m_mutex);
    const auto run = [&]() -> Result<void> {
        store::Transaction transaction(m_database);
        if (!transaction.begun()) return transaction.begun();
        if (auto done = body(m_database); !done) return done;
        if (counts == Counts::Change) {
            auto counted = m_database.execute("UPDATE meta SET value = value + 1 WHERE key = 'changes'");
            if (!counted) return counted;
        }
        return transaction.commit();
    };
    auto done = run();
    if (!done) return fail(inOurWords(done.error()));
    return done;
}

int64_t nowMilliseconds() {
    using namespace std::chrono;
    return duration_cast<milliseconds>(system_clock::now().time_since_epoch()).count();
}

}  // namespace tributary::plugin
