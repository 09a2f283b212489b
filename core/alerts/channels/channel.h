// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "core/alerts/channels/chart.h"
#include "core/alerts/model/alert.h"
#include "core/alerts/template/template.h"
#include "core/base/cancel_token.h"
#include "core/connect/descriptor.h"

namespace tributary::alerts::channels {

using Settings = std::map<std::string, std::string>;

/// What a kind of channel is, as data: the window draws the form of it, the command line takes --set.
struct ChannelDescriptor {
    std::string id;           ///< "email", "slack" …: ChannelRecord::type
    std::string label;        ///< English; the window translates it in context "Descriptor"
    std::string description;  ///< one sentence, English
    std::string icon;         ///< name of a lucide icon
    /// Fields of kind Secret are never in Settings; they are asked of the resolver by their key.
    std::vector<connect::Field> fields;
    bool sendsResolved = true;  ///< unless the user says otherwise
    int messagesPerMinute = 0;  ///< the service throttles above this; 0: no known limit
};

/// What is sent: a notification, and what it is drawn with where the channel can show a picture.
struct Message {
    Notification notification;
    std::optional<Chart> chart;
};

struct DesktopMessage {
    std::string groupKey;  ///< a later message of the same group takes the place of the earlier
    std::string title;
    std::string text;  ///< plain
    bool firing = true;
    bool urgent = false;
    std::vector<std::string> fingerprints;  ///< of its firing alerts: for acknowledging and silencing
};

/// The window implements it (org.freedesktop.Notifications). Called from the sender's threads; returns at
/// once.
class DesktopNotifier {
  public:
    virtual ~DesktopNotifier() = default;
    virtual Result<void> show(const DesktopMessage& message) = 0;
};

/// Everything a channel needs besides the message. Settings hold no secret.
struct ChannelContext {
    std::string name;  ///< of the channel as the user called it: `Error::source`
    Settings settings;
    /// The value of a Secret field; nullopt: not set.
    std::function<Result<std::optional<std::string>>(const std::string& field)> secret;
    /// Definitions the texts can use; empty: `defaultTemplates(language)`.
    std::shared_ptr<const TemplateSet> templates;
    std::string language = "en";  ///< "en" or "zh"; the field `language` of the settings wins
    TimePoint now{};              ///< for signatures
    DesktopNotifier* desktop = nullptr;
    bool allowCommands = false;  ///< the program's own switch: commands run only when it is on
};

/// Why a message did not arrive; `error.retryable` says whether the same again may.
struct SendError {
    Error error;
    std::optional<Duration> retryAfter;  ///< not before this, as the service asked
};

using SendResult = tl::expected<void, SendError>;

inline tl::unexpected<SendError> sendFailed(Error error, std::optional<Duration> retryAfter = std::nullopt) {
    return tl::unexpected<SendError>(SendError{std::move(error), retryAfter});
}

/// One kind of channel. Stateless and thread-safe; `send` blocks and notices the token within 50 ms. Errors
/// name the channel and never hold a secret. An error inside of a success answer is an error.
class Channel {
  public:
    virtual ~Channel() = default;
    virtual const ChannelDescriptor& descriptor() const = 0;
    virtual SendResult send(const Message& message, const ChannelContext& context,
                            const CancelToken& token) const = 0;
};

/// What is missing or wrong in the settings, templates included; secrets are not looked at.
Result<void> checkSettings(const Channel& channel, const Settings& settings);

/// A message that says it is a test, of one firing alert, for the test button.
Message testMessage(TimePoint now, const std::string& language = "en");

}  // namespace tributary::alerts::channels
