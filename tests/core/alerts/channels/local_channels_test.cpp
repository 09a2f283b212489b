// SPDX-License-Identifier: GPL-3.0-or-later
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <unistd.h>

#include <chrono>
#include <cmath>
#include <filesystem>
#include <fstream>
#include <thread>

#include "core/alerts/channels/bitmap.h"
#include "core/alerts/channels/default_templates.h"
#include "core/alerts/channels/message_data.h"
#include "tests/core/alerts/channels/sink.h"

/// The channels that stay on this machine, the picture, and the texts the program brings.
namespace tributary::alerts::channels::test {
namespace {

using Json = nlohmann::json;
using testing::HasSubstr;
using testing::Not;
namespace fs = std::filesystem;

class Command : public testing::Test {
  protected:
    void SetUp() override {
        char name[] = "/tmp/tributary-command-XXXXXX";
        folder = mkdtemp(name);
        setenv("TRIBUTARY_TEST_LEAK", "leaked", 1);
    }
    void TearDown() override {
        unsetenv("TRIBUTARY_TEST_LEAK");
        fs::remove_all(folder);
    }
    /// A script that is run without a shell between.
    ChannelContext script(const std::string& body, const std::string& arguments = {}) {
        const fs::path path = folder / "run";
        std::ofstream(path) << "#!/bin/sh\n" << body << "\n";
        fs::permissions(path, fs::perms::owner_all);
        auto context = contextOf({{"program", path.string()}, {"arguments", arguments}});
        context.allowCommands = true;
        return context;
    }
    std::string fileText(const std::string& name) const {
        std::ifstream in(folder / name);
        return std::string(std::istreambuf_iterator<char>(in), {});
    }
    fs::path folder;
};

TEST_F(Command, getsTheMessageAndNothingElse) {
    const std::string at = folder.string();
    const auto context =
        script("cat > " + at + "/in; env > " + at + "/env; printf '%s\\n' \"$@\" > " + at +
                   "/args; ls /proc/self/fd > " + at + "/fds",
               "{{ .CommonLabels.alertname }}\n$(touch " + at + "/evil); `x` 'y\n{{ .CommonLabels.job }}");
    auto sent = sendBy("command", context);
    ASSERT_TRUE(sent) << sent.error().error.text();
    EXPECT_EQ(Json::parse(fileText("in"))["version"], "4");
    EXPECT_THAT(fileText("env"), HasSubstr("TRIBUTARY_STATUS=firing"));
    EXPECT_THAT(fileText("env"), Not(HasSubstr("leaked")));
    EXPECT_EQ(fileText("args"), "DiskFull\n$(touch " + at + "/evil); `x` 'y\n<node> & \"co\"\n");
    EXPECT_FALSE(fs::exists(folder / "evil"));
    // 0, 1, 2 and the one ls has the folder open with.
    EXPECT_EQ(fileText("fds"), "0\n1\n2\n3\n");
}

TEST_F(Command, isOffUnlessAllowed) {
    auto context = script("touch " + folder.string() + "/ran");
    context.allowCommands = false;
    auto sent = sendBy("command", context);
    ASSERT_FALSE(sent);
    EXPECT_EQ(sent.error().error.code, ErrorCode::Permission);
    EXPECT_FALSE(fs::exists(folder / "ran"));
}

TEST_F(Command, itsStatusIsTheAnswer) {
    auto failed = sendBy("command", script("echo bad luck >&2; exit 3"));
    ASSERT_FALSE(failed);
    EXPECT_THAT(failed.error().error.message, HasSubstr("status 3: bad luck"));
    EXPECT_FALSE(failed.error().error.retryable);
    auto later = sendBy("command", script("exit 75"));
    ASSERT_FALSE(later);
    EXPECT_TRUE(later.error().error.retryable);
    auto context = script("exit 0");
    context.settings["program"] = "/nowhere/program";
    EXPECT_EQ(sendBy("command", context).error().error.code, ErrorCode::NotFound);
    context.settings["program"] = "sh";
    EXPECT_EQ(sendBy("command", context).error().error.code, ErrorCode::InvalidArgument);
}

TEST_F(Command, aHangingOneIsKilledWithItsChildren) {
    const CancelToken token;
    const auto context = script("sleep 600 & echo $! > " + folder.string() + "/child; echo x > " +
                                folder.string() + "/up; sleep 600");
    std::thread timer([&] {
        while (!fs::exists(folder / "up")) std::this_thread::yield();
        token.cancel(CancelToken::Reason::Timeout);
    });
    auto sent = sendBy("command", context, token);
    timer.join();
    ASSERT_FALSE(sent);
    EXPECT_EQ(sent.error().error.code, ErrorCode::Timeout);
    const int child = std::atoi(fileText("child").c_str());
    ASSERT_GT(child, 0);
    // It may be a zombie for a moment, until whoever inherited it has looked.
    const auto until = std::chrono::steady_clock::now() + std::chrono::seconds(10);
    const auto alive = [&] {
        std::ifstream in("/proc/" + std::to_string(child) + "/stat");
        const std::string stat(std::istreambuf_iterator<char>(in), {});
        return !stat.empty() && stat.find(") Z ") == std::string::npos;
    };
    while (alive() && std::chrono::steady_clock::now() < until) std::this_thread::yield();
    EXPECT_FALSE(alive());
}

TEST_F(Command, oneThatDoesNotReadOrWritesTooMuchIsNoTrouble) {
    Message big = sampleMessage();
    for (int i = 0; i < 2000; ++i) big.notification.alerts.push_back(big.notification.alerts[0]);
    EXPECT_TRUE(sendBy("command", script("exit 0"), {}, big));
    EXPECT_TRUE(sendBy("command", script("exec < /dev/null; head -c 3000000 /dev/zero; exit 0"), {}, big));
}

class FakeDesktop : public DesktopNotifier {
  public:
    Result<void> show(const DesktopMessage& message) override {
        shown.push_back(message);
        if (broken) return fail(ErrorCode::Unsupported, "No notification service answers.", "Start one.");
        return {};
    }
    std::vector<DesktopMessage> shown;
    bool broken = false;
};

TEST(Desktop, asksTheWindow) {
    FakeDesktop desktop;
    auto context = contextOf({});
    EXPECT_EQ(sendBy("desktop", context).error().error.code, ErrorCode::Unsupported);
    context.desktop = &desktop;
    ASSERT_TRUE(sendBy("desktop", context));
    EXPECT_EQ(desktop.shown[0].title, "[FIRING 2] DiskFull");
    EXPECT_TRUE(desktop.shown[0].urgent);
    EXPECT_EQ(desktop.shown[0].fingerprints.size(), 2u);
    desktop.broken = true;
    EXPECT_FALSE(sendBy("desktop", context));
}

TEST(DefaultTemplates, everyOneIsWrittenInBothLanguages) {
    for (const char* language : {"en", "zh"}) {
        const auto set = defaultTemplates(language);
        for (const char* name :
             {"tributary.title", "tributary.text", "tributary.markdown", "tributary.slack",
              "tributary.telegram", "tributary.html", "__subject", "email.default.subject",
              "email.default.html", "slack.default.title", "slack.default.text", "slack.default.titlelink",
              "slack.default.footer", "pagerduty.default.description", "telegram.default.message",
              "wechat.default.message"}) {
            ASSERT_TRUE(set->has(name)) << name;
            Message message = sampleMessage();
            message.notification.note = "flapping";
            message.notification.truncatedAlerts = 4;
            for (int i = 0; i < 40; ++i)
                message.notification.alerts.push_back(message.notification.alerts[0]);
            auto out = set->expand("{{ template \"" + std::string(name) + "\" . }}",
                                   templateData(message.notification));
            ASSERT_TRUE(out) << name << ": " << out.error().message;
            EXPECT_THAT(*out, Not(HasSubstr("@"))) << name;
            EXPECT_THAT(*out, Not(HasSubstr("<no value>"))) << name;
        }
    }
    const Json data = templateData(sampleMessage().notification);
    EXPECT_EQ(
        *defaultTemplates("en")->expand("{{ template \"tributary.text\" . }}", data),
        "Disk of db0 is 97% full <now>\nLabels: instance=db0:9100, job=<node> & \"co\", severity=critical\n"
        "Since: 2023-11-14 22:03:20 UTC\nRule: http://localhost:9187/rules/1\n\n"
        "Disk of db1 is 97% full <now>\nLabels: instance=db1:9100, job=<node> & \"co\", severity=critical\n"
        "Since: 2023-11-14 22:02:20 UTC\nRule: http://localhost:9187/rules/1\n\n"
        "Resolved: Disk of db2 is 97% full <now>\nLabels: instance=db2:9100, job=<node> & \"co\", "
        "severity=critical\n"
        "Since: 2023-11-14 22:01:20 UTC → 22:12:20 (11m0s)\nRule: http://localhost:9187/rules/1\n\n"
        "http://localhost:9187");
    EXPECT_THAT(*defaultTemplates("zh_CN")->expand("{{ template \"tributary.text\" . }}", data),
                HasSubstr("已恢复：Disk of db2"));
}

TEST(Registry, everyKindDescribesItself) {
    const ChannelRegistry registry;
    EXPECT_EQ(registry.all().size(), 11u);
    for (const auto& channel : registry.all()) {
        const auto& d = channel->descriptor();
        EXPECT_FALSE(d.label.empty() || d.description.empty() || d.icon.empty()) << d.id;
        for (const auto& field : d.fields)
            EXPECT_FALSE(field.label.empty() || field.help.empty()) << d.id << " " << field.key;
        EXPECT_EQ(registry.find(d.id), channel);
    }
    EXPECT_EQ(registry.find("pigeon"), nullptr);
    EXPECT_EQ(testMessage(sampleNow(), "zh").notification.commonAnnotations["summary"], "这是一条测试消息");
}

TEST(Chart, drawsLineBandThresholdAndSpans) {
    Chart chart;
    EXPECT_FALSE(chartPng(chart));
    for (int i = 0; i < 5000; ++i) {
        const double value = i % 500 == 0 ? NAN : std::sin(i / 300.0) * 10;
        chart.points.push_back({sampleNow() + std::chrono::seconds(i * 30), value, value - 2, value + 2});
    }
    chart.threshold = 8;
    chart.firing = {{sampleNow() + std::chrono::hours(10), sampleNow() + std::chrono::hours(12)}};
    auto png = chartPng(chart);
    ASSERT_TRUE(png) << png.error().text();
    EXPECT_EQ(png->substr(0, 8), "\x89PNG\r\n\x1A\n");
    EXPECT_LT(png->size(), 60'000u);
    EXPECT_FALSE(chartPng(chart, 10, 10));
    Chart odd;
    odd.points = {{sampleNow(), 5, {}, {}}};
    EXPECT_TRUE(chartPng(odd)) << "one point";
    odd.points = {{sampleNow(), -1.7e308, {}, {}}, {sampleNow() + Duration(1), 1.7e308, {}, {}}};
    EXPECT_TRUE(chartPng(odd)) << "as wide as numbers go";
    odd.points = {{sampleNow(), NAN, {}, {}}, {sampleNow() + Duration(1), INFINITY, {}, {}}};
    EXPECT_FALSE(chartPng(odd)) << "nothing finite";
}

TEST(Chart, pythonReadsThePicture) {
    if (std::system("python3 -c 'import zlib' 2>/dev/null") != 0)
        GTEST_SKIP() << "NOT RUN: python3 is missing";
    Bitmap picture(64, 64, {255, 255, 255});
    picture.fill(10, 20, 12, 21, {1, 2, 3}, 1);
    auto png = picture.png();
    ASSERT_TRUE(png);
    const std::string path = "/tmp/tributary-png-" + std::to_string(getpid());
    std::ofstream(path, std::ios::binary) << *png;
    // Every chunk's checksum, the size, and two pixels.
    const std::string script =
        "python3 -c \"import zlib,struct,sys;d=open('" + path +
        "','rb').read();i=8;c={}\nwhile i<len(d):\n "
        "n,=struct.unpack('>I',d[i:i+4]);t=d[i+4:i+8];b=d[i+8:i+8+n]\n"
        " assert struct.unpack('>I',d[i+8+n:i+12+n])[0]==zlib.crc32(t+b)\n c[t]=b;i+=12+n\n"
        "assert struct.unpack('>IIBB',c[b'IHDR'][:10])==(64,64,8,2)\nr=zlib.decompress(c[b'IDAT'])\n"
        "assert len(r)==64*193\nassert r[20*193+1+30:20*193+1+33]==bytes([1,2,3])\nassert "
        "r[1:4]==bytes([255]*3)\"";
    EXPECT_EQ(std::system(script.c_str()), 0);
    fs::remove(path);
}

}  // namespace
}  // namespace tributary::alerts::channels::test
