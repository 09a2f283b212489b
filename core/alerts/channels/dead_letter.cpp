// SPDX-License-Identifier: GPL-3.0-or-later
#include <nlohmann/json.hpp>

#include "core/alerts/channels/sender.h"
#include "core/alerts/store/record_text.h"

namespace tributary::alerts::channels {

std::string deadLettersToJson(const std::vector<DeadLetter>& letters) {
    auto out = nlohmann::json::array();
    for (const DeadLetter& letter : letters) {
        out.push_back({{"id", letter.id},
                       {"channel", letter.channelId},
                       {"at", letter.at.time_since_epoch().count()},
                       {"attempts", letter.attempts},
                       {"error", letter.error},
                       {"notification", notificationToJson(letter.notification)}});
    }
    return out.dump(-1, ' ', false, nlohmann::json::error_handler_t::replace);
}

Result<std::vector<DeadLetter>> deadLettersFromJson(const std::string& text) {
    try {
        std::vector<DeadLetter> out;
        for (const auto& item : nlohmann::json::parse(text)) {
            auto notification = notificationFromJson(item.at("notification").get<std::string>());
            if (!notification) return fail(notification.error());
            out.push_back({item.at("id").get<uint64_t>(), item.at("channel").get<std::string>(),
                           TimePoint(Duration(item.at("at").get<int64_t>())),
                           item.at("attempts").get<uint64_t>(), item.at("error").get<std::string>(),
                           std::move(*notification)});
        }
        return out;
    } catch (const nlohmann::json::exception&) {
        return fail(ErrorCode::Corrupt, "The list of undelivered messages cannot be read.",
                    "Restore it from a backup, or begin a new one.");
    }
}

}  // namespace tributary::alerts::channels
