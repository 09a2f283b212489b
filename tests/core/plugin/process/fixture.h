// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <gtest/gtest.h>

#include <condition_variable>
#include <mutex>

#include "core/plugin/process/plugin_process.h"
#include "tests/core/plugin/process/test_rows.h"

namespace tributary::plugin::testing {

/// Keeps all that a process tells beside its answers.
class Witness : public ProcessEvents {
  public:
    void log(PluginLogLevel level, std::string_view line) override;
    void output(std::string_view line) override;
    void progress(double fraction) override;
    void exited(const ExitReport& report) override;

    bool waitForExit(std::chrono::milliseconds limit);
    ExitReport report();
    std::vector<std::string> lines();
    double lastProgress();

  private:
    std::mutex m_mutex;
    std::condition_variable m_changed;
    std::optional<ExitReport> m_report;
    std::vector<std::string> m_lines;
    double m_progress = -2;
};

/// Rows of RowMaker as a source of ours.
class Rows : public ArrowSource {
  public:
    Rows(int64_t rows, int64_t batch) : m_left(rows), m_batch(batch) { m_maker.schema(m_schema.out()); }
    const ArrowSchema& schema() const override { return *m_schema; }
    Result<bool> next(OwnedArray& out) override;

    bool failAtEnd = false;
    RowMaker& maker() { return m_maker; }

  private:
    RowMaker m_maker;
    SchemaHolder m_schema;
    int64_t m_left;
    int64_t m_batch;
};

class ProcessTest : public ::testing::Test {
  protected:
    ~ProcessTest() override;

    Launch source(const std::string& entry = {}) const;
    Launch kinds(const std::string& entry = {}) const;
    Result<std::unique_ptr<PluginProcess>> start(const Launch& launch);
    /// The test driver, started and opened.
    std::unique_ptr<PluginProcess> opened();
    /// All rows of an answer; the error's text if there was one.
    static std::string drain(Result<std::unique_ptr<ArrowReader>> reader);

    Witness witness;
    CancelToken token;
    int descriptorsBefore = countDescriptors();

    static int countDescriptors();
};

/// Sum of the id column, to see that rows arrived as they were sent.
int64_t sumOfIds(const ArrowArray& rows);

}  // namespace tributary::plugin::testing
