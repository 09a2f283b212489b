// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <atomic>
#include <duckdb.hpp>
#include <memory>
#include <mutex>
#include <string>
#include <vector>

#include "plugins/sdk/tributary_plugin.h"

namespace tributary::plugins {

/// What a plugin's function came back with.
struct Outcome {
    int status = 0;
    std::string error;
    bool ok() const { return status == TRIBUTARY_OK; }
};

/// A mark of a scene, copied.
struct Mark : TributaryMark {
    std::string words, hint;
    std::vector<float> coordinates;
};
struct Drawing : Outcome {
    std::vector<Mark> marks;
    std::string caption;
};
struct Delivery : Outcome {
    std::string result;
};

/// A shipped plugin in the test's own process, fed by SQL. Inputs are made by DuckDB and outputs read by
/// DuckDB: both are Arrow implementations the plugins share no code with.
class LoadedPlugin {
  public:
    /// Of the build folder's plugins/<id>/lib. Throws when it cannot be loaded.
    explicit LoadedPlugin(const std::string& id);

    ~LoadedPlugin();
    LoadedPlugin(const LoadedPlugin&) = delete;
    LoadedPlugin& operator=(const LoadedPlugin&) = delete;

    const TributaryPlugin& plugin() const { return *m_plugin; }
    /// What a host of another major version would get.
    const TributaryPlugin* startWith(uint32_t major) const;
    duckdb::Connection& sql() { return m_connection; }
    /// Runs a statement that must work; the first value as text, "NULL" for NULL, "" without rows.
    std::string value(const std::string& statement);
    /// All rows: values with | between, rows with a line break between.
    std::string rows(const std::string& statement);

    /// Rows of each statement in, and out into the table "result".
    Outcome process(const std::string& config, const std::vector<std::string>& inputs);
    Outcome exportTo(const std::string& config, const std::string& input, int fd);
    /// Into a pipe that is emptied at the same time.
    Outcome exportToMemory(const std::string& config, const std::string& input, std::string& bytes);
    Drawing draw(const std::string& config, const std::string& input, int width = 900, int height = 500,
                 bool dark = false, const char* language = "en");
    Delivery notify(const std::string& config, const std::string& notification);

    /// From the n-th time on that the plugin asks, it is told to stop.
    void cancelAfter(int questions) { m_questionsLeft = questions; }
    const std::string& dataFolder() const { return m_dataFolder; }
    const std::vector<std::string>& log() const { return m_log; }
    const std::vector<double>& progress() const { return m_progress; }

  private:
    Outcome exportTo(const std::string& config, ArrowArrayStream rows, int fd);
    ArrowArrayStream stream(const std::string& statement);
    Outcome outcome(int status, char* error) const;
    static int cancelled(void* self);

    duckdb::DuckDB m_database;
    duckdb::Connection m_connection, m_output;
    std::string m_dataFolder;
    TributaryHost m_host{};
    TributaryPluginMain m_start = nullptr;
    const TributaryPlugin* m_plugin = nullptr;
    std::atomic<int> m_questionsLeft{-1};
    std::mutex m_mutex;
    std::vector<std::string> m_log;
    std::vector<double> m_progress;
};

/// The scene as SVG, for a look at it.
std::string toSvg(const Drawing& drawing, int width, int height, uint32_t background);
/// Writes the SVG to the folder TRIBUTARY_TEST_PICTURES names, if any.
void keepPicture(const std::string& name, const Drawing& drawing, int width, int height, bool dark);
TributaryCanvas testCanvas(int width, int height, bool dark, const char* language);

}  // namespace tributary::plugins
