// SPDX-License-Identifier: GPL-3.0-or-later
#include <array>
#include <nlohmann/json.hpp>

#include "core/alerts/rules/condition_judge.h"
#include "core/alerts/rules/state_json.h"

namespace tributary::alerts {

namespace {

using nlohmann::json;

constexpr std::string_view kAlphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

/// Models keep bytes; JSON keeps text.
std::string toBase64(std::string_view bytes) {
    std::string out;
    out.reserve(bytes.size() / 3 * 4 + 4);
    uint32_t bits = 0;
    int count = 0;
    for (const char c : bytes) {
        bits = (bits << 8) | static_cast<unsigned char>(c);
        for (count += 8; count >= 6; count -= 6) out += kAlphabet[(bits >> (count - 6)) & 63];
    }
    if (count > 0) out += kAlphabet[(bits << (6 - count)) & 63];
    return out;
}

std::string fromBase64(const std::string& text) {
    std::string out;
    uint32_t bits = 0;
    int count = 0;
    for (const char c : text) {
        const size_t digit = kAlphabet.find(c);
        if (digit == std::string_view::npos) throw json::other_error::create(502, "not base64", nullptr);
        bits = (bits << 6) | static_cast<uint32_t>(digit);
        count += 6;
        if (count >= 8) {
            count -= 8;
            out += static_cast<char>((bits >> count) & 255);
        }
    }
    return out;
}

json toJson(const AnomalyVerdict& verdict) {
    return {state_json::number(verdict.score),
            state_json::number(verdict.expected),
            state_json::number(verdict.lower),
            state_json::number(verdict.upper),
            verdict.known,
            verdict.alarm,
            verdict.reason};
}

AnomalyVerdict toVerdict(const json& from) {
    AnomalyVerdict verdict;
    verdict.score = state_json::toNumber(from.at(0));
    verdict.expected = state_json::toNumber(from.at(1));
    verdict.lower = state_json::toNumber(from.at(2));
    verdict.upper = state_json::toNumber(from.at(3));
    verdict.known = from.at(4).get<bool>();
    verdict.alarm = from.at(5).get<bool>();
    verdict.reason = from.at(6).get<std::string>();
    return verdict;
}

}  // namespace

json SeriesMemory::save() const {
    json state = {{"row", rowLabels},
                  {"breaches", breaches},
                  {"missed", missed},
                  {"last_seen", state_json::time(lastSeen)},
                  {"row_time", state_json::time(rowTime)},
                  {"value", state_json::number(lastValue)},
                  {"severity", static_cast<int>(severity)}};
    if (!past.empty()) {
        json points = json::array();
        for (const auto& [at, value] : past)
            points.push_back({state_json::time(at), state_json::number(value)});
        state["past"] = std::move(points);
    }
    if (model) {
        state["columns"] = modelColumns;
        state["model"] = toBase64(model->save());
        state["verdict"] = toJson(verdict);
        state["latched"] = latched;
    }
    return state;
}

Result<void> ConditionJudge::restore(SeriesMemory& memory, const json& state) const {
    memory.rowLabels = state.at("row").get<Labels>();
    memory.breaches = state.at("breaches").get<uint64_t>();
    memory.missed = state.at("missed").get<uint32_t>();
    memory.lastSeen = state_json::toTime(state.at("last_seen"));
    memory.rowTime = state_json::toOptionalTime(state.at("row_time"));
    memory.lastValue = state_json::toNumber(state.at("value"));
    memory.severity = state.at("severity").get<int>() == 2   ? Severity::Critical
                      : state.at("severity").get<int>() == 1 ? Severity::Warning
                                                             : Severity::None;
    if (state.contains("past") && m_condition.kind == Condition::Kind::Change)
        for (const json& point : state.at("past"))
            memory.past.emplace_back(state_json::toTime(point.at(0)), state_json::toNumber(point.at(1)));
    const bool models =
        m_condition.kind == Condition::Kind::Anomaly || m_condition.kind == Condition::Kind::Multivariate;
    if (!state.contains("model") || !models) return {};
    memory.modelColumns = state.at("columns").get<size_t>();
    memory.model = m_models(m_condition, memory.modelColumns);
    if (auto restored = memory.model->restore(fromBase64(state.at("model").get<std::string>())); !restored) {
        memory.model.reset();
        return restored;
    }
    memory.verdict = toVerdict(state.at("verdict"));
    memory.latched = state.at("latched").get<bool>();
    return {};
}

}  // namespace tributary::alerts
