// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/core/plugin/process/fixture.h"

#include <sys/wait.h>

#include <filesystem>

namespace tributary::plugin::testing {

void Witness::log(PluginLogLevel, std::string_view line) {
    const std::lock_guard lock(m_mutex);
    m_lines.push_back("log: " + std::string(line));
}
void Witness::output(std::string_view line) {
    const std::lock_guard lock(m_mutex);
    m_lines.push_back("output: " + std::string(line));
}
void Witness::progress(double fraction) {
    const std::lock_guard lock(m_mutex);
    m_progress = fraction;
}
void Witness::exited(const ExitReport& report) {
    {
        const std::lock_guard lock(m_mutex);
        m_report = report;
    }
    m_changed.notify_all();
}
bool Witness::waitForExit(std::chrono::milliseconds limit) {
    std::unique_lock lock(m_mutex);
    return m_changed.wait_for(lock, limit, [this] { return m_report.has_value(); });
}
ExitReport Witness::report() {
    const std::lock_guard lock(m_mutex);
    return m_report.value();
}
std::vector<std::string> Witness::lines() {
    const std::lock_guard lock(m_mutex);
    return m_lines;
}
double Witness::lastProgress() {
    const std::lock_guard lock(m_mutex);
    return m_progress;
}

Result<bool> Rows::next(OwnedArray& out) {
    if (m_left <= 0 && failAtEnd) return fail(ErrorCode::Query, "the other database went away");
    if (m_left <= 0) return false;
    const int64_t rows = std::min(m_left, m_batch);
    m_left -= rows;
    m_maker.fill(rows, out.out());
    return true;
}

int ProcessTest::countDescriptors() {
    int count = 0;
    for ([[maybe_unused]] const auto& entry : std::filesystem::directory_iterator("/proc/self/fd")) count++;
    return count;
}

ProcessTest::~ProcessTest() {
    // Whatever a test did to its plugin: nobody is left behind, and no descriptor.
    EXPECT_EQ(::waitpid(-1, nullptr, WNOHANG), -1) << "a child is left";
    EXPECT_EQ(countDescriptors(), descriptorsBefore);
}

Launch ProcessTest::source(const std::string& entry) const {
    Launch launch;
    launch.id = "test-source";
    launch.version = "1.0.0";
    launch.name = "Test source";
    launch.library = TRIBUTARY_TEST_SOURCE;
    launch.entrySymbol = entry;
    return launch;
}

Launch ProcessTest::kinds(const std::string& entry) const {
    Launch launch = source(entry);
    launch.id = "test-kinds";
    launch.name = "Test kinds";
    launch.library = TRIBUTARY_TEST_KINDS;
    launch.abi = "tributary";
    return launch;
}

Result<std::unique_ptr<PluginProcess>> ProcessTest::start(const Launch& launch) {
    return PluginProcess::start(launch, witness, token);
}

std::unique_ptr<PluginProcess> ProcessTest::opened() {
    auto process = start(source());
    EXPECT_TRUE(process) << process.error().text();
    if (!process) return nullptr;
    const auto open = (*process)->openDatabase({}, token);
    EXPECT_TRUE(open) << open.error().text();
    return std::move(*process);
}

std::string ProcessTest::drain(Result<std::unique_ptr<ArrowReader>> reader) {
    if (!reader) return reader.error().text();
    int64_t rows = 0;
    for (;;) {
        OwnedArray batch;
        const auto more = (*reader)->next(batch);
        if (!more) return more.error().text();
        if (!*more) return std::to_string(rows) + " rows";
        rows += batch->length;
    }
}

int64_t sumOfIds(const ArrowArray& rows) {
    const auto* ids = static_cast<const int64_t*>(rows.children[0]->buffers[1]);
    int64_t sum = 0;
    for (int64_t i = 0; i < rows.length; i++) sum += ids[i];
    return sum;
}

}  // namespace tributary::plugin::testing
