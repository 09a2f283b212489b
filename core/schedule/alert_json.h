// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <nlohmann/json.hpp>
#include <string>

#include "core/alerts/rules/rule.h"
#include "core/alerts/store/alert_journal.h"
#include "core/alerts/store/alert_store.h"
#include "core/schedule/alert_service.h"
#include "core/schedule/rule_advice.h"

/// What the HTTP face and the command line print: shaped as Prometheus and Alertmanager shape theirs.
namespace tributary::schedule {

/// JSON text; bytes that are no UTF-8 are replaced.
std::string textOf(const nlohmann::json& json);

/// Pending, firing or recovering, or a state of its own (no data, error).
bool isActive(const alerts::InstanceRecord& instance);
/// As in Prometheus' /api/v1/alerts.
nlohmann::json alertJson(const alerts::InstanceRecord& instance);
/// As in Prometheus' /api/v1/rules: groups with their rules, health and alerts.
Result<nlohmann::json> ruleGroupsJson(const alerts::AlertStore& store, const alerts::AlertJournal& journal);
/// As in Alertmanager's /api/v2/silences.
nlohmann::json silenceJson(const alerts::Silence& silence, alerts::TimePoint now);
Result<alerts::Silence> silenceFromJson(const std::string& text);
nlohmann::json transitionJson(const alerts::TransitionRecord& transition);
/// null for a reason without a code.
nlohmann::json reasonJson(const alerts::detectors::Reason& reason);
nlohmann::json decisionJson(const alerts::DecisionRecord& decision);
nlohmann::json deadLetterJson(const alerts::DeadLetterRecord& letter);
nlohmann::json deliveryJson(const alerts::DeliveryRecord& delivery);
nlohmann::json suggestionJson(const SeriesSuggestion& suggestion);
nlohmann::json adviceJson(const RuleAdvice& advice);
nlohmann::json leaseJson(const alerts::LeaseRecord& lease);
nlohmann::json statsJson(const AlertServiceStatus& status, alerts::TimePoint now);

/// Adds or changes a silence by Alertmanager's rules and keeps what changed; gives the id of the one in
/// force.
Result<std::string> setSilence(alerts::AlertStore& store, alerts::Silence silence, alerts::TimePoint now);

}  // namespace tributary::schedule
