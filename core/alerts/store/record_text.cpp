// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/alerts/store/record_text.h"

#include <cmath>
#include <nlohmann/json.hpp>

namespace tributary::alerts {
namespace {

using Json = nlohmann::json;

// What a query gives as a label may be no UTF-8; a file must still be readable.
std::string dump(const Json& json) {
    return json.dump(-1, ' ', false, Json::error_handler_t::replace);
}

Error damaged(const char* why) {
    return Error(ErrorCode::Corrupt, std::string("A record of the alerts cannot be read: ") + why);
}

Json alertJson(const Alert& alert) {
    return {{"labels", alert.labels},
            {"annotations", alert.annotations},
            {"startsAt", millis(alert.startsAt)},
            {"endsAt", millis(alert.endsAt)},
            {"updatedAt", millis(alert.updatedAt)},
            {"generator", alert.generatorUrl}};
}

Alert alertOf(const Json& json) {
    Alert alert;
    alert.labels = json.at("labels").get<Labels>();
    alert.annotations = json.at("annotations").get<Labels>();
    alert.startsAt = timeOf(json.at("startsAt").get<int64_t>());
    alert.endsAt = timeOf(json.at("endsAt").get<int64_t>());
    alert.updatedAt = timeOf(json.at("updatedAt").get<int64_t>());
    alert.generatorUrl = json.at("generator").get<std::string>();
    return alert;
}

}  // namespace

int64_t nowMillis() {
    return std::chrono::duration_cast<Duration>(std::chrono::system_clock::now().time_since_epoch()).count();
}

std::string labelsToJson(const Labels& labels) {
    return dump(Json(labels));
}

Result<Labels> labelsFromJson(const std::string& text) {
    try {
        return Json::parse(text).get<Labels>();
    } catch (const Json::exception& e) {
        return fail(damaged(e.what()));
    }
}

std::string reasonToJson(const detectors::Reason& reason) {
    if (reason.code.empty()) return {};
    Json numbers = Json::array();  // JSON has no form for NaN and infinity: null
    for (const double one : reason.numbers) numbers.push_back(std::isfinite(one) ? Json(one) : Json());
    return dump({{"code", reason.code}, {"numbers", std::move(numbers)}, {"words", reason.words}});
}

detectors::Reason reasonFromJson(const std::string& text) {
    detectors::Reason out;
    try {
        if (text.empty()) return out;
        const Json json = Json::parse(text);
        for (const auto& one : json.at("numbers"))
            out.numbers.push_back(one.is_null() ? detectors::kNoValue : one.get<double>());
        out.words = json.at("words").get<std::vector<std::string>>();
        out.code = json.at("code").get<std::string>();
    } catch (const Json::exception&) {
        return {};  // the sentence beside it still tells
    }
    return out;
}

std::string notificationToJson(const Notification& notification) {
    Json json = {{"receiver", notification.receiver},
                 {"groupKey", notification.groupKey},
                 {"groupLabels", notification.groupLabels},
                 {"commonLabels", notification.commonLabels},
                 {"commonAnnotations", notification.commonAnnotations},
                 {"at", millis(notification.at)},
                 {"firing", notification.firing},
                 {"externalUrl", notification.externalUrl},
                 {"truncated", notification.truncatedAlerts},
                 {"note", notification.note},
                 {"alerts", Json::array()}};
    for (const auto& alert : notification.alerts) json["alerts"].push_back(alertJson(alert));
    return dump(json);
}

Result<Notification> notificationFromJson(const std::string& text) {
    try {
        const Json json = Json::parse(text);
        Notification out;
        out.receiver = json.at("receiver").get<std::string>();
        out.groupKey = json.at("groupKey").get<std::string>();
        out.groupLabels = json.at("groupLabels").get<Labels>();
        out.commonLabels = json.at("commonLabels").get<Labels>();
        out.commonAnnotations = json.at("commonAnnotations").get<Labels>();
        out.at = timeOf(json.at("at").get<int64_t>());
        out.firing = json.at("firing").get<bool>();
        out.externalUrl = json.at("externalUrl").get<std::string>();
        out.truncatedAlerts = json.at("truncated").get<size_t>();
        out.note = json.at("note").get<std::string>();
        for (const auto& alert : json.at("alerts")) out.alerts.push_back(alertOf(alert));
        return out;
    } catch (const Json::exception& e) {
        return fail(damaged(e.what()));
    }
}

}  // namespace tributary::alerts
