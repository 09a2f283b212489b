// SPDX-License-Identifier: GPL-3.0-or-later
// Channels, silences and acknowledgements of the AlertStore.
#include <algorithm>

#include "core/alerts/store/alert_file.h"
#include "core/alerts/store/alert_store.h"
#include "core/alerts/store/record_text.h"
#include "core/store/uuid.h"

namespace tributary::alerts {

using store::Database;
using store::Statement;

namespace {

Result<void> readSettings(Database& database, ChannelRecord& channel) {
    Statement statement(database.handle(),
                        "SELECT key, value FROM channel_setting WHERE channel_id = ? ORDER BY key");
    statement.bind(channel.id);
    for (;;) {
        auto row = statement.step();
        if (!row) return fail(row.error());
        if (!*row) return {};
        if (statement.isNull(1)) {
            channel.secretKeys.push_back(statement.text(0));
        } else {
            channel.settings[statement.text(0)] = statement.text(1);
        }
    }
}

Result<std::vector<ChannelRecord>> readChannels(Database& database) {
    Statement statement(database.handle(), "SELECT id, name, type, enabled FROM channel ORDER BY name");
    std::vector<ChannelRecord> out;
    for (;;) {
        auto row = statement.step();
        if (!row) return fail(row.error());
        if (!*row) return out;
        ChannelRecord channel;
        channel.id = statement.text(0);
        channel.name = statement.text(1);
        channel.type = statement.text(2);
        channel.enabled = statement.integer(3) != 0;
        if (auto read = readSettings(database, channel); !read) return fail(read.error());
        out.push_back(std::move(channel));
    }
}

Result<void> writeChannel(Database& database, const ChannelRecord& channel) {
    Statement put(database.handle(),
                  "INSERT INTO channel VALUES (?,?,?,?) ON CONFLICT (id) DO UPDATE SET name = excluded.name, "
                  "type = excluded.type, enabled = excluded.enabled");
    auto done = put.bind(channel.id).bind(channel.name).bind(channel.type).bind(channel.enabled).run();
    if (!done) return done;
    Statement clear(database.handle(), "DELETE FROM channel_setting WHERE channel_id = ?");
    if (done = clear.bind(channel.id).run(); !done) return done;
    Statement add(database.handle(), "INSERT INTO channel_setting VALUES (?,?,?)");
    for (const auto& [key, value] : channel.settings) {
        if (done = add.bind(channel.id).bind(key).bind(value).run(); !done) return done;
        add.reset();
    }
    Statement secret(database.handle(), "INSERT OR REPLACE INTO channel_setting VALUES (?,?,NULL)");
    for (const auto& key : channel.secretKeys) {
        if (done = secret.bind(channel.id).bind(key).run(); !done) return done;
        secret.reset();
    }
    return {};
}

Result<void> refuseTakenName(Database& database, const ChannelRecord& channel) {
    Statement statement(database.handle(), "SELECT 1 FROM channel WHERE name = ? AND id <> ?");
    auto row = statement.bind(channel.name).bind(channel.id).step();
    if (!row) return fail(row.error());
    if (!*row) return {};
    return fail(ErrorCode::Conflict, "There is a channel '" + channel.name + "' already",
                "Choose another name, or change that one.");
}

Result<std::vector<SilenceRecord>> readSilences(Database& database, std::optional<TimePoint> endedAfter) {
    Statement statement(
        database.handle(),
        "SELECT id, matchers, starts_at, ends_at, updated_at, created_by, comment FROM silence "
        "WHERE ?1 IS NULL OR ends_at > ?1 ORDER BY starts_at, id");
    statement.bind(endedAfter ? std::optional<int64_t>(millis(*endedAfter)) : std::nullopt);
    std::vector<SilenceRecord> out;
    for (;;) {
        auto row = statement.step();
        if (!row) return fail(row.error());
        if (!*row) return out;
        auto matchers = parseMatchers(statement.text(1));
        if (!matchers) return fail(matchers.error());
        out.push_back({statement.text(0), std::move(*matchers), timeOf(statement.integer(2)),
                       timeOf(statement.integer(3)), timeOf(statement.integer(4)), statement.text(5),
                       statement.text(6)});
    }
}

}  // namespace

Result<std::vector<ChannelRecord>> AlertStore::channels() const {
    return m_file->read<std::vector<ChannelRecord>>(readChannels);
}

Result<std::string> AlertStore::saveChannel(const ChannelRecord& channel) {
    if (channel.name.empty() || channel.type.empty())
        return fail(ErrorCode::InvalidArgument, "A channel needs a name and a type");
    ChannelRecord kept = channel;
    if (kept.id.empty()) kept.id = store::newUuid();
    auto done = m_file->write(AlertFile::Durability::Synced, AlertFile::Counts::Change,
                              [&](Database& database) -> Result<void> {
                                  if (auto free = refuseTakenName(database, kept); !free) return free;
                                  return writeChannel(database, kept);
                              });
    if (!done) return fail(done.error());
    return kept.id;
}

Result<std::vector<SilenceRecord>> AlertStore::silences(std::optional<TimePoint> endedAfter) const {
    return m_file->read<std::vector<SilenceRecord>>(
        [&](Database& database) { return readSilences(database, endedAfter); });
}

Result<std::string> AlertStore::saveSilence(const SilenceRecord& silence) {
    if (silence.matchers.empty()) {
        return fail(ErrorCode::InvalidArgument, "A silence needs at least one matcher",
                    "Without any it would silence everything; say for example alertname=\"Name\".");
    }
    const bool narrows = std::any_of(silence.matchers.begin(), silence.matchers.end(),
                                     [](const Matcher& matcher) { return !matcher.matches({}); });
    if (!narrows) {
        return fail(ErrorCode::InvalidArgument,
                    "A silence needs at least one matcher that an empty label does not satisfy",
                    "As it is it would silence every alert without these labels.");
    }
    if (silence.endsAt < silence.startsAt)
        return fail(ErrorCode::InvalidArgument, "A silence must not end before it starts");
    const std::string id = silence.id.empty() ? store::newUuid() : silence.id;
    auto done =
        m_file->write(AlertFile::Durability::Synced, AlertFile::Counts::Change, [&](Database& database) {
            Statement put(database.handle(), "INSERT OR REPLACE INTO silence VALUES (?,?,?,?,?,?,?)");
            return put.bind(id)
                .bind(matchersText(silence.matchers))
                .bind(millis(silence.startsAt))
                .bind(millis(silence.endsAt))
                .bind(nowMillis())
                .bind(silence.createdBy)
                .bind(silence.comment)
                .run();
        });
    if (!done) return fail(done.error());
    return id;
}

Result<void> AlertStore::expireSilence(const std::string& id, TimePoint now) {
    return m_file->write(
        AlertFile::Durability::Synced, AlertFile::Counts::Change, [&](Database& database) -> Result<void> {
            Statement update(database.handle(),
                             "UPDATE silence SET starts_at = min(starts_at, ?1), ends_at = min(ends_at, ?1), "
                             "updated_at = ?1 WHERE id = ?2");
            if (auto done = update.bind(millis(now)).bind(id).run(); !done) return done;
            auto changed = database.integer("SELECT changes()");
            if (!changed) return fail(changed.error());
            return *changed > 0 ? Result<void>()
                                : fail(ErrorCode::NotFound, "There is no silence '" + id + "'");
        });
}

namespace {

/// Rule and labels are those of the alert as it is listed; nothing is written without one.
Result<void> putDecision(Database& database, const char* kind, const AcknowledgementRecord& said,
                         bool taken) {
    Statement put(database.handle(),
                  "INSERT INTO decision (kind, at, rule_id, fingerprint, labels, who, comment, taken_at) "
                  "SELECT ?1, ?2, rule_id, fingerprint, labels, ?3, ?4, ?5 FROM instance WHERE fingerprint = "
                  "?6 ORDER BY evaluated_at DESC LIMIT 1");
    const std::optional<int64_t> takenAt = taken ? std::optional(millis(said.at)) : std::nullopt;
    return put.bind(kind)
        .bind(millis(said.at))
        .bind(said.by)
        .bind(said.comment)
        .bind(takenAt)
        .bind(said.fingerprint)
        .run();
}

}  // namespace

Result<std::vector<AcknowledgementRecord>> AlertStore::acknowledgements() const {
    return m_file->read<std::vector<AcknowledgementRecord>>(
        [](Database& database) -> Result<std::vector<AcknowledgementRecord>> {
            Statement statement(database.handle(),
                                "SELECT fingerprint, who, comment, at FROM acknowledgement ORDER BY at");
            std::vector<AcknowledgementRecord> out;
            for (;;) {
                auto row = statement.step();
                if (!row) return fail(row.error());
                if (!*row) return out;
                out.push_back(
                    {statement.text(0), statement.text(1), statement.text(2), timeOf(statement.integer(3))});
            }
        });
}

Result<void> AlertStore::acknowledge(const AcknowledgementRecord& acknowledgement) {
    return m_file->write(
        AlertFile::Durability::Synced, AlertFile::Counts::Change, [&](Database& database) -> Result<void> {
            Statement put(database.handle(), "INSERT OR REPLACE INTO acknowledgement VALUES (?,?,?,?)");
            auto done = put.bind(acknowledgement.fingerprint)
                            .bind(acknowledgement.by)
                            .bind(acknowledgement.comment)
                            .bind(millis(acknowledgement.at))
                            .run();
            if (!done) return done;
            // An alert of no rule (a watchdog) has no history to be advised by.
            return putDecision(database, kAcknowledged, acknowledgement, true);
        });
}

Result<int64_t> AlertStore::notAnAnomaly(const std::string& fingerprint, const std::string& by,
                                         const std::string& comment, TimePoint at) {
    int64_t id = 0;
    auto written = m_file->write(
        AlertFile::Durability::Synced, AlertFile::Counts::Write, [&](Database& database) -> Result<void> {
            auto done = putDecision(database, kNotAnAnomaly, {fingerprint, by, comment, at}, false);
            if (!done) return done;
            auto changed = database.integer("SELECT changes()");
            if (!changed) return fail(changed.error());
            if (*changed == 0) {
                return fail(ErrorCode::NotFound, "There is no alert '" + fingerprint + "'",
                            "`tributary alert list` shows the alerts and what to name here.");
            }
            auto given = database.integer("SELECT last_insert_rowid()");
            if (!given) return fail(given.error());
            id = *given;
            return {};
        });
    if (!written) return fail(written.error());
    return id;
}

}  // namespace tributary::alerts
