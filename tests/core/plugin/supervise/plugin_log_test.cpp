// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/plugin/supervise/plugin_log.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/stat.h>

#include <cstdlib>

namespace tributary::plugin {
namespace {

class PluginLogTest : public testing::Test {
  protected:
    void SetUp() override {
        std::string pattern = (std::filesystem::temp_directory_path() / "tributary-log-XXXXXX").string();
        folder = mkdtemp(pattern.data());
    }
    void TearDown() override { std::filesystem::remove_all(folder); }
    std::filesystem::path folder;
};

TEST_F(PluginLogTest, LinesHaveTimeAndLevel) {
    PluginLog log(folder / "logs" / "a.log");
    log.write("warning", "one\nline");
    const auto lines = log.tail(10);
    ASSERT_TRUE(lines);
    ASSERT_EQ(lines->size(), 1U);
    EXPECT_THAT(lines->front(), testing::ContainsRegex("^20[0-9-]+T[0-9:.]+Z warning one line$"));
    struct stat info {};
    ASSERT_EQ(stat(log.file().c_str(), &info), 0);
    EXPECT_EQ(info.st_mode & 0777, 0600U) << "for its owner alone";
}

TEST_F(PluginLogTest, NothingInALineMovesTheScreen) {
    PluginLog log(folder / "a.log");
    log.write("refused", "tried /tmp/\x1b[2J\r and \xE2\x80\xAEgpj.exe");
    const auto lines = log.tail(1);
    ASSERT_TRUE(lines && lines->size() == 1);
    EXPECT_THAT(lines->front(), testing::HasSubstr("/tmp/\\x1B[2J"));
    EXPECT_THAT(lines->front(), testing::HasSubstr("\\xE2\\x80\\xAEgpj.exe"));
    EXPECT_EQ(lines->front().find_first_of("\x1b\r\xAE"), std::string::npos);
}

TEST_F(PluginLogTest, AFullFileMakesRoom) {
    PluginLog log(folder / "a.log", 1000);
    for (int i = 0; i < 100; ++i) log.write("info", "line " + std::to_string(i));
    uintmax_t bytes = 0;
    size_t files = 0;
    for (const auto& file : std::filesystem::directory_iterator(folder)) {
        bytes += file.file_size();
        ++files;
    }
    EXPECT_EQ(files, 3U);
    EXPECT_LE(bytes, 3000U);
    const auto last = log.tail(2);
    ASSERT_TRUE(last);
    EXPECT_THAT(*last, testing::ElementsAre(testing::HasSubstr("line 98"), testing::HasSubstr("line 99")));
}

TEST_F(PluginLogTest, AMissingLogIsEmpty) {
    EXPECT_TRUE(PluginLog(folder / "none.log").tail(10).value().empty());
}

}  // namespace
}  // namespace tributary::plugin
