// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/plugin/supervise/supervisor.h"

#include <algorithm>

#include "core/plugin/supervise/books.h"
#include "core/plugin/supervise/launch_of.h"
#include "core/plugin/supervise/run.h"

namespace tributary::plugin {
namespace {

using std::chrono::milliseconds;

std::string inSeconds(milliseconds time) {
    return std::to_string((time.count() + 999) / 1000) + " s";
}

std::string afterColon(const std::string& error) {
    return error.empty() ? "." : ": " + error;
}

milliseconds restLeft(const RunHistory& history, const SuperviseOptions& options) {
    if (history.recentFailures == 0 || options.rests.empty()) return milliseconds(0);
    const size_t step = std::min<size_t>(history.recentFailures, options.rests.size()) - 1;
    const milliseconds left(history.lastFailureAt + options.rests[step].count() - options.now());
    // A clock that was set back must not keep a plugin down for years.
    return std::clamp(left, milliseconds(0), options.rests[step]);
}

Error quarantined(const std::string& name, const RunHistory& history) {
    return {
        ErrorCode::Permission,
        name + " is in quarantine because it crashed again and again. Last" + afterColon(history.lastError),
        "Update it or go back to an older version, or let it run again in the plugin manager ('tributary "
        "plugin "
        "enable " +
            name + "')."};
}

/// Sleeps, but for a request to stop.
Result<void> rest(milliseconds time, const CancelToken& token) {
    std::mutex mutex;
    std::condition_variable wake;
    bool stop = false;
    const auto onCancel = token.onCancel([&] {
        const std::lock_guard lock(mutex);
        stop = true;
        wake.notify_all();
    });
    std::unique_lock lock(mutex);
    wake.wait_for(lock, time, [&] { return stop; });
    lock.unlock();
    return token.check();
}

}  // namespace

std::string_view toString(PluginState state) {
    switch (state) {
        case PluginState::Disabled:
            return "disabled";
        case PluginState::Enabled:
            return "enabled";
        case PluginState::Starting:
            return "starting";
        case PluginState::Running:
            return "running";
        case PluginState::Idle:
            return "idle";
        case PluginState::Failed:
            return "failed";
        case PluginState::Quarantined:
            return "quarantined";
    }
    return "unknown";
}

SupervisedProcess::SupervisedProcess(std::shared_ptr<Run> run) : m_run(std::move(run)) {}

SupervisedProcess::~SupervisedProcess() {
    m_run->finish();
}

PluginProcess& SupervisedProcess::process() {
    return m_run->process();
}

Supervisor::Supervisor(std::shared_ptr<Books> books) : m_books(std::move(books)) {}

Supervisor::~Supervisor() {
    m_books->close();
}

Result<std::unique_ptr<Supervisor>> Supervisor::open(PluginStore& store, SuperviseOptions options) {
    auto records = RunRecords::open(store.file());
    if (!records) return fail(std::move(records).error());
    auto books = std::make_shared<Books>(store, std::move(options), std::move(*records));
    return std::unique_ptr<Supervisor>(new Supervisor(std::move(books)));
}

Result<InstalledPlugin> Supervisor::plugin(const std::string& id) {
    auto found = m_books->store.plugin(id);
    if (!found) return found;
    if (!found->enabled) {
        return fail(ErrorCode::Permission, found->manifest.name.english() + " is disabled.",
                    "Enable it in the plugin manager, or with 'tributary plugin enable " + id + "'.");
    }
    if (!found->revoked.empty()) {
        return fail(
            ErrorCode::Permission,
            found->manifest.name.english() + " is not started any more: " + found->revoked,
            "Look for a newer version in the plugin manager, or with 'tributary plugin update', or remove "
            "it.");
    }
    m_books->flush();
    auto history = m_books->records->history(id, found->manifest.version.text(), m_books->windowStart());
    if (!history) return fail(std::move(history).error());
    if (history->quarantinedAt) return fail(quarantined(id, *history));
    return found;
}

namespace {

Result<void> mayStart(Supervisor::Books& books, const Launch& launch, const CancelToken& token) {
    books.flush();
    const auto history = books.records->history(launch.id, launch.version, books.windowStart());
    if (!history) return fail(history.error());
    if (history->quarantinedAt) return fail(quarantined(launch.id, *history));
    const milliseconds left = restLeft(*history, books.options);
    if (left > books.options.patience) {
        Error error(ErrorCode::Connection,
                    launch.label() + " failed a moment ago and rests for another " + inSeconds(left) +
                        ". Last" + afterColon(history->lastError),
                    "Wait, or let it run at once in the plugin manager.");
        error.retryable = true;
        return fail(std::move(error));
    }
    return left.count() > 0 ? rest(left, token) : token.check();
}

}  // namespace

Result<std::unique_ptr<SupervisedProcess>> Supervisor::start(const InstalledPlugin& plugin,
                                                             const Grants& grants, const CancelToken& token) {
    // It may have been disabled since the caller looked.
    if (auto now = this->plugin(plugin.id); !now) return fail(std::move(now).error());
    return start(launchOf(plugin, grants), token);
}

Result<std::unique_ptr<SupervisedProcess>> Supervisor::start(const Launch& launch, const CancelToken& token) {
    auto& records = *m_books->records;
    if (auto ok = mayStart(*m_books, launch, token); !ok) return fail(std::move(ok).error());
    hideFromPlugins();
    auto run = std::make_shared<SupervisedProcess::Run>(m_books, launch, m_books->log(launch.id));
    auto key = records.starting(launch.id, launch.version, m_books->options.now());
    if (!key) return fail(std::move(key).error());
    run->key = *key;
    m_books->add(run);
    m_books->changed(launch.id);
    auto process = PluginProcess::start(launch, *run, token);
    if (!process) {
        Error error = process.error();
        m_books->flush();  // its end, if it came so far, is on record
        if (run->hasCrashed()) return fail(std::move(error));
        CrashReport report;
        report.what = error.text();
        report.doing = "its start";
        report.at = m_books->options.now();
        run->file->write("error", report.what);
        const bool ours = error.code == ErrorCode::Cancelled;
        auto noted = ours ? records.ended(*key, report.at) : records.failed(*key, report, false);
        m_books->changed(launch.id);
        if (!noted) return fail(std::move(noted).error());
        return fail(std::move(error));
    }
    run->ready(std::move(*process));
    run->file->write("info", "started " + launch.version + ", held back in: " + run->protection()->summary());
    m_books->post([books = m_books, id = launch.id, key = *key, file = run->file] {
        if (auto noted = books->records->ready(key); !noted) file->write("error", noted.error().message);
        books->changed(id);
    });
    return std::unique_ptr<SupervisedProcess>(new SupervisedProcess(std::move(run)));
}

Result<PluginStatus> Supervisor::status(const std::string& id) {
    auto installed = m_books->store.plugin(id);
    if (!installed) return fail(std::move(installed).error());
    m_books->flush();
    auto history = m_books->records->history(id, installed->manifest.version.text(), m_books->windowStart());
    if (!history) return fail(std::move(history).error());
    PluginStatus out;
    out.id = id;
    out.lastError = history->lastError;
    out.recentCrashes = history->recentCrashes;
    out.suggestRollback =
        !history->versionEverRan && history->recentFailures > 0 && !installed->olderVersions.empty();
    out.retryIn = restLeft(*history, m_books->options);
    bool starting = false;
    bool busy = false;
    for (const auto& run : m_books->runs(id)) {
        starting = starting || run->starting();
        const auto activity = run->activity();
        const auto figures = run->figures();
        if (!activity || !figures) continue;
        ++out.processes;
        busy = busy || activity->busy;
        out.figures.residentBytes += figures->residentBytes;
        out.figures.peakResidentBytes += figures->peakResidentBytes;
        out.figures.cpu += figures->cpu;
        out.figures.threads += figures->threads;
        out.protection = run->protection();
    }
    out.state = !installed->enabled       ? PluginState::Disabled
                : history->quarantinedAt  ? PluginState::Quarantined
                : starting                ? PluginState::Starting
                : busy                    ? PluginState::Running
                : out.processes > 0       ? PluginState::Idle
                : out.retryIn.count() > 0 ? PluginState::Failed
                                          : PluginState::Enabled;
    return out;
}

Result<std::vector<PluginStatus>> Supervisor::statuses() {
    const auto plugins = m_books->store.plugins();
    if (!plugins) return fail(plugins.error());
    std::vector<PluginStatus> out;
    for (const auto& one : *plugins) {
        auto status = this->status(one.id);
        if (!status) return fail(std::move(status).error());
        out.push_back(std::move(*status));
    }
    return out;
}

Result<std::vector<CrashReport>> Supervisor::crashes(const std::string& id, size_t most) {
    m_books->flush();
    return m_books->records->crashes(id, most);
}

Result<std::vector<RunRecords::Blocked>> Supervisor::blockedAttempts(const std::string& id) {
    m_books->flush();
    return m_books->records->blockedAttempts(id);
}

Result<std::vector<std::string>> Supervisor::log(const std::string& id, size_t lines) {
    return m_books->log(id)->tail(lines);
}

std::filesystem::path Supervisor::logFile(const std::string& id) const {
    return m_books->log(id)->file();
}

Result<void> Supervisor::readmit(const std::string& id) {
    m_books->flush();
    auto done = m_books->records->forgive(id, m_books->options.now());
    if (done) m_books->log(id)->write("info", "let in again");
    m_books->changed(id);
    return done;
}

void Supervisor::stop(const std::string& id, const std::string& why) {
    for (const auto& run : m_books->runs(id)) run->end(Error(ErrorCode::Cancelled, why));
}

Result<void> Supervisor::forget(const std::string& id) {
    m_books->flush();
    return m_books->records->forget(id);
}

}  // namespace tributary::plugin
