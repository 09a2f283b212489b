// SPDX-License-Identifier: GPL-3.0-or-later
// A log of many files, read by several processes at once through the engine.
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <unistd.h>
#include <zlib.h>

#include <chrono>
#include <filesystem>
#include <fstream>
#include <sstream>

#include "app/composition/plugin_dialects.h"
#include "core/engine/federation.h"
#include "core/plugin/source/plugin_connector.h"
#include "tests/plugins/drivers/driver_plugin.h"

namespace tributary::plugin {
namespace {

using ::testing::HasSubstr;
using Rows = std::vector<std::string>;
using Clock = std::chrono::steady_clock;
namespace fs = std::filesystem;

constexpr int kFiles = 9;
constexpr int kLines = 60000;  ///< of each: some 6 MB

class LogParts : public ::testing::Test {
  protected:
    void SetUp() override {
        m_folder = fs::temp_directory_path() / ("log_parts_" + std::to_string(getpid()));
        fs::remove_all(m_folder);
        fs::create_directories(m_folder / "logs");
        for (int i = 1; i <= kFiles; i++) {
            std::string text;
            for (int line = 0; line < kLines; line++) {
                text += R"({"n":)" + std::to_string(i * kLines + line) + R"(,"level":")" +
                        (line % 7 ? "info" : "warn") + R"(","took":)" + std::to_string(line % 100) +
                        R"(.5,"message":"a line of a log that says what happened here"})" + "\n";
            }
            const std::string name = "app.log." + std::to_string(i) + (i % 3 ? "" : ".gz");
            i % 3 ? write(name, text) : writeGz(name, text);
        }
        write("app.log", R"({"n":0,"level":"info","took":0.5,"message":"the last line"})"
                         "\n");
        m_parted = attach("parted", true);
        m_whole = attach("whole", false);
    }
    void TearDown() override {
        m_session.reset();
        m_federation.reset();
        fs::remove_all(m_folder);
    }

    void write(const std::string& name, const std::string& text) {
        std::ofstream(m_folder / "logs" / name, std::ios::binary) << text;
    }
    void writeGz(const std::string& name, const std::string& text) {
        gzFile file = gzopen((m_folder / "logs" / name).c_str(), "wb1");
        gzwrite(file, text.data(), static_cast<unsigned>(text.size()));
        gzclose(file);
    }

    struct Plugin {
        std::unique_ptr<testing::DriverHost> host;
        SourceDialects dialects = app::pluginDialects();
        FormTexts texts;
    };
    /// The plugin as it is shipped, or without the word on parts, as a connection of that name.
    std::unique_ptr<Plugin> attach(const std::string& name, bool parted) {
        std::ifstream stream("plugins/log-files/manifest.json");
        std::stringstream text;
        text << stream.rdbuf();
        std::string manifest = text.str();
        const std::string word = R"("partitions": true)";
        const size_t at = manifest.find(word);
        if (at == std::string::npos) throw std::runtime_error("the manifest does not offer parts");
        if (!parted) manifest.replace(at, word.size(), R"("partitions": false)");
        manifest.replace(manifest.find("\"log-files\""), 11, "\"log-" + name + "\"");
        const auto file = m_folder / (name + ".json");
        std::ofstream(file) << manifest;
        auto plugin = std::make_unique<Plugin>();
        plugin->host = std::make_unique<testing::DriverHost>(file, PLUGIN_FILE);
        auto connector = std::make_unique<PluginConnector>(plugin->host->installed().manifest, *plugin->host,
                                                           plugin->dialects, plugin->texts);
        if (!m_federation) {
            auto made = engine::Federation::create(m_registry);
            if (!made) throw std::runtime_error(made.error().text());
            m_federation = std::move(*made);
        }
        m_registry.add(std::move(connector));
        connect::Settings settings;
        settings.set("folder", m_folder / "logs");
        auto attached = m_federation->attach(name, "log-" + name, settings);
        if (!attached) throw std::runtime_error(attached.error().text());
        if (!m_session) m_session = std::move(*m_federation->openSession());
        return plugin;
    }

