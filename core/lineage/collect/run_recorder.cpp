// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/lineage/collect/run_recorder.h"

#include <pwd.h>
#include <unistd.h>

#include <algorithm>
#include <condition_variable>
#include <deque>
#include <map>
#include <mutex>
#include <thread>

#include "core/lineage/binder.h"
#include "core/lineage/collect/name_finder.h"
#include "core/lineage/collect/observe.h"
#include "core/lineage/driver_check.h"
#include "core/lineage/live.h"
#include "core/lineage/schema.h"
#include "core/store/workspace.h"

namespace tributary::lineage {
namespace {

constexpr size_t kMostQueued = 10'000;  // a script of inserts must not fill the memory

std::string userName() {
    const passwd* entry = ::getpwuid(::getuid());
    return entry ? entry->pw_name : "";
}

bool holds(const std::vector<std::string>& names, const std::string& name) {
    const auto same = [wanted = foldName(name)](const std::string& one) { return foldName(one) == wanted; };
    return std::any_of(names.begin(), names.end(), same);
}

}  // namespace

struct RunRecorder::Impl {
    Impl(std::string path, Failed onFailure)
        : workspacePath(std::move(path)), user(userName()), failed(std::move(onFailure)) {}

    void work();
    Result<void> record(const std::vector<engine::FinishedRun>& runs);
    Result<void> open();
    void addFederated(const engine::FinishedRun& run, std::vector<Observation>& out);
    void addNative(const std::string& connection, const std::string& text, const engine::FinishedRun& run,
                   std::vector<Observation>& out);
    bool wanted(const std::string& connection);

    const std::string workspacePath;
    const std::string user;
    const Failed failed;

    std::mutex mutex;
    std::condition_variable changed;
    std::deque<engine::FinishedRun> queue;
    bool busy = false;
    bool stopping = false;
    std::string error;
    std::thread thread;

