// SPDX-License-Identifier: GPL-3.0-or-later
#include <sstream>

#include "core/alerts/channels/fields.h"
#include "core/alerts/channels/http_channel.h"
#include "core/alerts/channels/kinds.h"
#include "core/alerts/channels/message_data.h"
#include "core/alerts/channels/mime.h"
#include "core/alerts/channels/smtp.h"
#include "core/alerts/template/functions.h"

namespace tributary::alerts::channels {
namespace {

constexpr std::string_view kChartMark = "<!--chart-->";

Result<std::vector<std::string>> recipients(const std::string& list) {
    std::vector<std::string> out;
    std::istringstream in(list);
    for (std::string one; std::getline(in, one, ',');) {
        one.erase(0, one.find_first_not_of(' '));
        one.erase(one.find_last_not_of(' ') + 1);
        if (one.empty()) continue;
        if (!isAddress(addressOf(one)))
            return fail(ErrorCode::InvalidArgument, "'" + one + "' is not an e-mail address.",
                        "Separate several addresses with commas.");
        out.push_back(one);
    }
    if (out.empty())
        return fail(ErrorCode::InvalidArgument, "The channel has no recipient.", "Enter whom to write to.");
    return out;
}

/// Puts the picture where the text has room for it, else in front of the end.
std::string withChart(std::string html, const Chart* chart) {
    std::string image;
    if (chart)
        image =
            "<tr><td style=\"padding:12px 16px\"><img src=\"cid:chart\" width=\"640\" "
            "style=\"max-width:100%\" alt=\"" +
            templates::escapeHtml(chart->description) + "\"></td></tr>";
    const size_t mark = html.find(kChartMark);
    if (mark != std::string::npos) return html.replace(mark, kChartMark.size(), image);
    if (!chart) return html;
    const size_t end = html.rfind("</body>");
    return html.insert(end == std::string::npos ? html.size() : end, "<table>" + image + "</table>");
}

Result<Mail> mailOf(Session& session) {
    const Notification& n = session.notification();
    Mail mail;
    mail.from = session.setting("from");
    if (!isAddress(addressOf(mail.from)))
        return fail(ErrorCode::InvalidArgument, "The sender is not an e-mail address.",
                    "Correct it in the channel's settings.");
    auto list = session.text("to", {});
    if (!list) return fail(list.error());
    auto to = recipients(*list);
    if (!to) return fail(to.error());
    mail.to = std::move(*to);
    auto subject = session.text("subject", "tributary.title");
    if (!subject) return fail(subject.error());
    auto text = session.text("text", "tributary.text");
    if (!text) return fail(text.error());
    auto html = session.text("html", "tributary.html", {}, true);
    if (!html) return fail(html.error());
    mail.subject = shortened(*subject, 500);
    mail.text = *text;
    const auto& chart = session.message().chart;
    if (chart) {
        auto png = chartPng(*chart);
        // A picture that cannot be drawn must not keep the message back.
        if (png) mail.png = std::move(*png);
    }
    mail.html = withChart(*html, mail.png.empty() ? nullptr : &*chart);
    const std::string sender = addressOf(mail.from);
    const std::string domain = sender.substr(sender.rfind('@'));
    mail.date = session.context().now;
    mail.messageId = idempotencyKey(n) + domain;
    mail.thread = "tributary-group-" + groupHash(n) + domain;
    mail.headers = {{"Auto-Submitted", "auto-generated"},
                    {"X-Tributary-Status", n.firing ? "firing" : "resolved"}};
    if (n.firing && severityOf(n) == "critical") mail.headers.emplace_back("X-Priority", "1");
    return mail;
}

SendResult send(Session& session) {
    auto password = session.secret("password");
    if (!password) return session.failed(password.error());
    auto mail = mailOf(session);
    if (!mail) return session.failed(mail.error());
    SmtpServer server;
    server.host = session.setting("host");
    server.port = std::atoi(session.setting("port").c_str());
    const std::string mode = session.setting("tls_mode");
    server.tls = mode == "none"    ? SmtpServer::Tls::None
                 : mode == "smtps" ? SmtpServer::Tls::Smtps
                                   : SmtpServer::Tls::StartTls;
    server.options.verifyPeer = session.setting("tls_verify") != "false";
    server.options.caFile = session.setting("tls_ca");
    server.user = session.setting("user");
    server.password = *password;
    server.helo = session.setting("helo");
    if (server.host.find_first_of("/@?# \t\r\n") != std::string::npos || server.port < 1 ||
        server.port > 65535 || server.helo.find_first_of("/@?# \t\r\n") != std::string::npos)
        return session.failed(Error(ErrorCode::InvalidArgument,
                                    "The mail server's host or port makes no sense.",
                                    "Enter a host name such as smtp.example.org and a port such as 587."));
    std::vector<std::string> to;
    for (const auto& one : mail->to) to.push_back(addressOf(one));
    auto ok = sendMail(server, addressOf(mail->from), to, mimeText(*mail), session.token());
    if (!ok) return session.failed(ok.error());
    return {};
}

connect::Field grouped(connect::Field field, const char* group) {
    field.group = group;
    return field;
}

}  // namespace

std::shared_ptr<const Channel> makeEmailChannel() {
    ChannelDescriptor d;
    d.id = "email";
    d.label = "E-mail";
    d.description =
        "A mail with the alerts as text and HTML, and a chart of the rule; one thread for each group.";
    d.icon = "mail";
    d.sendsResolved = false;
    connect::Field port = requiredField(
        textField("port", "Port", "587 with STARTTLS, 465 with smtps, 25 inside a network.", "587"));
    port.kind = connect::FieldKind::Integer;
    d.fields = withCommonFields(
        {requiredField(textField("host", "Mail server", "Such as smtp.example.org.")), port,
         requiredField(textField("from", "From", "\"Tributary <alerts@example.org>\" or an address.")),
         requiredField(textField("to", "To", "Addresses, with commas between.")),
         textField("user", "User", "Empty: no authentication."),
         secretField("password", "Password", "Or an app password.", false),
         grouped(choiceField("tls_mode", "Encryption",
                             "STARTTLS: nothing is sent when the server does not offer it.",
                             {{"starttls", "STARTTLS"}, {"smtps", "smtps"}, {"none", "None"}}),
                 "TLS"),
         templateField("subject", "Subject"), templateField("text", "Text"), templateField("html", "HTML"),
         grouped(textField("helo", "Own name", "What this machine calls itself (EHLO)."), "Advanced")});
    return std::make_shared<HttpChannel>(std::move(d), send);
}

}  // namespace tributary::alerts::channels
