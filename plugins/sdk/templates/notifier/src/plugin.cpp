// SPDX-License-Identifier: MIT
#include <cerrno>
#include <cstdio>
#include <tributary_plugin.hpp>

namespace {

using namespace tributary_sdk;

/// `call.notification` is Alertmanager's webhook payload with an "idempotency_key". Throw
/// Failure(TRIBUTARY_RETRY, …) when the same call can succeed later; the program then tries again.
void notify(NotifierCall& call) {
    const Json& alerts = call.notification["alerts"];
    if (!alerts.isArray()) failData("The notification has no alerts.");
    std::string line = call.config.text("prefix", "Alert") + " " + call.notification.stringAt("status") + ":";
    for (const Json& alert : alerts.items()) line += " " + alert["labels"].stringAt("alertname");
    // The only folder a plugin may write to.
    const std::string path = call.host.dataFolder() + "/notifications.log";
    FILE* file = std::fopen(path.c_str(), "a");
    if (!file) fail("The plugin's folder cannot be written to: " + std::string(std::strerror(errno)));
    const bool written = std::fprintf(file, "%s\n", line.c_str()) > 0;
    if (std::fclose(file) != 0 || !written)
        throw Failure(TRIBUTARY_RETRY, "The notification was not written. Is the disk full?");
    call.result = Json::object();  // kept in the delivery history
    call.result.set("alerts", static_cast<int64_t>(alerts.items().size()));
}

}  // namespace

extern "C" const TributaryPlugin* tributary_plugin_main(const TributaryHost* host) {
    static const TributaryPlugin plugin = tributary_sdk::plugin("@ID@", "1.0.0").notifier<notify>();
    return tributary_sdk::understands(host) ? &plugin : nullptr;
}
