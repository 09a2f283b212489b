// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/alerts/channels/fields.h"
#include "core/alerts/channels/http_channel.h"
#include "core/alerts/channels/kinds.h"
#include "core/alerts/channels/message_data.h"

namespace tributary::alerts::channels {
namespace {

SendResult send(Session& session) {
    DesktopNotifier* desktop = session.context().desktop;
    if (!desktop)
        return session.failed(
            Error(ErrorCode::Unsupported, "There is no desktop here to show the message on.",
                  "Desktop messages need the window; choose another channel for the service."));
    const Notification& n = session.notification();
    auto title = session.text("title", "tributary.title");
    if (!title) return session.failed(title.error());
    auto text = session.text("text", "tributary.text");
    if (!text) return session.failed(text.error());
    DesktopMessage message;
    message.groupKey = n.groupKey;
    message.title = shortened(*title, 200);
    message.text = shortened(*text, 1000);
    message.firing = n.firing;
    message.urgent = n.firing && severityOf(n) == "critical";
    for (const Alert& alert : n.alerts) {
        if (isFiring(n, alert)) message.fingerprints.push_back(fingerprintText(alert.labels));
    }
    if (auto ok = desktop->show(message); !ok) return session.failed(ok.error());
    return {};
}

}  // namespace

std::shared_ptr<const Channel> makeDesktopChannel() {
    ChannelDescriptor d;
    d.id = "desktop";
    d.label = "Desktop";
    d.description = "A notification on this desktop while the window runs.";
    d.icon = "monitor";
    d.fields =
        withCommonFields({templateField("title", "Title"), templateField("text", "Text")}, true, false);
    return std::make_shared<HttpChannel>(std::move(d), send);
}

}  // namespace tributary::alerts::channels
