// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string_view>
#include <vector>

namespace tributary::alerts {

/// What a configuration may say about a kind of channel.
struct ChannelKind {
    std::string_view kind;               ///< its key in the file is `<kind>_configs`
    bool ours = false;                   ///< not known to Alertmanager: kept under `x-tributary`
    bool sendResolved = true;            ///< unless said otherwise
    std::vector<std::string_view> keys;  ///< empty: the channel itself checks them
    std::vector<std::string_view> need;  ///< one of them must be there, here or in `global`
};

const std::vector<ChannelKind>& channelKinds();
const ChannelKind* findChannelKind(std::string_view kind);
/// Keys of `global` besides resolve_timeout.
const std::vector<std::string_view>& globalKeys();

/// Whether the value of that key must not stay in clear. Of a `url` only one that carries a token or a user.
bool isSecretKey(std::string_view key, std::string_view value);
/// A key that Alertmanager reads as a URL, so that a placeholder must look like one.
bool isUrlKey(std::string_view key);

}  // namespace tributary::alerts
