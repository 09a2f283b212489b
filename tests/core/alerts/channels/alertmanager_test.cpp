// SPDX-License-Identifier: GPL-3.0-or-later
#include <fcntl.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

#include <chrono>
#include <filesystem>
#include <fstream>
#include <thread>

#include "core/net/http_client.h"
#include "tests/core/alerts/channels/sink.h"

/// Debian's Alertmanager itself takes what this program pushes.
namespace tributary::alerts::channels::test {
namespace {

using Json = nlohmann::json;
namespace fs = std::filesystem;
constexpr const char* kProgram = "/usr/bin/prometheus-alertmanager";

class RealAlertmanager : public testing::Test {
  protected:
    void SetUp() override {
        if (access(kProgram, X_OK) != 0)
            GTEST_SKIP() << "NOT RUN: " << kProgram << " (package prometheus-alertmanager) is missing";
        char name[] = "/tmp/tributary-am-XXXXXX";
        folder = mkdtemp(name);
        std::ofstream(folder / "am.yml") << "route: {receiver: none}\nreceivers: [{name: none}]\n";
        tributary::test::LoopbackServer probe([](auto&) {});
        url = probe.url("");
        const std::string address = "127.0.0.1:" + std::to_string(probe.port());
        port = address;
    }
    void start() {
        pid = fork();
        if (pid == 0) {
            const int log = open((folder / "log").c_str(), O_CREAT | O_WRONLY, 0600);
            dup2(log, 1);
            dup2(log, 2);
            execl(kProgram, kProgram, ("--config.file=" + (folder / "am.yml").string()).c_str(),
                  ("--storage.path=" + folder.string()).c_str(), ("--web.listen-address=" + port).c_str(),
                  "--cluster.listen-address=", nullptr);
            _exit(127);
        }
        const auto until = std::chrono::steady_clock::now() + std::chrono::seconds(30);
        while (std::chrono::steady_clock::now() < until) {
            auto ready = get("/-/ready");
            if (ready && ready->status == 200) return;
            std::this_thread::yield();
        }
        FAIL() << "Alertmanager did not become ready";
    }
    void TearDown() override {
        if (pid > 0) {
            kill(pid, SIGTERM);
            waitpid(pid, nullptr, 0);
        }
        if (!folder.empty()) fs::remove_all(folder);
    }
    Result<net::HttpResponse> get(const std::string& path) {
        net::HttpRequest request;
        request.url = url + path;
        return net::HttpClient().send(request, {});
    }
    /// By the label `instance`.
    std::map<std::string, Json> alerts() {
        std::map<std::string, Json> out;
        for (const Json& alert : Json::parse(get("/api/v2/alerts")->body))
            out[alert["labels"].value("instance", "")] = alert;
        return out;
    }

    fs::path folder;
    std::string url;
    std::string port;
    pid_t pid = -1;
};

TEST_F(RealAlertmanager, takesFiringAndResolvedAndOddNames) {
    start();
    Message message = sampleMessage();
    const TimePoint now = std::chrono::floor<Duration>(std::chrono::system_clock::now());
    const Duration shift = now - sampleNow();
    message.notification.at = now;
    for (auto& alert : message.notification.alerts) {
        alert.startsAt += shift;
        alert.endsAt += shift;
    }
    auto& odd = message.notification.alerts[1];
    odd.labels["größe"] = "9";
    odd.labels["host.name"] = "a";
    odd.labels["host_name"] = "b";
    odd.labels["9lives"] = "c";
    odd.labels["empty"] = "";
    odd.annotations["was-ist"] = "Zeile\n\"zwei\"";
    odd.generatorUrl = "no uri at all";
    const auto context = contextOf({{"urls", url}});
    auto sent = sendBy("alertmanager", context, {}, message);
    ASSERT_TRUE(sent) << sent.error().error.text();
    auto known = alerts();
    // The resolved one ended a minute ago: it is taken, and not listed as active.
    ASSERT_EQ(known.size(), 2u);
    EXPECT_EQ(known["db0:9100"]["labels"]["job"], "<node> & \"co\"");
    EXPECT_EQ(known["db0:9100"]["fingerprint"], fingerprintText(message.notification.alerts[0].labels));
    EXPECT_EQ(known["db0:9100"]["generatorURL"], "http://localhost:9187/rules/1");
    const Json labels = known["db1:9100"]["labels"];
    EXPECT_EQ(labels["host_name"], "b");
    EXPECT_EQ(labels["host_name_2"], "a");
    EXPECT_FALSE(labels.contains("empty"));
    EXPECT_EQ(labels.size(), 8u) << labels.dump();
    // It outlasts the repeat interval.
    auto ends = parseTime(known["db0:9100"]["endsAt"].get<std::string>());
    ASSERT_TRUE(ends);
    EXPECT_GE(*ends - now, std::chrono::minutes(299));
    // All resolved: none is left.
    for (auto& alert : message.notification.alerts) alert.endsAt = now - Duration(1);
    message.notification.firing = false;
    ASSERT_TRUE(sendBy("alertmanager", context, {}, message));
    EXPECT_TRUE(alerts().empty());
}

TEST_F(RealAlertmanager, oneMemberOfAClusterIsEnough) {
    start();
    auto sent = sendBy("alertmanager", contextOf({{"urls", "http://127.0.0.1:1, " + url}}), {},
                       testMessage(std::chrono::floor<Duration>(std::chrono::system_clock::now())));
    EXPECT_TRUE(sent);
    EXPECT_EQ(alerts().size(), 1u);
}

}  // namespace
}  // namespace tributary::alerts::channels::test
