// SPDX-License-Identifier: GPL-3.0-or-later
#include <array>
#include <nlohmann/json.hpp>

#include "core/alerts/rules/condition_judge.h"
#include "core/alerts/rules/state_json.h"

namespace tributary::alerts {

namespace {

using nlohmann::json;

json toJson(const AnomalyVerdict& verdict) {
    return {state_json::number(verdict.score),
            state_json::number(verdict.expected),
            state_json::number(verdict.lower),
            state_json::number(verdict.upper),
            verdict.known,
            verdict.alarm,
            verdict.reason,
            state_json::reason(verdict.why)};
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
    if (from.size() > 7) verdict.why = state_json::toReason(from.at(7));
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
    if (!counter.empty()) state["counter"] = counter.save();
    if (model) {
        state["columns"] = modelColumns;
        state["model"] = state_json::toBase64(model->save());
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
    if (state.contains("counter") && m_condition.counter != Condition::Counter::None)
        memory.counter.restore(state.at("counter"));
    const bool models =
        m_condition.kind == Condition::Kind::Anomaly || m_condition.kind == Condition::Kind::Multivariate;
    if (!state.contains("model") || !models) return {};
    memory.modelColumns = state.at("columns").get<size_t>();
    memory.model = m_models(m_condition, memory.modelColumns);
    if (auto restored = memory.model->restore(state_json::fromBase64(state.at("model").get<std::string>()));
        !restored) {
        memory.model.reset();
        return restored;
    }
    memory.verdict = toVerdict(state.at("verdict"));
    memory.latched = state.at("latched").get<bool>();
    return {};
}

}  // namespace tributary::alerts
