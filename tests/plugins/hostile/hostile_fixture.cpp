// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/plugins/hostile/hostile_fixture.h"

#include <signal.h>

#include <algorithm>
#include <cstdlib>
#include <fstream>
#include <sstream>

namespace tributary::plugin::test {
namespace {

std::string firstText(const ArrowArray& rows) {
    if (rows.length == 0 || rows.n_children != 1) return "no row";
    const ArrowArray& column = *rows.children[0];
    const auto* offsets = static_cast<const int32_t*>(column.buffers[1]);
    const auto* text = static_cast<const char*>(column.buffers[2]);
    return {text + offsets[0], static_cast<size_t>(offsets[1] - offsets[0])};
}

/// Of all our threads: each guard has one.
std::string children() {
    std::ostringstream out;
    for (const auto& thread : std::filesystem::directory_iterator("/proc/self/task")) {
        std::ifstream file(thread.path() / "children");
        for (std::string pid; file >> pid;) out << pid << " ";
    }
    return out.str();
}

}  // namespace

void Heard::blocked(const BlockedAttempt& attempt) {
    const std::lock_guard lock(m_mutex);
    m_attempts.push_back(attempt.text());
    m_changed.notify_all();
}

void Heard::exited(const ExitReport& report) {
    const std::lock_guard lock(m_mutex);
    m_exits.push_back(report);
    m_changed.notify_all();
}

void Heard::output(std::string_view) {
    const std::lock_guard lock(m_mutex);
    ++m_lines;
}

bool Heard::tried(const std::string& text) {
    std::unique_lock lock(m_mutex);
    // The plugin may have its refusal before we are told.
    return m_changed.wait_for(lock, std::chrono::seconds(2), [&] {
        return std::any_of(m_attempts.begin(), m_attempts.end(),
                           [&](const std::string& one) { return one.find(text) != std::string::npos; });
    });
}

ExitReport Heard::awaitExit() {
    std::unique_lock lock(m_mutex);
    m_changed.wait_for(lock, std::chrono::seconds(10), [&] { return !m_exits.empty(); });
    return m_exits.empty() ? ExitReport{} : m_exits.front();
}

size_t Heard::lines() {
    const std::lock_guard lock(m_mutex);
    return m_lines;
}

void HostileTest::SetUp() {
    std::string pattern = (std::filesystem::temp_directory_path() / "tributary-hostile-XXXXXX").string();
    m_root = mkdtemp(pattern.data());
    data = m_root / "data";
    outside = m_root / "outside";
    std::filesystem::create_directories(data);
    std::filesystem::create_directories(outside);
    grants.dataFolder = data;
    grants.packageFolder = HOSTILE_FOLDER;
    Launch peace = launch();
    peace.grants.dataFolder = m_root / "peace";
    std::filesystem::create_directories(peace.grants.dataFolder);
    auto peaceful = PluginProcess::start(peace, m_peace, CancelToken());
    ASSERT_TRUE(peaceful) << peaceful.error().text();
    m_bystander = std::move(*peaceful);
    ASSERT_TRUE(m_bystander->openDatabase({}, CancelToken()));
}

void HostileTest::TearDown() {
    process.reset();
    if (pid > 0) {
        EXPECT_EQ(::kill(pid, 0), -1) << "process " << pid << " is left behind";
    }
    if (m_bystander) {
        EXPECT_EQ(bystander(), "row") << "another plugin was disturbed";
    }
    m_bystander.reset();
    EXPECT_EQ(children(), "") << "a process is left behind";
    std::filesystem::remove_all(m_root);
}

std::string HostileTest::bystander() {
    auto reader = m_bystander->query("rows 3", CancelToken());
    if (!reader) return reader.error().message;
    OwnedArray rows;
    auto next = (*reader)->next(rows);
    if (!next || !*next) return next ? "no rows" : next.error().message;
    return firstText(*rows);
}

Launch HostileTest::launch(const std::string& library, const std::string& symbol) {
    Launch out;
    out.id = "hostile";
    out.version = "1.0.0";
    out.name = "Hostile";
    out.library = std::filesystem::path(HOSTILE_FOLDER) / library;
    out.entrySymbol = symbol;
    out.grants = grants;
    return out;
}

std::string HostileTest::start(const Launch& what) {
    auto started = PluginProcess::start(what, heard, CancelToken());
    if (!started) return started.error().message;
    process = std::move(*started);
    pid = process->pid();
    return {};
}

std::string HostileTest::open(const Options& options) {
    const auto opened = process->openDatabase(options, CancelToken());
    return opened ? std::string() : opened.error().message;
}

std::string HostileTest::ask(const std::string& query, const Options& options) {
    if (auto failed = start(launch()); !failed.empty()) return failed;
    if (auto failed = open(options); !failed.empty()) return failed;
    return read(query);
}

std::string HostileTest::read(const std::string& query, const CancelToken& token) {
    auto reader = process->query(query, token);
    if (!reader) return reader.error().message;
    std::string out = "no rows";
    for (bool first = true;; first = false) {
        OwnedArray rows;
        const auto next = (*reader)->next(rows);
        if (!next) return next.error().message;
        if (!*next) return out;
        if (first) out = firstText(*rows);
    }
}

milliseconds HostileTest::close() {
    const auto before = std::chrono::steady_clock::now();
    process.reset();
    return std::chrono::duration_cast<milliseconds>(std::chrono::steady_clock::now() - before);
}

void HostileTest::expectGoneWithin(milliseconds limit) {
    const auto before = std::chrono::steady_clock::now();
    heard.awaitExit();
    EXPECT_LT(std::chrono::steady_clock::now() - before, limit);
    EXPECT_EQ(::kill(pid, 0), -1);
}

}  // namespace tributary::plugin::test
