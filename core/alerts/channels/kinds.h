// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <memory>

#include "core/alerts/channels/channel.h"

/// One function and one file for each kind of channel; `ChannelRegistry` lists them.
namespace tributary::alerts::channels {

std::shared_ptr<const Channel> makeEmailChannel();
std::shared_ptr<const Channel> makeSlackChannel();
std::shared_ptr<const Channel> makeWebhookChannel();
std::shared_ptr<const Channel> makePagerdutyChannel();
std::shared_ptr<const Channel> makeDingtalkChannel();
std::shared_ptr<const Channel> makeFeishuChannel();
std::shared_ptr<const Channel> makeWecomChannel();
std::shared_ptr<const Channel> makeTelegramChannel();
std::shared_ptr<const Channel> makeAlertmanagerChannel();
std::shared_ptr<const Channel> makeDesktopChannel();
std::shared_ptr<const Channel> makeCommandChannel();

}  // namespace tributary::alerts::channels
