// SPDX-License-Identifier: GPL-3.0-or-later
#include <fcntl.h>
#include <gmock/gmock.h>
#include <sys/stat.h>
#include <unistd.h>
#include <zlib.h>

#include <filesystem>
#include <fstream>

#include "tests/plugins/adbc_loader.h"

namespace tributary::plugins::test {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
namespace fs = std::filesystem;

class LogFiles : public ::testing::Test {
  protected:
    void SetUp() override {
        m_folder = fs::temp_directory_path() / ("log_files_" + std::to_string(getpid()));
        fs::remove_all(m_folder);
        fs::create_directory(m_folder);
    }
    void TearDown() override { fs::remove_all(m_folder); }

    void write(const std::string& name, const std::string& text) {
        std::ofstream(m_folder / name, std::ios::binary) << text;
    }
    void writeGz(const std::string& name, const std::string& text) {
        gzFile file = gzopen((m_folder / name).c_str(), "wb");
        gzwrite(file, text.data(), static_cast<unsigned>(text.size()));
        gzclose(file);
    }
    void touch(const std::string& name, int64_t seconds) {
        timespec times[2] = {{seconds, 0}, {seconds, 0}};
        ASSERT_EQ(utimensat(AT_FDCWD, (m_folder / name).c_str(), times, 0), 0);
    }
    Answer open(std::map<std::string, std::string> options = {}) {
        options.emplace("log.folder", m_folder.string());
        return m_driver.open(options);
    }

