// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/alerts/store/lease_keeper.h"

#include "core/alerts/store/alert_file.h"
#include "core/alerts/store/record_text.h"
#include "core/store/process_tag.h"

namespace tributary::alerts {
namespace {

using store::Database;
using store::Statement;

Result<std::optional<LeaseRecord>> readLease(Database& database) {
    Statement statement(
        database.handle(),
        "SELECT owner, host, pid, process, program, address, token, since, heartbeat FROM lease");
    auto row = statement.step();
    if (!row) return fail(row.error());
    if (!*row || statement.text(0).empty()) return std::optional<LeaseRecord>();
    LeaseRecord lease;
    lease.owner = statement.text(0);
    lease.host = statement.text(1);
    lease.pid = statement.integer(2);
    lease.process = statement.text(3);
    lease.program = statement.text(4);
    lease.address = statement.text(5);
    lease.token = statement.integer(6);
    lease.since = timeOf(statement.integer(7));
    lease.heartbeat = timeOf(statement.integer(8));
    return std::optional(lease);
}

}  // namespace

LeaseKeeper::LeaseKeeper(std::shared_ptr<AlertFile> file, Duration staleAfter)
    : m_file(std::move(file)), m_staleAfter(staleAfter) {}
LeaseKeeper::~LeaseKeeper() = default;

bool LeaseKeeper::isStale(const LeaseRecord& lease, TimePoint now) const {
    // A heartbeat from the future is of a clock that was set back since; it is waited for no longer than any.
    const Duration age = now > lease.heartbeat ? now - lease.heartbeat : lease.heartbeat - now;
    return age > m_staleAfter || store::isProcessGone(lease.process);
}

Result<std::optional<LeaseRecord>> LeaseKeeper::holder() const {
    return m_file->read<std::optional<LeaseRecord>>(readLease);
}

Result<LeaseRecord> LeaseKeeper::acquire(LeaseRecord me, TimePoint now) {
    auto done = m_file->write(
        AlertFile::Durability::Synced, AlertFile::Counts::Write, [&](Database& database) -> Result<void> {
            auto held = readLease(database);
            if (!held) return fail(held.error());
            if (*held && (*held)->owner != me.owner && !isStale(**held, now)) {
                return fail(ErrorCode::Conflict,
                            "The alerts of this workspace are evaluated by the " + (*held)->program +
                                " with process " + std::to_string((*held)->pid) + " on " + (*held)->host,
                            "Stop that one first, or wait: another one takes over when it ends.");
            }
            auto last = database.integer("SELECT coalesce(max(token), 0) FROM lease");
            if (!last) return fail(last.error());
            me.token = *last + 1;
            me.since = me.heartbeat = now;
            Statement insert(database.handle(), "INSERT OR REPLACE INTO lease VALUES (1,?,?,?,?,?,?,?,?,?)");
            return insert.bind(me.owner)
                .bind(me.host)
                .bind(me.pid)
                .bind(me.process)
                .bind(me.program)
                .bind(me.address)
                .bind(me.token)
                .bind(millis(me.since))
                .bind(millis(me.heartbeat))
                .run();
        });
    if (!done) return fail(done.error());
    return me;
}

Result<void> LeaseKeeper::beat(const Fence& fence, TimePoint now) {
    return m_file->write(AlertFile::Durability::Ordered, AlertFile::Counts::Nothing,
                         [&](Database& database) -> Result<void> {
                             if (auto mine = checkFence(database, fence); !mine) return mine;
                             Statement update(database.handle(), "UPDATE lease SET heartbeat = ?");
                             return update.bind(millis(now)).run();
                         });
}

Result<void> LeaseKeeper::check(const Fence& fence) const {
    return m_file->read<void>([&](Database& database) { return checkFence(database, fence); });
}

Result<void> LeaseKeeper::release(const Fence& fence) {
    // The row stays, so that tokens keep growing.
    return m_file->write(
        AlertFile::Durability::Synced, AlertFile::Counts::Write, [&](Database& database) -> Result<void> {
            Statement update(database.handle(),
                             "UPDATE lease SET owner = '', process = '', address = '', heartbeat = 0 "
                             "WHERE owner = ? AND token = ?");
            return update.bind(fence.owner).bind(fence.token).run();
        });
}

}  // namespace tributary::alerts
