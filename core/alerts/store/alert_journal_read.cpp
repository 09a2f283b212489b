// SPDX-License-Identifier: GPL-3.0-or-later
#include <sstream>

#include "core/alerts/store/alert_file.h"
#include "core/alerts/store/alert_journal.h"
#include "core/alerts/store/record_text.h"

namespace tributary::alerts {

using store::Database;
using store::Statement;

namespace {

std::optional<double> numberOf(const Statement& row, int column) {
    return row.isNull(column) ? std::nullopt : std::optional(row.number(column));
}

std::optional<TimePoint> timeAt(const Statement& row, int column) {
    return row.isNull(column) ? std::nullopt : std::optional(timeOf(row.integer(column)));
}

Judged judgedAt(const Statement& row, int column) {
    return {numberOf(row, column), numberOf(row, column + 1), numberOf(row, column + 2),
            numberOf(row, column + 3)};
}

Result<std::map<std::string, std::string>> readPairs(Database& database, std::string_view sql) {
    Statement statement(database.handle(), sql);
    std::map<std::string, std::string> out;
    for (;;) {
        auto row = statement.step();
        if (!row) return fail(row.error());
        if (!*row) return out;
        out.emplace(statement.text(0), statement.text(1));
    }
}

/// Every row of a prepared statement, as `read` makes it of each.
template <typename T, typename Reader>
Result<std::vector<T>> readAll(Statement& statement, const Reader& read) {
    std::vector<T> out;
    for (;;) {
        auto row = statement.step();
        if (!row) return fail(row.error());
        if (!*row) return out;
        Result<T> one = read(statement);
        if (!one) return fail(one.error());
        out.push_back(std::move(*one));
    }
}

Result<InstanceRecord> instanceAt(const Statement& row) {
    auto labels = labelsFromJson(row.text(3));
    auto annotations = labelsFromJson(row.text(4));
    if (!labels) return fail(labels.error());
    if (!annotations) return fail(annotations.error());
    InstanceRecord out;
    out.ruleId = row.text(0);
    out.fingerprint = row.text(1);
    out.state = row.text(2);
    out.labels = std::move(*labels);
    out.annotations = std::move(*annotations);
    out.activeAt = timeOf(row.integer(5));
    out.firedAt = timeAt(row, 6);
    out.resolvedAt = timeAt(row, 7);
    out.evaluatedAt = timeOf(row.integer(8));
    out.judged = judgedAt(row, 9);
    return out;
}

Result<TransitionRecord> transitionAt(const Statement& row) {
    auto labels = labelsFromJson(row.text(6));
    if (!labels) return fail(labels.error());
    TransitionRecord out;
    out.id = row.integer(0);
    out.at = timeOf(row.integer(1));
    out.ruleId = row.text(2);
    out.rule = row.text(3);
    out.group = row.text(4);
    out.fingerprint = row.text(5);
    out.labels = std::move(*labels);
    out.from = row.text(7);
    out.to = row.text(8);
    out.reason = row.text(9);
    out.judged = judgedAt(row, 10);
    out.why = reasonFromJson(row.text(14));
    return out;
}

Result<DecisionRecord> decisionAt(const Statement& row) {
    auto labels = labelsFromJson(row.text(5));
    if (!labels) return fail(labels.error());
    DecisionRecord out;
    out.id = row.integer(0);
    out.kind = row.text(1) == kAcknowledged ? DecisionRecord::Kind::Acknowledged
                                            : DecisionRecord::Kind::NotAnAnomaly;
    out.at = timeOf(row.integer(2));
    out.ruleId = row.text(3);
    out.fingerprint = row.text(4);
    out.labels = std::move(*labels);
    out.by = row.text(6);
    out.comment = row.text(7);
    out.takenAt = timeAt(row, 8);
    out.outcome = row.text(9);
    return out;
}

std::string decisionsSql(std::string_view rest) {
    std::string sql =
        "SELECT id, kind, at, rule_id, fingerprint, labels, who, comment, taken_at, outcome FROM decision ";
    sql += rest;
    return sql;
}

EvaluationRecord evaluationFrom(const Statement& row) {
    EvaluationRecord out;
    out.ruleId = row.text(0);
    out.scheduledAt = timeOf(row.integer(1));
    out.startedAt = timeOf(row.integer(2));
    out.duration = Duration(row.integer(3));
    out.rows = static_cast<uint64_t>(row.integer(4));
    out.active = static_cast<uint64_t>(row.integer(5));
    out.error = row.text(6);
    return out;
}

Result<DeliveryRecord> deliveryAt(const Statement& row) {
    DeliveryRecord out;
    out.id = row.integer(0);
    out.at = timeOf(row.integer(1));
    out.receiver = row.text(2);
    out.channel = row.text(3);
    out.groupKey = row.text(4);
    out.delivered = row.integer(5) != 0;
    out.firing = row.integer(6) != 0;
    out.firingAlerts = static_cast<uint64_t>(row.integer(7));
    out.resolvedAlerts = static_cast<uint64_t>(row.integer(8));
    out.attempts = static_cast<uint64_t>(row.integer(9));
    out.duration = Duration(row.integer(10));
    out.title = row.text(11);
    out.error = row.text(12);
    return out;
}

std::vector<std::string> words(const std::string& text) {
    std::istringstream in(text);
    std::vector<std::string> out;
    for (std::string word; in >> word;) out.push_back(word);
    return out;
}

/// WHERE of both histories; `place` is the text searched in.
std::string whereOf(const HistoryFilter& filter, const std::string& place, bool ofRules) {
    std::string sql = " WHERE 1";
    if (filter.before > 0) sql += " AND id < ?";
    if (filter.from) sql += " AND at >= ?";
    if (filter.to) sql += " AND at < ?";
    if (ofRules && !filter.ruleId.empty()) sql += " AND rule_id = ?";
    if (ofRules && !filter.fingerprint.empty()) sql += " AND fingerprint = ?";
    for (size_t i = 0; i < words(filter.search).size(); i++)
        sql += " AND instr(lower(" + place + "), lower(?))";
    return sql + " ORDER BY id DESC LIMIT ?";
}

void bindFilter(Statement& statement, const HistoryFilter& filter, bool ofRules) {
    if (filter.before > 0) statement.bind(filter.before);
    if (filter.from) statement.bind(millis(*filter.from));
    if (filter.to) statement.bind(millis(*filter.to));
    if (ofRules && !filter.ruleId.empty()) statement.bind(filter.ruleId);
    if (ofRules && !filter.fingerprint.empty()) statement.bind(filter.fingerprint);
    for (const auto& word : words(filter.search)) statement.bind(word);
    statement.bind(static_cast<int64_t>(filter.limit));
}

std::string evaluationsSql(std::string_view rest) {
    std::string sql =
        "SELECT rule_id, scheduled_at, started_at, duration, row_count, active, error FROM evaluation ";
    sql += rest;
    return sql;
}

}  // namespace

Result<std::map<std::string, std::string>> AlertJournal::ruleStates() const {
    return m_file->read<std::map<std::string, std::string>>(
        [](Database& database) { return readPairs(database, "SELECT rule_id, state FROM rule_state"); });
}

Result<std::map<std::string, std::string>> AlertJournal::pipelineState() const {
    return m_file->read<std::map<std::string, std::string>>(
        [](Database& database) { return readPairs(database, "SELECT key, value FROM pipeline_state"); });
}

Result<std::vector<KeptAlert>> AlertJournal::alerts() const {
    return m_file->read<std::vector<KeptAlert>>([](Database& database) {
        Statement statement(database.handle(),
                            "SELECT rule_id, labels, annotations, starts_at, ends_at, updated_at, generator "
                            "FROM alert ORDER BY fingerprint");
        return readAll<KeptAlert>(statement, [](const Statement& row) -> Result<KeptAlert> {
            auto labels = labelsFromJson(row.text(1));
            auto annotations = labelsFromJson(row.text(2));
            if (!labels) return fail(labels.error());
            if (!annotations) return fail(annotations.error());
            KeptAlert out{row.text(0), {}};
            out.alert.labels = std::move(*labels);
            out.alert.annotations = std::move(*annotations);
            out.alert.startsAt = timeOf(row.integer(3));
            out.alert.endsAt = timeOf(row.integer(4));
            out.alert.updatedAt = timeOf(row.integer(5));
            out.alert.generatorUrl = row.text(6);
            return out;
        });
    });
}

Result<std::vector<InstanceRecord>> AlertJournal::instances(const std::string& ruleId) const {
    return m_file->read<std::vector<InstanceRecord>>([&](Database& database) {
        Statement statement(
            database.handle(),
            "SELECT rule_id, fingerprint, state, labels, annotations, active_at, fired_at, resolved_at, "
            "evaluated_at, value, expected, lower, upper FROM instance WHERE ?1 = '' OR rule_id = ?1 "
            "ORDER BY rule_id, active_at, fingerprint");
        statement.bind(ruleId);
        return readAll<InstanceRecord>(statement, instanceAt);
    });
}

Result<std::vector<TransitionRecord>> AlertJournal::history(const HistoryFilter& filter) const {
    return m_file->read<std::vector<TransitionRecord>>([&](Database& database) {
        Statement statement(database.handle(),
                            "SELECT id, at, rule_id, rule, rule_group, fingerprint, labels, before, after, "
                            "reason, value, expected, lower, upper, why FROM transition" +
                                whereOf(filter, "rule || ' ' || rule_group || ' ' || labels", true));
        bindFilter(statement, filter, true);
        return readAll<TransitionRecord>(statement, transitionAt);
    });
}

Result<std::vector<EvaluationRecord>> AlertJournal::evaluations(const std::string& ruleId,
                                                                size_t limit) const {
    return m_file->read<std::vector<EvaluationRecord>>([&](Database& database) {
        Statement statement(database.handle(),
                            evaluationsSql("WHERE ?1 = '' OR rule_id = ?1 ORDER BY id DESC LIMIT ?2"));
        statement.bind(ruleId).bind(static_cast<int64_t>(limit));
        return readAll<EvaluationRecord>(
            statement, [](const Statement& row) -> Result<EvaluationRecord> { return evaluationFrom(row); });
    });
}

Result<std::map<std::string, EvaluationRecord>> AlertJournal::lastEvaluations() const {
    using Map = std::map<std::string, EvaluationRecord>;
    return m_file->read<Map>([](Database& database) -> Result<Map> {
        Statement statement(database.handle(),
                            evaluationsSql("WHERE id IN (SELECT max(id) FROM evaluation GROUP BY rule_id)"));
        Map out;
        for (;;) {
            auto row = statement.step();
            if (!row) return fail(row.error());
            if (!*row) return out;
            out.emplace(statement.text(0), evaluationFrom(statement));
        }
    });
}

Result<std::vector<DeliveryRecord>> AlertJournal::deliveries(const HistoryFilter& filter) const {
    return m_file->read<std::vector<DeliveryRecord>>([&](Database& database) {
        Statement statement(
            database.handle(),
            "SELECT id, at, receiver, channel, group_key, delivered, firing, firing_alerts, resolved_alerts, "
            "attempts, duration, title, error FROM delivery" +
                whereOf(filter, "receiver || ' ' || channel || ' ' || group_key || ' ' || title", false));
        bindFilter(statement, filter, false);
        return readAll<DeliveryRecord>(statement, deliveryAt);
    });
}

Result<std::vector<DeadLetterRecord>> AlertJournal::deadLetters(bool asked) const {
    return m_file->read<std::vector<DeadLetterRecord>>([asked](Database& database) {
        Statement statement(database.handle(),
                            "SELECT id, at, channel, error, attempts, notification, resend FROM dead_letter "
                            "WHERE resend = 1 OR NOT ?1 ORDER BY id DESC");
        statement.bind(asked ? 1 : 0);
        return readAll<DeadLetterRecord>(statement, [](const Statement& row) -> Result<DeadLetterRecord> {
            auto notification = notificationFromJson(row.text(5));
            if (!notification) return fail(notification.error());
            return DeadLetterRecord{row.integer(0),
                                    timeOf(row.integer(1)),
                                    row.text(2),
                                    row.text(3),
                                    static_cast<uint64_t>(row.integer(4)),
                                    std::move(*notification),
                                    row.integer(6) != 0};
        });
    });
}

Result<std::vector<DecisionRecord>> AlertJournal::decisions(const std::string& ruleId, size_t limit) const {
    return m_file->read<std::vector<DecisionRecord>>([&](Database& database) {
        Statement statement(database.handle(),
                            decisionsSql("WHERE ?1 = '' OR rule_id = ?1 ORDER BY id DESC LIMIT ?2"));
        statement.bind(ruleId).bind(static_cast<int64_t>(limit));
        return readAll<DecisionRecord>(statement, decisionAt);
    });
}

Result<std::vector<DecisionRecord>> AlertJournal::openDecisions() const {
    return m_file->read<std::vector<DecisionRecord>>([](Database& database) {
        Statement statement(database.handle(), decisionsSql("WHERE taken_at IS NULL ORDER BY id"));
        return readAll<DecisionRecord>(statement, decisionAt);
    });
}

Result<int64_t> AlertJournal::writeCounter() const {
    return m_file->read<int64_t>(
        [](Database& database) { return database.integer("SELECT value FROM meta WHERE key = 'writes'"); });
}

}  // namespace tributary::alerts