    Result<Rows> rows(const std::string& text, const CancelToken& token = {}, int cancelAfter = -1) {
        auto run = m_session->run(text, {}, token);
        if (!run) return fail(run.error());
        duckdb::vector<duckdb::LogicalType> types;
        for (const auto& column : (*run)->columns()) types.push_back(column.type);
        duckdb::DataChunk chunk;
        chunk.Initialize(duckdb::Allocator::DefaultAllocator(), types);
        Rows out;
        for (;;) {
            if (cancelAfter-- == 0) token.cancel();
            chunk.Reset();
            auto more = (*run)->next(chunk);
            if (!more) return fail(more.error());
            if (!*more) return out;
            for (duckdb::idx_t r = 0; r < chunk.size(); r++) {
                std::string line;
                for (duckdb::idx_t c = 0; c < chunk.ColumnCount(); c++)
                    line += chunk.GetValue(c, r).ToString() + "|";
                out.push_back(std::move(line));
            }
        }
    }

    fs::path m_folder;
    connect::ConnectorRegistry m_registry;
    std::unique_ptr<Plugin> m_parted, m_whole;
    std::unique_ptr<engine::Federation> m_federation;
    std::unique_ptr<engine::Session> m_session;
};

TEST_F(LogParts, SeveralProcessesReadTheSameRows) {
    const std::vector<std::string> statements = {
        "SELECT count(*), sum(n), min(file), max(line), sum(took), count(DISTINCT n) FROM {}.main.app",
        "SELECT file, count(*), min(line), max(line), sum(hash(raw)) FROM {}.main.app GROUP BY file ORDER BY "
        "file",
        "SELECT file, line, n, took FROM {}.main.app WHERE level = 'warn' AND n % 1000 = 0 ORDER BY file, "
        "line"};
    const size_t before = m_parted->host->starts(), wholeBefore = m_whole->host->starts();
    for (const auto& statement : statements) {
        Rows answers[2];
        for (const char* name : {"parted", "whole"}) {
            std::string text = statement;
            text.replace(text.find("{}"), 2, name);
            auto answer = rows(text);
            ASSERT_TRUE(answer) << answer.error().text();
            answers[name[0] == 'w'] = *answer;
        }
        EXPECT_EQ(answers[0], answers[1]) << statement;
        EXPECT_FALSE(answers[0].empty());
    }
    EXPECT_GE(m_parted->host->starts() - before, 3u) << "no further process was started";
    EXPECT_LE(m_whole->host->starts() - wholeBefore, 3u);
}

TEST_F(LogParts, FirstRowsComeInTheirOrder) {
    auto first = rows("SELECT file, line FROM parted.main.app LIMIT 3");
    ASSERT_TRUE(first) << first.error().text();
    EXPECT_EQ(*first, *rows("SELECT file, line FROM whole.main.app LIMIT 3"));
    EXPECT_EQ(first->front(), "app.log.9.gz|1|");
}

TEST_F(LogParts, AFileThatCannotBeReadFailsTheWhole) {
    const auto bad = m_folder / "logs" / "app.log.6.gz";
    fs::resize_file(bad, fs::file_size(bad) / 2);
    auto answer = rows("SELECT count(*) FROM parted.main.app");
    ASSERT_FALSE(answer);
    EXPECT_THAT(answer.error().text(), HasSubstr("app.log.6.gz"));
    writeGz("app.log.6.gz", R"({"n":1,"level":"info","took":0.5,"message":"mended"})"
                            "\n");
    answer = rows("SELECT count(*) FROM parted.main.app");
    ASSERT_TRUE(answer) << answer.error().text();
    EXPECT_EQ(answer->front(), std::to_string((kFiles - 1) * kLines + 2) + "|");
}

TEST_F(LogParts, CancelledInTheMiddle) {
    const CancelToken token;
    const auto begin = Clock::now();
    auto answer = rows("SELECT file, raw FROM parted.main.app", token, 20);
    ASSERT_FALSE(answer);
    EXPECT_EQ(answer.error().code, ErrorCode::Cancelled);
    EXPECT_LT(Clock::now() - begin, std::chrono::seconds(10));
    auto after = rows("SELECT count(*) FROM parted.main.app");
    ASSERT_TRUE(after) << after.error().text();
    EXPECT_EQ(after->front(), std::to_string(kFiles * kLines + 1) + "|");
}

}  // namespace
}  // namespace tributary::plugin
