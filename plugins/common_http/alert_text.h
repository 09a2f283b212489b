// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string>
#include <tributary_plugin.hpp>

namespace tributary_notify {

/// Texts about a notification (Alertmanager's webhook payload, version 4), the same ones the program's own
/// channels write, in English or Chinese ("zh").
class AlertText {
  public:
    AlertText(const tributary_sdk::Json& notification, const std::string& language);
    bool firing() const;
    /// "critical", "warning", "info" or "error" (when the alerts do not say).
    std::string severity() const;
    /// "[FIRING 2] HighLoad (db1)"
    std::string title() const;
    /// Up to 25 alerts with summary, description, labels, time and rule; then how many there are.
    std::string markdown() const;

  private:
    std::string summary(const tributary_sdk::Json& alert) const;
    std::string when(const tributary_sdk::Json& alert) const;
    const tributary_sdk::Json& m_payload;
    bool m_chinese;
};

/// At most `bytes` bytes, whole characters, preferably cut between lines, with … at the end when it was cut.
std::string shortened(const std::string& text, size_t bytes);

}  // namespace tributary_notify