    // Of the worker thread alone:
    std::string told;  ///< the failure that was told last
    std::unique_ptr<store::Workspace> workspace;
    std::unique_ptr<LineageStore> lineage;
    std::map<std::string, std::string> types;  ///< connection → connector id
    std::optional<NameFinder> names;           ///< of one batch of runs
    const std::shared_ptr<Binder> binder = std::make_shared<Binder>();
};

RunRecorder::RunRecorder(std::unique_ptr<Impl> impl) : m_impl(std::move(impl)) {
    m_impl->thread = std::thread([this] { m_impl->work(); });
}

std::shared_ptr<RunRecorder> RunRecorder::create(const std::string& workspacePath, Failed failed) {
    return std::shared_ptr<RunRecorder>(
        new RunRecorder(std::make_unique<Impl>(workspacePath, std::move(failed))));
}

RunRecorder::~RunRecorder() {
    {
        std::lock_guard lock(m_impl->mutex);
        m_impl->stopping = true;
    }
    m_impl->changed.notify_all();
    m_impl->thread.join();
}

void RunRecorder::finished(engine::FinishedRun run) {
    {
        std::lock_guard lock(m_impl->mutex);
        if (m_impl->queue.size() >= kMostQueued) {
            m_impl->error = "statements came faster than their lineage could be written";
            return;
        }
        m_impl->queue.push_back(std::move(run));
    }
    m_impl->changed.notify_all();
}

void RunRecorder::flush() {
    std::unique_lock lock(m_impl->mutex);
    m_impl->changed.wait(lock, [this] { return m_impl->queue.empty() && !m_impl->busy; });
}

std::string RunRecorder::lastError() const {
    std::lock_guard lock(m_impl->mutex);
    return m_impl->error;
}

void RunRecorder::Impl::work() {
    std::unique_lock lock(mutex);
    for (;;) {
        changed.wait(lock, [this] { return stopping || !queue.empty(); });
        if (queue.empty()) return;
        const std::vector<engine::FinishedRun> runs(std::make_move_iterator(queue.begin()),
                                                    std::make_move_iterator(queue.end()));
        queue.clear();
        busy = true;
        lock.unlock();
        auto done = record(runs);
        if (!done && failed && done.error().text() != told) failed(done.error());
        told = done ? std::string() : done.error().text();
        lock.lock();
        if (!done) error = told;
        busy = false;
        changed.notify_all();
    }
}

Result<void> RunRecorder::Impl::open() {
    if (!workspace) {
        auto opened = store::Workspace::open(workspacePath);
        if (!opened) return fail(opened.error());
        workspace = std::move(*opened);
    }
    if (!lineage) {
        auto opened = LineageStore::open(workspacePath);
        if (!opened) return fail(opened.error());
        lineage = std::move(*opened);
    }
    auto connections = workspace->connections();
    if (!connections) return fail(connections.error());
    types.clear();
    for (const auto& record : *connections) types[record.name] = record.type;
    return {};
}

bool RunRecorder::Impl::wanted(const std::string& connection) {
    if (connection.empty()) return true;
    auto on = lineage->collects(connection);
    return !on || *on;
}

Result<void> RunRecorder::Impl::record(const std::vector<engine::FinishedRun>& runs) {
    if (auto ready = open(); !ready) return ready;
    names.emplace(*lineage, types);
    std::vector<Observation> seen;
    for (const auto& run : runs) {
        if (run.connection.empty()) {
            addFederated(run, seen);
        } else {
            addNative(run.connection, run.text, run, seen);
        }
    }
    for (auto& one : seen) {
        std::erase_if(one.reads, [this](const DatasetName& name) { return !wanted(name.space); });
        std::erase_if(one.tags, [this](const ObservedTag& tag) { return !wanted(tag.on.dataset.space); });
        std::erase_if(one.edges, [this](const ObservedEdge& edge) {
            return !wanted(edge.source.dataset.space) || !wanted(edge.target.dataset.space);
        });
    }
    std::erase_if(seen, [](const Observation& one) { return one.reads.empty() && one.edges.empty(); });
    return seen.empty() ? Result<void>() : lineage->record(seen);
}

void RunRecorder::Impl::addFederated(const engine::FinishedRun& run, std::vector<Observation>& out) {
    const auto live = std::dynamic_pointer_cast<const LiveLineage>(run.finding);
    if (!live || !live->error.empty()) return;
    StatementFacts facts;
    facts.statement = run.text;
    facts.dialect = SqlDialect::DuckDb;
    facts.dialectName = "duckdb";
    facts.isDefinition = live->statement.kind == "CREATE VIEW";
    facts.user = user;
    facts.atMs = run.startedAtMs;
    facts.durationMs = run.durationMs;
    if (run.affectedRows) facts.rows = static_cast<int64_t>(*run.affectedRows);
    const auto statement =
        throughNatives(*live, [this](const std::string& connection) { return names->dialectOf(connection); });
    const auto resolve = inFederation(names->connections());
    auto seen = observe(statement, facts, [&](const std::string& name) {
        return names->qualified(resolve(name), run.schemaPaths);
    });
    // Tables of the session alone (temporary ones, the scratch schema) belong to no connection.
    std::erase_if(seen.reads, [](const DatasetName& name) { return name.space.empty(); });
    std::erase_if(seen.tags, [](const ObservedTag& tag) { return tag.on.dataset.space.empty(); });
    std::erase_if(seen.edges, [](const ObservedEdge& edge) {
        return edge.source.dataset.space.empty() || edge.target.dataset.space.empty();
    });
    out.push_back(std::move(seen));
}

void RunRecorder::Impl::addNative(const std::string& connection, const std::string& text,
                                  const engine::FinishedRun& run, std::vector<Observation>& out) {
    const auto dialect = names->dialectOf(connection);
    if (!dialect) return;
    ExtractOptions options;
    options.dialect = *dialect;
    options.binder = binder;
    ExtractSession session(options, names->schemaOf(connection));
    auto read = session.extract(text, {});
    if (!read) return;
    const DatasetResolver resolve = [&](const std::string& name) {
        return names->qualified(DatasetName{connection, name}, run.schemaPaths);
    };
    for (auto& statement : read->statements) {
        if (!statement.error.empty()) continue;
        if (read->statements.size() == 1) checkAgainstDriver(statement, run.columns);
        // A temporary table belongs to its session alone.
        std::erase_if(statement.edges, [&](const ColumnEdge& edge) {
            return !edge.target.table.empty() && !holds(read->outputs, edge.target.table);
        });
        StatementFacts facts;
        facts.jobSpace = connection;
        facts.statement = text.substr(statement.begin, statement.end - statement.begin);
        facts.dialect = *dialect;
        facts.dialectName = types.at(connection);
        facts.user = user;
        facts.atMs = run.startedAtMs;
        facts.durationMs = run.durationMs;
        if (run.affectedRows) facts.rows = static_cast<int64_t>(*run.affectedRows);
        facts.isDefinition = statement.kind == "CREATE VIEW" || statement.kind == "CREATE MATERIALIZED VIEW";
        if (facts.isDefinition) {
            // As the catalog tells it: one job per view, so that a new definition replaces the old one.
            facts.jobKind = "view";
            facts.jobName = resolve(viewName(facts.statement, facts.dialect)).name;
        }
        out.push_back(observe(statement, facts, resolve));
    }
}

}  // namespace tributary::lineage
