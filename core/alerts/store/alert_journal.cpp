// SPDX-License-Identifier: GPL-3.0-or-later
// What the owner of the lease writes; alert_journal_read.cpp reads it.
#include "core/alerts/store/alert_journal.h"

#include "core/alerts/store/alert_file.h"
#include "core/alerts/store/record_text.h"

namespace tributary::alerts {

using store::Database;
using store::Statement;
using Durability = AlertFile::Durability;

namespace {

std::optional<int64_t> millisOf(const std::optional<TimePoint>& time) {
    return time ? std::optional<int64_t>(millis(*time)) : std::nullopt;
}

Statement& bindJudged(Statement& statement, const Judged& judged) {
    return statement.bindNumber(judged.value)
        .bindNumber(judged.expected)
        .bindNumber(judged.lower)
        .bindNumber(judged.upper);
}

Result<void> putEvaluation(Database& database, const EvaluationRecord& evaluation) {
    Statement insert(database.handle(), "INSERT INTO evaluation VALUES (NULL,?,?,?,?,?,?,?)");
    auto done = insert.bind(evaluation.ruleId)
                    .bind(millis(evaluation.scheduledAt))
                    .bind(millis(evaluation.startedAt))
                    .bind(evaluation.duration.count())
                    .bind(static_cast<int64_t>(evaluation.rows))
                    .bind(static_cast<int64_t>(evaluation.active))
                    .bind(evaluation.error)
                    .run();
    if (!done) return done;
    Statement trim(database.handle(),
                   "DELETE FROM evaluation WHERE rule_id = ?1 AND id <= (SELECT id FROM evaluation WHERE "
                   "rule_id = ?1 ORDER BY id DESC LIMIT 1 OFFSET ?2)");
    return trim.bind(evaluation.ruleId).bind(static_cast<int64_t>(AlertJournal::kEvaluationsKept)).run();
}

Result<void> putRuleState(Database& database, const std::string& ruleId, const std::string& state) {
    Statement put(database.handle(), "INSERT OR REPLACE INTO rule_state VALUES (?,?)");
    return put.bind(ruleId).bind(state).run();
}

Result<void> putInstances(Database& database, const EvaluationOutcome& outcome) {
    Statement put(database.handle(), "INSERT OR REPLACE INTO instance VALUES (?,?,?,?,?,?,?,?,?,?,?,?,?)");
    for (const auto& one : outcome.instances) {
        put.bind(one.ruleId).bind(one.fingerprint).bind(one.state).bind(labelsToJson(one.labels));
        put.bind(labelsToJson(one.annotations)).bind(millis(one.activeAt)).bind(millisOf(one.firedAt));
        put.bind(millisOf(one.resolvedAt)).bind(millis(one.evaluatedAt));
        if (auto done = bindJudged(put, one.judged).run(); !done) return done;
        put.reset();
    }
    Statement remove(database.handle(), "DELETE FROM instance WHERE rule_id = ? AND fingerprint = ?");
    for (const auto& fingerprint : outcome.gone) {
        if (auto done = remove.bind(outcome.evaluation.ruleId).bind(fingerprint).run(); !done) return done;
        remove.reset();
    }
    return {};
}

Result<void> putTransitions(Database& database, const std::vector<TransitionRecord>& transitions) {
    Statement insert(database.handle(), "INSERT INTO transition VALUES (NULL,?,?,?,?,?,?,?,?,?,?,?,?,?,?)");
    for (const auto& one : transitions) {
        insert.bind(millis(one.at)).bind(one.ruleId).bind(one.rule).bind(one.group).bind(one.fingerprint);
        insert.bind(labelsToJson(one.labels)).bind(one.from).bind(one.to).bind(one.reason);
        if (auto done = bindJudged(insert, one.judged).bind(reasonToJson(one.why)).run(); !done) return done;
        insert.reset();
    }
    return {};
}

Result<void> putAlerts(Database& database, const std::string& ruleId, const std::vector<Alert>& alerts) {
    Statement put(database.handle(), "INSERT OR REPLACE INTO alert VALUES (?,?,?,?,?,?,?,?)");
    for (const auto& one : alerts) {
        auto done = put.bind(fingerprintText(one.labels))
                        .bind(ruleId)
                        .bind(labelsToJson(one.labels))
                        .bind(labelsToJson(one.annotations))
                        .bind(millis(one.startsAt))
                        .bind(millis(one.endsAt))
                        .bind(millis(one.updatedAt))
                        .bind(one.generatorUrl)
                        .run();
        if (!done) return done;
        put.reset();
    }
    return {};
}

Result<void> putPipelineState(Database& database, const std::map<std::string, std::string>& state) {
    Statement put(database.handle(), "INSERT OR REPLACE INTO pipeline_state VALUES (?,?)");
    Statement remove(database.handle(), "DELETE FROM pipeline_state WHERE key = ?");
    for (const auto& [key, value] : state) {
        auto done = value.empty() ? remove.bind(key).run() : put.bind(key).bind(value).run();
        if (!done) return done;
        (value.empty() ? remove : put).reset();
    }
    return {};
}

Result<void> putDelivery(Database& database, const DeliveryRecord& delivery) {
    Statement insert(database.handle(), "INSERT INTO delivery VALUES (NULL,?,?,?,?,?,?,?,?,?,?,?,?)");
    return insert.bind(millis(delivery.at))
        .bind(delivery.receiver)
        .bind(delivery.channel)
        .bind(delivery.groupKey)
        .bind(delivery.delivered)
        .bind(delivery.firing)
        .bind(static_cast<int64_t>(delivery.firingAlerts))
        .bind(static_cast<int64_t>(delivery.resolvedAlerts))
        .bind(static_cast<int64_t>(delivery.attempts))
        .bind(delivery.duration.count())
        .bind(delivery.title)
        .bind(delivery.error)
        .run();
}

/// Of a group and a channel only the newest is kept, and none once the channel was told again.
Result<void> putDeadLetter(Database& database, const DeliveryRecord& delivery,
                           const std::optional<DeadLetterRecord>& given) {
    if (delivery.delivered) {
        Statement remove(database.handle(), "DELETE FROM dead_letter WHERE channel = ? AND group_key = ?");
        return remove.bind(delivery.channel).bind(delivery.groupKey).run();
    }
    if (!given) return {};
    const DeadLetterRecord& letter = *given;
    Statement insert(database.handle(), "INSERT OR REPLACE INTO dead_letter VALUES (NULL,?,?,?,?,?,?,0)");
    return insert.bind(millis(letter.at))
        .bind(letter.channel)
        .bind(letter.notification.groupKey)
        .bind(letter.error)
        .bind(static_cast<int64_t>(letter.attempts))
        .bind(notificationToJson(letter.notification))
        .run();
}

}  // namespace

AlertJournal::AlertJournal(std::shared_ptr<AlertFile> file) : m_file(std::move(file)) {}
AlertJournal::~AlertJournal() = default;

Result<void> AlertJournal::keep(const Fence& fence, const EvaluationOutcome& outcome) {
    const auto durability = outcome.transitions.empty() ? Durability::Ordered : Durability::Synced;
    return m_file->writeAs(fence, durability, [&](Database& database) -> Result<void> {
        if (auto done = putEvaluation(database, outcome.evaluation); !done) return done;
        if (outcome.state) {
            auto done = putRuleState(database, outcome.evaluation.ruleId, *outcome.state);
            if (!done) return done;
        }
        if (auto done = putInstances(database, outcome); !done) return done;
        if (auto done = putTransitions(database, outcome.transitions); !done) return done;
        return putAlerts(database, outcome.evaluation.ruleId, outcome.alerts);
    });
}

Result<void> AlertJournal::keepRuleState(const Fence& fence, const std::string& ruleId,
                                         const std::string& state) {
    return m_file->writeAs(fence, Durability::Ordered,
                           [&](Database& database) { return putRuleState(database, ruleId, state); });
}

Result<void> AlertJournal::keepDelivery(const Fence& fence, const DeliveryRecord& delivery,
                                        const std::map<std::string, std::string>& pipelineState,
                                        const std::optional<DeadLetterRecord>& deadLetter) {
    // Lost in a power cut it would be sent again, which is better than slow: the longer this takes, the
    // likelier a program that is killed here sends it twice.
    return m_file->writeAs(fence, Durability::Ordered, [&](Database& database) -> Result<void> {
        if (auto done = putDelivery(database, delivery); !done) return done;
        if (auto done = putDeadLetter(database, delivery, deadLetter); !done) return done;
        return putPipelineState(database, pipelineState);
    });
}

Result<void> AlertJournal::keepPipelineState(const Fence& fence,
                                             const std::map<std::string, std::string>& state, bool synced) {
    return m_file->writeAs(fence, synced ? Durability::Synced : Durability::Ordered,
                           [&](Database& database) { return putPipelineState(database, state); });
}

Result<void> AlertJournal::dropAlerts(const Fence& fence, const std::vector<std::string>& fingerprints) {
    return m_file->writeAs(fence, Durability::Ordered, [&](Database& database) -> Result<void> {
        Statement remove(database.handle(), "DELETE FROM alert WHERE fingerprint = ?");
        for (const auto& fingerprint : fingerprints) {
            if (auto done = remove.bind(fingerprint).run(); !done) return done;
            remove.reset();
        }
        return {};
    });
}

Result<void> AlertJournal::retainRules(const Fence& fence, const std::vector<std::string>& ruleIds) {
    return m_file->writeAs(fence, Durability::Ordered, [&](Database& database) -> Result<void> {
        if (auto made = database.execute("CREATE TEMP TABLE IF NOT EXISTS retained (id TEXT PRIMARY KEY); "
                                         "DELETE FROM retained");
            !made) {
            return made;
        }
        Statement put(database.handle(), "INSERT OR IGNORE INTO retained VALUES (?)");
        for (const auto& id : ruleIds) {
            if (auto done = put.bind(id).run(); !done) return done;
            put.reset();
        }
        return database.execute(
            "DELETE FROM rule_state WHERE rule_id NOT IN (SELECT id FROM retained);"
            "DELETE FROM instance WHERE rule_id NOT IN (SELECT id FROM retained);"
            "DELETE FROM evaluation WHERE rule_id NOT IN (SELECT id FROM retained)");
    });
}

Result<void> AlertJournal::prune(const Fence& fence, TimePoint olderThan) {
    return m_file->writeAs(fence, Durability::Ordered, [&](Database& database) -> Result<void> {
        for (const char* sql :
             {"DELETE FROM transition WHERE at < ?", "DELETE FROM delivery WHERE at < ?",
              "DELETE FROM silence WHERE ends_at < ?", "DELETE FROM dead_letter WHERE at < ?",
              "DELETE FROM decision WHERE at < ?"}) {
            Statement remove(database.handle(), sql);
            if (auto done = remove.bind(millis(olderThan)).run(); !done) return done;
        }
        return {};
    });
}

Result<void> AlertJournal::askToResend(int64_t id) {
    return m_file->write(
        Durability::Synced, AlertFile::Counts::Write, [&](Database& database) -> Result<void> {
            Statement mark(database.handle(), "UPDATE dead_letter SET resend = 1 WHERE id = ?");
            if (auto done = mark.bind(id).run(); !done) return done;
            auto changed = database.integer("SELECT changes()");
            if (!changed) return fail(changed.error());
            return *changed > 0
                       ? Result<void>()
                       : fail(ErrorCode::NotFound,
                              "There is no undelivered notification with number " + std::to_string(id));
        });
}

Result<void> AlertJournal::takeDecision(const Fence& fence, int64_t id, TimePoint at,
                                        const std::string& outcome, const std::string& ruleId,
                                        const std::optional<std::string>& state) {
    return m_file->writeAs(fence, Durability::Synced, [&](Database& database) -> Result<void> {
        if (state) {
            if (auto done = putRuleState(database, ruleId, *state); !done) return done;
        }
        Statement mark(database.handle(), "UPDATE decision SET taken_at = ?, outcome = ? WHERE id = ?");
        return mark.bind(millis(at)).bind(outcome).bind(id).run();
    });
}

Result<void> AlertJournal::removeDeadLetter(int64_t id) {
    return m_file->write(
        Durability::Synced, AlertFile::Counts::Write, [&](Database& database) -> Result<void> {
            Statement remove(database.handle(), "DELETE FROM dead_letter WHERE id = ?");
            if (auto done = remove.bind(id).run(); !done) return done;
            auto changed = database.integer("SELECT changes()");
            if (!changed) return fail(changed.error());
            return *changed > 0
                       ? Result<void>()
                       : fail(ErrorCode::NotFound,
                              "There is no undelivered notification with number " + std::to_string(id));
        });
}

}  // namespace tributary::alerts