    fs::path m_folder;
    Driver m_driver{PLUGIN_FILE};
};

TEST_F(LogFiles, RotatedFilesAreOneTableInOrder) {
    write("app.log", "five\nsix");
    write("app.log.1", "three\r\nfour\n");
    writeGz("app.log.2.gz", "two\n");
    writeGz("app.log.10.gz", "one\n\n");
    write("other-20240102", "b\n");
    write("other-20240101", "a\n");
    write(".hidden", "no\n");
    ASSERT_TRUE(open({{"log.format", "plain"}}).ok());
    const auto app = m_driver.query("SELECT file, line, raw FROM app");
    ASSERT_TRUE(app.ok()) << app.error;
    EXPECT_EQ(app.rows, (std::vector<Line>{{"app.log.10.gz", "1", "one"},
                                           {"app.log.10.gz", "2", ""},
                                           {"app.log.2.gz", "1", "two"},
                                           {"app.log.1", "1", "three"},
                                           {"app.log.1", "2", "four"},
                                           {"app.log", "1", "five"},
                                           {"app.log", "2", "six"}}));
    EXPECT_THAT(m_driver.query("SELECT raw FROM other").column(0), ElementsAre("a", "b"));
    EXPECT_THAT(m_driver.objects(ADBC_OBJECT_DEPTH_TABLES).rows[0][1], Not(HasSubstr("hidden")));
    ASSERT_TRUE(open({{"log.format", "plain"}, {"log.tail", "3"}}).ok());
    EXPECT_THAT(m_driver.query("SELECT raw FROM app").column(0), ElementsAre("four", "five", "six"));
    ASSERT_TRUE(open({{"log.pattern", "app*"}}).ok());
    EXPECT_EQ(m_driver.query("SELECT raw FROM other").status, ADBC_STATUS_NOT_FOUND);
    write("app.log", "five\nsix\nseven\n");
    EXPECT_EQ(m_driver.query("SELECT raw FROM app WHERE raw = 'seven'").rows.size(), 1u);
}

TEST_F(LogFiles, ReadsWebServersLogs) {
    write("access.log",
          "10.0.0.1 - ada [02/Jan/2024:03:04:05 +0100] \"GET /a?b=\\\"c\\\" HTTP/1.1\" 200 1234 "
          "\"http://x/\" \"Mozilla/5.0 (X11)\"\n"
          "10.0.0.2 - - [02/Jan/2024:03:04:06 +0100] \"POST / HTTP/2.0\" 500 - \"-\" \"-\"\n"
          "10.0.0.3 - - [02/Jan/2024:03:04:07 +0100] \"\\x16\\x03\" 400 0 \"-\" \"-\"\n"
          "this is no request\n");
    ASSERT_TRUE(open().ok());
    const auto all = m_driver.query(
        "SELECT time, client, \"user\", method, path, protocol, status, bytes, referer, user_agent, raw FROM "
        "access");
    ASSERT_TRUE(all.ok()) << all.error;
    EXPECT_EQ(all.formats[0], "tsu:UTC");
    ASSERT_EQ(all.rows.size(), 4u);
    EXPECT_EQ(Line(all.rows[0].begin(), all.rows[0].end() - 1),
              (Line{"1704161045000000", "10.0.0.1", "ada", "GET", "/a?b=\\\"c\\\"", "HTTP/1.1", "200", "1234",
                    "http://x/", "Mozilla/5.0 (X11)"}));
    EXPECT_EQ(all.rows[1][7], "NULL");
    EXPECT_EQ(all.rows[2][4], "\\x16\\x03");
    EXPECT_EQ(all.rows[3][0], "NULL");
    EXPECT_EQ(all.rows[3][10], "this is no request");
    EXPECT_THAT(m_driver
                    .query("SELECT client FROM access WHERE status >= 500 AND time >= TIMESTAMPTZ "
                           "'2024-01-02 02:04:06+00'")
                    .column(0),
                ElementsAre("10.0.0.2"));
}

TEST_F(LogFiles, OldFilesAreNotReadForNewTimes) {
    const std::string line =
        "10.0.0.1 - - [02/Jan/2020:00:00:00 +0000] \"GET / HTTP/1.1\" 200 1 \"-\" \"-\"\n";
    write("access.log", line);
    // Broken on purpose: whoever reads it fails.
    writeGz("access.log.1.gz", std::string(100000, 'x'));
    fs::resize_file(m_folder / "access.log.1.gz", 40);
    touch("access.log.1.gz", 1000000000);
    ASSERT_TRUE(open({{"log.format", "combined"}, {"log.sample_lines", "1"}}).ok());
    EXPECT_EQ(m_driver.query("SELECT client FROM access WHERE time > TIMESTAMPTZ '2019-01-01 00:00:00+00'")
                  .rows.size(),
              1u);
    const auto all = m_driver.query("SELECT client FROM access");
    EXPECT_EQ(all.status, ADBC_STATUS_INVALID_DATA);
    EXPECT_THAT(all.error, HasSubstr("access.log.1.gz"));
}

TEST_F(LogFiles, ReadsSyslogAndFindsTheYear) {
    write("syslog",
          "Dec 31 23:59:59 host1 sshd[12]: Accepted: key\n"
          "Jan  1 00:00:01 host1 kernel: booted\n"
          "2024-01-01T01:00:02.5+01:00 host2 cron[7]: ran\n"
          "no syslog at all\n");
    touch("syslog", 1704067300);  // 2024-01-01 00:01:40
    ASSERT_TRUE(open({{"log.format", "syslog"}}).ok());
    const auto all = m_driver.query("SELECT time, host, program, pid, message FROM syslog");
    ASSERT_TRUE(all.ok()) << all.error;
    EXPECT_EQ(all.rows, (std::vector<Line>{{"1704067199000000", "host1", "sshd", "12", "Accepted: key"},
                                           {"1704067201000000", "host1", "kernel", "NULL", "booted"},
                                           {"1704067202500000", "host2", "cron", "7", "ran"},
                                           {"NULL", "NULL", "NULL", "NULL", "NULL"}}));
    ASSERT_TRUE(open({{"log.format", "syslog"}, {"log.zone", "+01:00"}}).ok());
    EXPECT_EQ(m_driver.query("SELECT time FROM syslog LIMIT 1").rows[0][0], "1704063599000000");
}

TEST_F(LogFiles, ReadsJsonLinesAndLogfmt) {
    write("app.jsonl",
          "{\"time\":\"2024-01-02T03:04:05Z\",\"n\":1,\"x\":1.5,\"tags\":[1]}\n{\"time\":\"2024-01-02T03:04:"
          "06Z\",\"n\":2,\"late\":\"yes\"}\nbroken\n");
    write("svc.log",
          "ts=2024-01-02T03:04:05Z level=info dur=12 msg=\"it \\\"works\\\"\" "
          "zip=007\nts=2024-01-02T03:04:06Z level=warn extra=1\n");
    ASSERT_TRUE(open({{"log.format", "json"}, {"log.sample_lines", "1"}}).ok());
    const auto json = m_driver.query("SELECT time, n, x, tags, other FROM app");
    ASSERT_TRUE(json.ok()) << json.error;
    EXPECT_THAT(json.formats, ElementsAre("tsu:UTC", "l", "g", "u", "u"));
    EXPECT_EQ(json.rows, (std::vector<Line>{{"1704164645000000", "1", "1.5", "[1]", "NULL"},
                                            {"1704164646000000", "2", "NULL", "NULL", "{\"late\":\"yes\"}"},
                                            {"NULL", "NULL", "NULL", "NULL", "NULL"}}));
    ASSERT_TRUE(open({{"log.sample_lines", "1"}, {"log.pattern", "svc*"}}).ok());
    const auto logfmt = m_driver.query("SELECT ts, level, dur, msg, zip, other FROM svc");
    ASSERT_TRUE(logfmt.ok()) << logfmt.error;
    EXPECT_THAT(logfmt.formats, ElementsAre("tsu:UTC", "u", "l", "u", "u", "u"));
    EXPECT_EQ(logfmt.rows[0], (Line{"1704164645000000", "info", "12", "it \"works\"", "007", "NULL"}));
    EXPECT_EQ(logfmt.rows[1], (Line{"1704164646000000", "warn", "NULL", "NULL", "NULL", "extra=1"}));
}

TEST_F(LogFiles, ReadsWithARegularExpression) {
    write("x.log", "12 ERROR disk full\n13 INFO fine\nnothing\n");
    ASSERT_TRUE(
        open({{"log.format", "regex"}, {"log.regex", "^(?P<n>\\d+) (?P<level>[A-Z]+) (?P<text>.*)$"}}).ok());
    const auto all = m_driver.query("SELECT n, level, text FROM x WHERE level IS NOT NULL");
    ASSERT_TRUE(all.ok()) << all.error;
    EXPECT_EQ(all.formats[0], "l");
    EXPECT_EQ(all.rows, (std::vector<Line>{{"12", "ERROR", "disk full"}, {"13", "INFO", "fine"}}));
    EXPECT_THAT(open({{"log.format", "regex"}, {"log.regex", "(("}}).error,
                HasSubstr("regular expression is not right"));
    EXPECT_THAT(open({{"log.format", "regex"}, {"log.regex", "x"}}).error, HasSubstr("no named groups"));
}

TEST_F(LogFiles, RecognisesFormats) {
    write("a.log", "{\"a\":1}\n{\"a\":2}\n");
    write("b.log", "plain words only here\nand more\n");
    ASSERT_TRUE(open().ok());
    EXPECT_THAT(m_driver.tableSchema("main", "a").columns, ElementsAre("file", "line", "raw", "a", "other"));
    EXPECT_THAT(m_driver.tableSchema("main", "b").columns, ElementsAre("file", "line", "raw"));
}

TEST_F(LogFiles, ManyLinesStreamAndCancel) {
    std::string text;
    for (int i = 0; i < 300000; i++) text += "line number " + std::to_string(i) + "\n";
    write("big.log", text);
    ASSERT_TRUE(open({{"log.format", "plain"}}).ok());
    const auto all = m_driver.query("SELECT line FROM big");
    EXPECT_EQ(all.rows.size(), 300000u);
    EXPECT_EQ(all.longest, 65536);
    const auto cancelled = m_driver.query("SELECT raw FROM big", [&] { m_driver.cancel(); });
    EXPECT_EQ(cancelled.status, ADBC_STATUS_CANCELLED);
    EXPECT_EQ(m_driver.query("SELECT raw FROM big WHERE raw LIKE '%99999' LIMIT 1").rows.size(), 1u);
}

TEST_F(LogFiles, SaysWhatIsWrong) {
    EXPECT_THAT(m_driver.open({}).error, HasSubstr("folder"));
    EXPECT_EQ(m_driver.open({{"log.folder", "/nowhere"}}).status, ADBC_STATUS_NOT_FOUND);
    EXPECT_EQ(open({{"log.format", "word"}}).status, ADBC_STATUS_INVALID_ARGUMENT);
    EXPECT_EQ(open({{"log.zone", "Berlin"}}).status, ADBC_STATUS_INVALID_ARGUMENT);
}

TEST_F(LogFiles, FreesWhatItTakes) {
    write("a.log", "{\"a\":1}\n{\"a\":2}\n");
    ASSERT_TRUE(open().ok());
    expectNoLeak([&] {
        m_driver.query("SELECT * FROM a");
        m_driver.query("SELECT nothing FROM a");
    });
}

}  // namespace
}  // namespace tributary::plugins::test
