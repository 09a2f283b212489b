// SPDX-License-Identifier: GPL-3.0-or-later
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cstdio>
#include <filesystem>
#include <fstream>
#include <thread>

#include "core/alerts/channels/mime.h"
#include "core/alerts/channels/smtp.h"
#include "tests/core/alerts/channels/sink.h"

namespace tributary::alerts::channels::test {
namespace {

using Json = nlohmann::json;
using testing::HasSubstr;
using testing::Not;
namespace fs = std::filesystem;

/// The stand-in mail server in a process of its own.
class MailSink {
  public:
    MailSink(const std::string& mode, bool withTls) {
        char name[] = "/tmp/tributary-mail-XXXXXX";
        m_folder = mkdtemp(name);
        if (withTls) {
            const std::string make =
                "openssl req -x509 -newkey rsa:2048 -nodes -days 2 -subj /CN=localhost -addext "
                "subjectAltName=DNS:localhost,IP:127.0.0.1 -keyout " +
                key() + " -out " + certificate() + " 2>/dev/null";
            if (std::system(make.c_str()) != 0) return;
        }
        int out[2];
        if (pipe(out) != 0) return;
        m_pid = fork();
        if (m_pid == 0) {
            dup2(out[1], 1);
            close(out[0]);
            const std::string script = "tests/core/alerts/channels/smtp_sink.py";
            if (withTls)
                execlp("python3", "python3", script.c_str(), file().c_str(), mode.c_str(),
                       certificate().c_str(), key().c_str(), nullptr);
            execlp("python3", "python3", script.c_str(), file().c_str(), mode.c_str(), nullptr);
            _exit(127);
        }
        close(out[1]);
        FILE* in = fdopen(out[0], "r");
        if (fscanf(in, "%d", &m_port) != 1) m_port = 0;
        fclose(in);
    }
    ~MailSink() {
        if (m_pid > 0) {
            kill(m_pid, SIGKILL);
            waitpid(m_pid, nullptr, 0);
        }
        fs::remove_all(m_folder);
    }
    int port() const { return m_port; }
    std::string certificate() const { return m_folder + "/cert.pem"; }
    std::vector<Json> mails() const {
        std::vector<Json> out;
        std::ifstream in(file());
        for (std::string line; std::getline(in, line);) out.push_back(Json::parse(line));
        return out;
    }

