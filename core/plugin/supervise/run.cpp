// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/plugin/supervise/run.h"

#include "core/base/utf8.h"

namespace tributary::plugin {
namespace {

constexpr size_t kLinesOfReport = 40;

std::string_view levelName(PluginLogLevel level) {
    switch (level) {
        case PluginLogLevel::Debug:
            return "debug";
        case PluginLogLevel::Info:
            return "info";
        case PluginLogLevel::Warning:
            return "warning";
        case PluginLogLevel::Error:
            return "error";
    }
    return "info";
}

/// In the books' thread. What cannot be recorded is at least in the log.
void record(PluginLog& log, const Result<void>& done) {
    if (!done) log.write("error", "The record of plugins could not be written: " + done.error().message);
}

}  // namespace

SupervisedProcess::Run::Run(std::shared_ptr<Supervisor::Books> b, const Launch& launch,
                            std::shared_ptr<PluginLog> l)
    : books(std::move(b)), pluginId(launch.id), version(launch.version), file(std::move(l)) {}

void SupervisedProcess::Run::remember(std::string_view level, std::string_view line) {
    file->write(level, line);
    const std::lock_guard lock(m_mutex);
    m_lastLines.emplace_back(std::string(level) + " " + std::string(line));
    if (m_lastLines.size() > kLinesOfReport) m_lastLines.pop_front();
}

void SupervisedProcess::Run::log(PluginLogLevel level, std::string_view line) {
    remember(levelName(level), line);
}

void SupervisedProcess::Run::output(std::string_view line) {
    remember("output", line);
}

void SupervisedProcess::Run::blocked(const BlockedAttempt& attempt) {
    // A name the plugin chose: of a socket, a program, a file.
    const BlockedAttempt shown{attempt.kind, printable(attempt.target, false)};
    remember("refused", shown.text());
    books->post([books = books, file = file, id = pluginId, shown] {
        record(*file, books->records->blocked(id, shown, 1, books->options.now()));
        books->changed(id);
    });
}

void SupervisedProcess::Run::exited(const ExitReport& report) {
    CrashReport crash;
    {
        const std::lock_guard lock(m_mutex);
        m_gone = true;
        m_crashed = !report.wanted;
        crash.logLines.assign(m_lastLines.begin(), m_lastLines.end());
    }
    crash.pluginId = pluginId;
    crash.version = version;
    crash.at = books->options.now();
    crash.what = printable(report.error.message, true);
    crash.signal = report.end.signal;
    crash.doing = report.doing;
    crash.output = report.lastOutput;
    crash.peakBytes = report.end.figures.peakResidentBytes;
    crash.cpuMilliseconds = report.end.figures.cpu.count();
    if (!report.wanted) file->write("error", crash.what);
    books->post([books = books, file = file, key = key, crash, wanted = report.wanted] {
        auto& records = *books->records;
        record(*file, wanted ? records.ended(key, crash.at) : records.failed(key, crash, true));
        const auto history = records.history(crash.pluginId, crash.version, books->windowStart());
        if (!wanted && history && !history->quarantinedAt &&
            history->recentCrashes >= books->options.crashesToQuarantine) {
            record(*file, records.quarantine(crash.pluginId, crash.at));
            file->write("error", "quarantined: it crashed " + std::to_string(history->recentCrashes) +
                                     " times within ten minutes");
        }
        books->changed(crash.pluginId);
    });
}

bool SupervisedProcess::Run::starting() const {
    const std::lock_guard lock(m_mutex);
    return !m_process && !m_gone;
}

std::optional<Activity> SupervisedProcess::Run::activity() const {
    const std::lock_guard lock(m_mutex);
    if (!m_process || m_gone) return std::nullopt;
    return m_process->activity();
}

std::optional<ProcessFigures> SupervisedProcess::Run::figures() const {
    const std::lock_guard lock(m_mutex);
    if (!m_process || m_gone) return std::nullopt;
    return m_process->figures();
}

std::optional<Protection> SupervisedProcess::Run::protection() const {
    const std::lock_guard lock(m_mutex);
    if (!m_process) return std::nullopt;
    return m_process->protection();
}

void SupervisedProcess::Run::end(Error why) {
    const std::lock_guard lock(m_mutex);
    if (m_process && !m_gone) m_process->kill(std::move(why));
}

void SupervisedProcess::Run::ready(std::unique_ptr<PluginProcess> started) {
    const std::lock_guard lock(m_mutex);
    m_process = std::move(started);
}

void SupervisedProcess::Run::finish() {
    std::unique_ptr<PluginProcess> process;
    {
        const std::lock_guard lock(m_mutex);
        process = std::move(m_process);
    }
    process.reset();  // without the lock: it tells its end
}

bool SupervisedProcess::Run::hasCrashed() const {
    const std::lock_guard lock(m_mutex);
    return m_crashed;
}

}  // namespace tributary::plugin
