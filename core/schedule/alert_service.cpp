// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/schedule/alert_service.h"

#include <unistd.h>

#include <algorithm>
#include <array>

#include "core/schedule/alert_run.h"
#include "core/schedule/rule_book.h"
#include "core/store/process_tag.h"
#include "core/store/uuid.h"

namespace tributary::schedule {

using namespace alerts;

namespace {

constexpr Duration kFilesEvery = std::chrono::seconds(2);
constexpr Duration kPruneEvery = std::chrono::hours(1);

std::string hostName() {
    std::array<char, 256> name{};
    if (gethostname(name.data(), name.size() - 1) != 0) return "localhost";
    return name.data();
}

std::string describe(const LeaseRecord& lease) {
    return "the " + lease.program + " with process " + std::to_string(lease.pid) + " on " + lease.host +
           (lease.address.empty() ? "" : " (http://" + lease.address + ")");
}

}  // namespace

AlertService::AlertService(AlertServiceSurroundings around, AlertServiceOptions options)
    : m_around(std::move(around)),
      m_options(std::move(options)),
      m_journal(m_around.store->file()),
      m_keeper(std::make_shared<LeaseKeeper>(m_around.store->file(), m_options.staleAfter)),
      m_owner(store::newUuid()),
      m_startedAt(m_around.clock->now()) {}

AlertService::~AlertService() {
    stop();
}

void AlertService::start() {
    m_thread = std::thread([this] { loop(); });
}

void AlertService::stop() {
    {
        const std::lock_guard lock(m_mutex);
        m_stopping = true;
    }
    m_wake.notify_all();
    if (m_thread.joinable()) m_thread.join();
}

void AlertService::reload() {
    {
        const std::lock_guard lock(m_mutex);
        m_reloadNow = true;
    }
    m_wake.notify_all();
}

std::shared_ptr<AlertRun> AlertService::current() const {
    const std::lock_guard lock(m_mutex);
    return m_run;
}

void AlertService::loop() {
    std::unique_lock lock(m_mutex);
    while (!m_stopping) {
        lock.unlock();
        if (now() >= m_nextBeat) beat();
        lookForChanges();
        lock.lock();
        if (m_stopping || m_reloadNow) continue;
        m_around.clock->wait(lock, m_wake, std::min(m_nextBeat, m_nextLook));
    }
    auto run = m_run;
    lock.unlock();
    if (!run) return;
    // The lease is kept alive by the grace being shorter than it; it is given back when all is kept.
    run->stop();
    const Fence fence = run->guard().fence();
    {
        const std::lock_guard held(m_mutex);
        m_run.reset();
    }
    run.reset();
    if (auto released = m_keeper->release(fence); !released) m_around.log(released.error().text());
}

void AlertService::beat() {
    m_nextBeat = now() + m_options.beatEvery;
    auto run = current();
    if (!run) return tryToOwn();
    if (run->guard().isRevoked()) return giveUp("another program writes to the alerts");
    auto beaten = m_keeper->beat(run->guard().fence(), now());
    if (beaten) {
        run->guard().beaten();
        const std::lock_guard lock(m_mutex);
        if (m_holder) m_holder->heartbeat = now();
        return;
    }
    if (beaten.error().code == ErrorCode::Conflict && !beaten.error().retryable)
        return giveUp(beaten.error().message);
    m_around.log("No sign of life could be written: " + beaten.error().text());
}

void AlertService::tryToOwn() {
    LeaseRecord me;
    me.owner = m_owner;
    me.host = hostName();
    me.pid = getpid();
    me.process = store::thisProcessTag();
    me.program = m_options.program;
    me.address = m_options.address;
    auto lease = m_keeper->acquire(me, now());
    if (!lease) {
        auto holder = m_keeper->holder();
        const std::lock_guard lock(m_mutex);
        m_holder = holder ? *holder : std::nullopt;
        const std::string who = m_holder ? describe(*m_holder) : lease.error().message;
        if (who != m_toldHolder) m_around.log("standing by: alerts are evaluated by " + who);
        m_toldHolder = who;
        return;
    }
    auto changes = m_around.store->changeCounter();
    m_seenChanges = changes ? *changes : -1;
    auto guard = std::make_shared<FenceGuard>(m_keeper, Fence{lease->owner, lease->token});
    auto run = AlertRun::start(m_around, m_options, m_journal, guard);
    if (!run) {
        m_around.log("The alerts cannot be evaluated: " + run.error().text());
        if (auto released = m_keeper->release(guard->fence()); !released)
            m_around.log(released.error().text());
        return;
    }
    {
        const std::lock_guard lock(m_mutex);
        m_run = std::move(*run);
        m_holder = *lease;
        m_takeovers++;
        m_toldHolder.clear();
    }
    m_around.log("in charge: evaluating the alerts of this workspace");
}

void AlertService::giveUp(const std::string& why) {
    std::shared_ptr<AlertRun> run;
    {
        const std::lock_guard lock(m_mutex);
        run.swap(m_run);
    }
    if (!run) return;
    run->guard().revoke();
    run->stop();
    m_around.log("not in charge any more: " + why);
}

void AlertService::lookForChanges() {
    bool forced = false;
    {
        const std::lock_guard lock(m_mutex);
        forced = std::exchange(m_reloadNow, false);
    }
    if (!forced && now() < m_nextLook) return;
    m_nextLook = now() + m_options.reloadEvery;
    auto run = current();
    if (!run) return;
    if (forced || now() >= m_nextFiles) {
        m_nextFiles = now() + kFilesEvery;
        if (auto followed = followRuleFiles(*m_around.store); !followed)
            m_around.log("The files of rules cannot be followed: " + followed.error().text());
        if (m_around.reloadSources) m_around.reloadSources();
    }
    auto changes = m_around.store->changeCounter();
    if (!changes) return m_around.log("Changes cannot be seen: " + changes.error().text());
    if (*changes != m_seenChanges || forced) {
        m_seenChanges = *changes;
        if (auto done = run->reload(); !done) m_around.log("Reloading failed: " + done.error().text());
        const std::lock_guard lock(m_mutex);
        m_reloads++;
    }
    run->takeDecisions();
    if (now() < m_nextPrune) return;
    m_nextPrune = now() + kPruneEvery;
    if (auto pruned = m_journal.prune(run->guard().fence(), now() - m_options.keepHistory); !pruned)
        m_around.log("Old history could not be removed: " + pruned.error().text());
}

AlertServiceStatus AlertService::status() const {
    AlertServiceStatus out;
    std::shared_ptr<AlertRun> run;
    {
        const std::lock_guard lock(m_mutex);
        run = m_run;
        out.lease = m_holder;
        out.takeovers = m_takeovers;
        out.reloads = m_reloads;
    }
    out.startedAt = m_startedAt;
    out.owner = run != nullptr;
    if (run) {
        run->addTo(out);
        if (out.lease) out.ownerSince = out.lease->since;
    }
    return out;
}

std::vector<KnownAlert> AlertService::knownAlerts() const {
    auto run = current();
    const auto notifier = run ? run->notifier() : nullptr;
    return notifier ? notifier->alerts() : std::vector<KnownAlert>();
}

}  // namespace tributary::schedule