  private:
    std::string key() const { return m_folder + "/key.pem"; }
    std::string file() const { return m_folder + "/mails"; }
    std::string m_folder;
    pid_t m_pid = -1;
    int m_port = 0;
};

bool hasTools() {
    return std::system("python3 -c 'import ssl' 2>/dev/null && command -v openssl >/dev/null") == 0;
}

#define NEED_TOOLS() \
    if (!hasTools()) GTEST_SKIP() << "NOT RUN: python3 or openssl is missing"

Settings settingsFor(const MailSink& sink, const std::string& mode) {
    Settings out{{"host", "127.0.0.1"},
                 {"port", std::to_string(sink.port())},
                 {"from", "Tributary Wächter <alerts@example.org>"},
                 {"to", "ann@example.org, \"Bob\" <bob@example.org>"},
                 {"tls_mode", mode},
                 {"user", "ann"}};
    if (mode != "none") out["tls_ca"] = sink.certificate();
    return out;
}

SendResult sendMailTo(const MailSink& sink, const std::string& mode,
                      const Message& message = sampleMessage()) {
    return sendBy("email", contextOf(settingsFor(sink, mode), {{"password", kSecret}}), {}, message);
}

Message withChart() {
    Message message = sampleMessage();
    Chart chart;
    for (int i = 0; i < 50; ++i)
        chart.points.push_back({sampleNow() + std::chrono::minutes(i), i * 0.5, {}, {}});
    chart.threshold = 15;
    chart.description = "disk of \"db0\"";
    message.chart = chart;
    return message;
}

TEST(Email, goesOutOverStartTlsWithAChart) {
    NEED_TOOLS();
    const MailSink sink("starttls", true);
    ASSERT_GT(sink.port(), 0);
    auto sent = sendMailTo(sink, "starttls", withChart());
    ASSERT_TRUE(sent) << sent.error().error.text();
    const auto mails = sink.mails();
    ASSERT_EQ(mails.size(), 1u);
    EXPECT_EQ(mails[0]["secure"], true);
    EXPECT_EQ(mails[0]["auth"], std::string("|ann|") + kSecret);
    EXPECT_THAT(mails[0]["from"].get<std::string>(), HasSubstr("<alerts@example.org>"));
    EXPECT_EQ(mails[0]["to"].size(), 2u);
    const std::string data = mails[0]["data"];
    EXPECT_THAT(data, HasSubstr("Subject: [FIRING 2] DiskFull\r\n"));
    EXPECT_THAT(data, HasSubstr("From: =?UTF-8?B?"));
    EXPECT_THAT(data, HasSubstr("Date: Tue, 14 Nov 2023 22:13:20 +0000\r\n"));
    EXPECT_THAT(data, HasSubstr("multipart/alternative"));
    EXPECT_THAT(data, HasSubstr("multipart/related"));
    EXPECT_THAT(data, HasSubstr("Content-ID: <chart>\r\n"));
    EXPECT_THAT(data, HasSubstr("iVBORw0KGgo"));  // how a PNG begins
    for (size_t at = 0, end; (end = data.find("\r\n", at)) != std::string::npos; at = end + 2)
        EXPECT_LE(end - at, 998u);
}

TEST(Email, isReadByAnotherParserAndThreadsByGroup) {
    NEED_TOOLS();
    const MailSink sink("plain", false);
    ASSERT_TRUE(sendMailTo(sink, "none", withChart()));
    Message later = sampleMessage();
    later.notification.at += std::chrono::minutes(5);
    later.notification.firing = false;
    ASSERT_TRUE(sendMailTo(sink, "none", later));
    const auto mails = sink.mails();
    ASSERT_EQ(mails.size(), 2u);
    // Python's e-mail package says what a mail program would see.
    const std::string path = "/tmp/tributary-mail-" + std::to_string(getpid());
    std::ofstream(path) << mails[0]["data"].get<std::string>();
    const std::string script =
        "python3 -c \"import email,email.policy,sys;m=email.message_from_file(open('" + path +
        "'),policy=email.policy.default);h=m.get_body(('html',)).get_content();t=m.get_body(('plain',)).get_"
        "content();"
        "p=[x for x in m.walk() if x.get_content_type()=='image/png'];"
        "sys.exit(not ('97% full &lt;now&gt;' in h and 'cid:chart' in h and '&#34;db0&#34;' in h and 'full "
        "<now>' in t and len(p)==1 "
        "and p[0]['Content-ID']=='<chart>' and m['From'].addresses[0].display_name=='Tributary W\xC3\xA4"
        "chter' and len(m['To'].addresses)==2 and not m.defects))\"";
    EXPECT_EQ(std::system(script.c_str()), 0);
    fs::remove(path);
    const auto header = [](const std::string& data, const std::string& name) {
        const size_t at = data.find("\r\n" + name + ": ");
        return at == std::string::npos
                   ? std::string()
                   : data.substr(at + 4 + name.size(), data.find("\r\n", at + 2) - at - 4 - name.size());
    };
    const std::string one = mails[0]["data"], two = mails[1]["data"];
    EXPECT_FALSE(header(one, "In-Reply-To").empty());
    EXPECT_EQ(header(one, "In-Reply-To"), header(two, "In-Reply-To"));
    EXPECT_NE(header(one, "Message-ID"), header(two, "Message-ID"));
    EXPECT_THAT(two, HasSubstr("Subject: [Resolved] DiskFull"));
    EXPECT_THAT(two, Not(HasSubstr("cid:chart")));
}

TEST(Email, smtpsWorks) {
    NEED_TOOLS();
    const MailSink sink("smtps", true);
    auto sent = sendMailTo(sink, "smtps");
    ASSERT_TRUE(sent) << sent.error().error.text();
    EXPECT_EQ(sink.mails().at(0)["secure"], true);
}

TEST(Email, nothingIsSaidInTheClearWhenStartTlsIsMissing) {
    NEED_TOOLS();
    const MailSink sink("plain", false);
    auto context = contextOf(settingsFor(sink, "starttls"), {{"password", kSecret}});
    context.settings.erase("tls_ca");
    auto sent = sendBy("email", context);
    ASSERT_FALSE(sent);
    EXPECT_THAT(sent.error().error.message, HasSubstr("no STARTTLS"));
    EXPECT_FALSE(sent.error().error.retryable);
    EXPECT_TRUE(sink.mails().empty());
}

TEST(Email, aCertificateNobodyVouchesForIsRefused) {
    NEED_TOOLS();
    const MailSink sink("starttls", true);
    auto context = contextOf(settingsFor(sink, "starttls"), {{"password", kSecret}});
    context.settings.erase("tls_ca");
    auto sent = sendBy("email", context);
    ASSERT_FALSE(sent);
    EXPECT_THAT(sent.error().error.message, HasSubstr("not trusted"));
    EXPECT_TRUE(sink.mails().empty());
}

TEST(Email, refusalsAreToldApart) {
    NEED_TOOLS();
    {
        const MailSink sink("reject", false);
        auto sent = sendMailTo(sink, "none");
        ASSERT_FALSE(sent);
        EXPECT_FALSE(sent.error().error.retryable);
        EXPECT_THAT(sent.error().error.message, HasSubstr("550 5.1.1 no such mailbox"));
    }
    {
        const MailSink sink("greylist", false);
        auto sent = sendMailTo(sink, "none");
        ASSERT_FALSE(sent);
        EXPECT_TRUE(sent.error().error.retryable);
        EXPECT_EQ(sent.error().error.nativeCode, "451");
    }
    {
        const MailSink sink("noauth", false);
        auto sent = sendMailTo(sink, "none");
        ASSERT_FALSE(sent);
        EXPECT_EQ(sent.error().error.code, ErrorCode::Authentication);
        EXPECT_THAT(sent.error().error.text(), Not(HasSubstr(kSecret)));
    }
}

TEST(Email, aSilentServerIsLeftWhenTimeIsUp) {
    NEED_TOOLS();
    const MailSink sink("hang", false);
    const CancelToken token;
    std::thread timer([&] {
        const auto until = std::chrono::steady_clock::now() + std::chrono::milliseconds(300);
        while (std::chrono::steady_clock::now() < until) std::this_thread::yield();
        token.cancel(CancelToken::Reason::Timeout);
    });
    const auto begin = std::chrono::steady_clock::now();
    auto sent = sendBy("email", contextOf(settingsFor(sink, "none"), {{"password", kSecret}}), token);
    timer.join();
    ASSERT_FALSE(sent);
    EXPECT_EQ(sent.error().error.code, ErrorCode::Timeout);
    EXPECT_LT(std::chrono::steady_clock::now() - begin, std::chrono::seconds(5));
}

TEST(Email, nobodyListens) {
    auto context =
        contextOf({{"host", "127.0.0.1"}, {"port", "1"}, {"from", "a@example.org"}, {"to", "b@example.org"}});
    auto sent = sendBy("email", context);
    ASSERT_FALSE(sent);
    EXPECT_TRUE(sent.error().error.retryable);
    EXPECT_EQ(sent.error().error.code, ErrorCode::Connection);
}

TEST(Email, settingsThatMakeNoSenseAreToldBeforeAnythingIsSent) {
    const Settings good{{"host", "127.0.0.1"}, {"from", "a@example.org"}, {"to", "b@example.org"}};
    for (const auto& [key, value] : std::map<std::string, std::string>{
             {"host", "a/b"}, {"port", "99999"}, {"from", "nobody"}, {"to", "x@y, z"}, {"helo", "a b"}}) {
        Settings bad = good;
        bad[key] = value;
        auto sent = sendBy("email", contextOf(bad));
        ASSERT_FALSE(sent) << key;
        EXPECT_EQ(sent.error().error.code, ErrorCode::InvalidArgument) << key;
    }
}

TEST(Mime, headersCannotBeBrokenOpen) {
    Mail mail;
    mail.from = "a@example.org";
    mail.to = {"b@example.org"};
    mail.subject = "x\r\nBcc: evil@example.org";
    mail.messageId = "1@example.org";
    mail.text = "t";
    EXPECT_THAT(mimeText(mail), Not(HasSubstr("\nBcc")));
    EXPECT_FALSE(isAddress("a@b\r\nRCPT TO:<c@d>"));
    EXPECT_FALSE(isAddress("a@b>"));
    EXPECT_TRUE(isAddress("a+b@c.example"));
}

}  // namespace
}  // namespace tributary::alerts::channels::test
