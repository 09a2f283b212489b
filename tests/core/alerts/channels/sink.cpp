// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/core/alerts/channels/sink.h"

namespace tributary::alerts::channels::test {

using tributary::test::httpAnswer;
using tributary::test::LoopbackServer;

Sink::Sink()
    : m_server([this](LoopbackServer::Peer& peer) {
          while (true) {
              const std::string request = peer.readRequest();
              if (request.empty()) return;
              std::unique_lock lock(m_mutex);
              m_requests.push_back(request);
              if (m_hangs) {
                  lock.unlock();
                  return peer.waitForClose();
              }
              const std::string answer = m_answers.empty() ? httpAnswer(200, "ok") : m_answers.front();
              if (m_answers.size() > 1) m_answers.pop_front();
              lock.unlock();
              if (!peer.write(answer)) return;
          }
      }) {}

void Sink::answer(int status, const std::string& body, const std::string& headers) {
    std::lock_guard lock(m_mutex);
    m_answers.push_back(httpAnswer(status, body, headers));
}

void Sink::hang() {
    std::lock_guard lock(m_mutex);
    m_hangs = true;
}

std::vector<std::string> Sink::requests() const {
    std::lock_guard lock(m_mutex);
    return m_requests;
}

nlohmann::json Sink::lastBody() const {
    const std::string request = last();
    return nlohmann::json::parse(request.substr(request.find("\r\n\r\n") + 4));
}

TimePoint sampleNow() {
    return TimePoint(Duration(1'700'000'000'123));
}

Message sampleMessage() {
    Message out;
    Notification& n = out.notification;
    const TimePoint now = sampleNow();
    for (int i = 0; i < 3; ++i) {
        Alert alert;
        alert.labels = {{"alertname", "DiskFull"},
                        {"instance", "db" + std::to_string(i) + ":9100"},
                        {"severity", "critical"},
                        {"job", "<node> & \"co\""}};
        alert.annotations = {{"summary", "Disk of db" + std::to_string(i) + " is 97% full <now>"}};
        alert.startsAt = now - std::chrono::minutes(10 + i);
        alert.endsAt = i == 2 ? now - std::chrono::minutes(1) : now + std::chrono::minutes(4);
        alert.generatorUrl = "http://localhost:9187/rules/1";
        n.alerts.push_back(alert);
    }
    n.receiver = "team";
    n.groupKey = "{}/{severity=\"critical\"}:{alertname=\"DiskFull\"}";
    n.groupLabels = {{"alertname", "DiskFull"}};
    n.commonLabels = {{"alertname", "DiskFull"}, {"severity", "critical"}, {"job", "<node> & \"co\""}};
    n.at = now;
    n.firing = true;
    n.externalUrl = "http://localhost:9187";
    return out;
}

ChannelContext contextOf(Settings settings, std::map<std::string, std::string> secrets) {
    ChannelContext context;
    context.name = "my channel";
    context.settings = std::move(settings);
    context.now = sampleNow();
    context.secret =
        [secrets = std::move(secrets)](const std::string& field) -> Result<std::optional<std::string>> {
        const auto it = secrets.find(field);
        return it == secrets.end() ? std::nullopt : std::optional<std::string>(it->second);
    };
    return context;
}

SendResult sendBy(const std::string& kind, const ChannelContext& context, const CancelToken& token,
                  const Message& message) {
    return ChannelRegistry().find(kind)->send(message, context, token);
}

}  // namespace tributary::alerts::channels::test
