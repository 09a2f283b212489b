// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/schedule/alert_run.h"

#include <set>

#include "core/alerts/routing/routing_yaml.h"
#include "core/schedule/rule_book.h"

namespace tributary::schedule {

using namespace alerts;

AlertRun::AlertRun(const AlertServiceSurroundings& around, const AlertServiceOptions& options,
                   AlertJournal& journal, std::shared_ptr<FenceGuard> guard)
    : m_around(around),
      m_options(options),
      m_journal(journal),
      m_guard(std::move(guard)),
      m_sources(around.sources),
      m_shared(std::make_shared<RuleSurroundings>()),
      m_scheduler(around.clock, options.scheduler),
      m_begun(around.clock->now()) {}

Result<std::shared_ptr<AlertRun>> AlertRun::start(const AlertServiceSurroundings& around,
                                                  const AlertServiceOptions& options, AlertJournal& journal,
                                                  std::shared_ptr<FenceGuard> guard) {
    std::shared_ptr<AlertRun> run(new AlertRun(around, options, journal, std::move(guard)));
    auto config = run->routing();
    if (!config) return fail(config.error());
    Notifier::Surroundings notify;
    notify.clock = around.clock;
    notify.store = around.store;
    notify.journal = &journal;
    notify.guard = run->m_guard;
    notify.log = around.log;
    notify.sender = options.sender;
    notify.resolve = [channels = around.channels, fence = run->m_guard](
                         const RoutingConfig& routing, const Receiver& receiver, size_t index) {
        return targetOf(routing, receiver, index, channels, fence);
    };
    auto notifier = Notifier::start(std::move(notify), *config);
    if (!notifier) return fail(notifier.error());
    run->m_notifier = std::move(*notifier);
    run->m_shared->sources = &run->m_sources;
    run->m_shared->journal = &journal;
    run->m_shared->guard = run->m_guard.get();
    run->m_shared->log = around.log;
    run->m_shared->ingest = [notify = run->m_notifier.get()](const std::vector<Alert>& alerts) {
        notify->ingest(alerts);
    };
    if (auto loaded = run->loadRules(); !loaded) return fail(loaded.error());
    run->putWatchdog();
    run->m_scheduler.start();
    return run;
}

AlertRun::~AlertRun() {
    m_scheduler.stop(std::chrono::milliseconds(0));
}

/// What the store has of routing; one that cannot be read is told, and the one before stays in force.
Result<std::shared_ptr<const RoutingConfig>> AlertRun::routing() {
    auto text = m_around.store->routing();
    if (!text) return fail(text.error());
    auto channels = m_around.store->channels();
    if (!channels) return fail(channels.error());
    std::vector<std::string> names;
    for (const auto& channel : *channels)
        if (channel.enabled) names.push_back(channel.name);
    auto config = text->empty() ? Result<RoutingConfig>(defaultRoutingConfig(names)) : readRoutingYaml(*text);
    if (!config) {
        m_around.log("The routing of alerts cannot be read: " + config.error().text());
        const std::lock_guard lock(m_mutex);
        m_errors.push_back("routing: " + config.error().message);
        if (m_notifier) return std::shared_ptr<const RoutingConfig>();
        config = defaultRoutingConfig(names);
    }
    if (config->externalUrl.empty()) config->externalUrl = m_options.externalUrl;
    return std::make_shared<const RoutingConfig>(std::move(*config));
}

RuleEvaluator::Options AlertRun::evaluatorOptions() const {
    RuleEvaluator::Options options;
    options.resendDelay = m_options.resendDelay;
    options.externalUrl = m_options.externalUrl;
    options.generatorUrl = m_options.externalUrl;
    return options;
}

void AlertRun::schedule(const std::shared_ptr<RuleTask>& task) {
    const RuleGroup& group = task->group();
    Timing timing;
    timing.interval = group.interval > Duration(0) ? group.interval : kDefaultInterval;
    timing.offset = group.offset;
    timing.catchUp = m_options.catchUp;
    m_scheduler.put(
        task->rule().id, timing,
        [task](const Tick& tick, const CancelToken& token) { task->run(tick, token); }, task->lastAt());
}

void AlertRun::putRule(const RuleGroup& group, const Rule& rule,
                       const std::map<std::string, std::string>& states) {
    std::shared_ptr<RuleTask> before;
    {
        const std::lock_guard lock(m_mutex);
        const auto found = m_tasks.find(rule.id);
        if (found != m_tasks.end()) before = found->second;
    }
    RuleGroup bare = group;  // the other rules of the group are no concern of this one
    bare.rules.clear();
    if (before && before->rule() == rule && before->group() == bare) return;
    std::string state;
    const std::string* from = nullptr;
    if (before) {
        m_scheduler.remove(rule.id);
        if (auto now = before->state(std::chrono::seconds(2))) {
            state = std::move(*now);
            from = &state;
        }
    }
    const auto kept = states.find(rule.id);
    if (!from && kept != states.end()) from = &kept->second;
    auto task = RuleTask::make(bare, rule, evaluatorOptions(), from, m_shared);
    if (!task) {
        m_around.log(task.error().text());
        const std::lock_guard lock(m_mutex);
        m_errors.push_back(task.error().message);
        m_tasks.erase(rule.id);
        return;
    }
    schedule(*task);
    const std::lock_guard lock(m_mutex);
    m_tasks[rule.id] = *task;
}

Result<void> AlertRun::loadRules() {
    auto book = readRuleBook(*m_around.store);
    if (!book) return fail(book.error());
    auto states = m_journal.ruleStates();
    if (!states) return fail(states.error());
    {
        const std::lock_guard lock(m_mutex);
        for (const auto& error : book->errors) m_errors.push_back(error.message);
        m_groups = book->groups.size();
    }
    for (const auto& error : book->errors) m_around.log(error.text());
    if (m_around.rulesLoaded) m_around.rulesLoaded(book->groups);
    std::vector<std::string> ids;
    for (const auto& group : book->groups) {
        for (const auto& rule : group.rules) {
            ids.push_back(rule.id);
            putRule(group, rule, *states);
        }
    }
    const std::set<std::string> wanted(ids.begin(), ids.end());
    {
        const std::lock_guard lock(m_mutex);
        for (auto task = m_tasks.begin(); task != m_tasks.end();) {
            if (wanted.contains(task->first)) {
                ++task;
                continue;
            }
            m_scheduler.remove(task->first);
            task = m_tasks.erase(task);
        }
    }
    return m_journal.retainRules(m_guard->fence(), ids);
}

Result<void> AlertRun::reload() {
    {
        const std::lock_guard lock(m_mutex);
        m_errors.clear();
    }
    auto config = routing();
    if (!config) return fail(config.error());
    if (auto done = m_notifier->reload(*config); !done) return done;
    return loadRules();
}

void AlertRun::takeDecisions() {
    auto open = m_journal.openDecisions();
    if (!open) return m_around.log("Decisions on alerts cannot be read: " + open.error().text());
    for (const auto& one : *open) {
        std::shared_ptr<RuleTask> task;
        {
            const std::lock_guard lock(m_mutex);
            const auto found = m_tasks.find(one.ruleId);
            if (found != m_tasks.end()) task = found->second;
        }
        std::optional<std::string> state;
        std::string outcome = task ? "" : "its rule is no longer evaluated";
        if (task) {
            auto accepted = task->accept(one.labels, std::chrono::milliseconds(200));
            if (!accepted) continue;  // its query runs; next time
            *accepted ? void(state = std::move(**accepted)) : void(outcome = accepted->error().text());
        }
        auto taken = m_journal.takeDecision(m_guard->fence(), one.id, m_around.clock->now(), outcome,
                                            one.ruleId, state);
        if (!taken) m_around.log("A decision on an alert could not be kept: " + taken.error().text());
        if (!outcome.empty()) m_around.log("'Not an anomaly' could not be followed: " + outcome);
    }
    auto letters = m_journal.deadLetters(true);
    if (!letters) return m_around.log("Undelivered notifications cannot be read: " + letters.error().text());
    const auto notify = notifier();
    for (const auto& letter : *letters)
        if (notify) notify->resend(letter);
}

/// Scheduled like a rule: it stops coming when rules are not evaluated any more, whatever the reason.
void AlertRun::putWatchdog() {
    if (!m_options.watchdog) return;
    const Duration every = std::min<Duration>(std::chrono::minutes(1), m_options.resendDelay);
    m_scheduler.put(
        "\nwatchdog", {every, Duration(0), CatchUp::Skip},
        [this, every](const Tick& tick, const CancelToken&) {
            Alert alert;
            alert.labels = {{"alertname", "Watchdog"}, {"severity", "none"}};
            alert.annotations = {
                {"summary", "Rules are evaluated. This alert always fires: be alarmed when it stops."}};
            alert.startsAt = m_begun;
            alert.endsAt = tick.at + every * 4;
            alert.updatedAt = tick.at;
            if (const auto notify = notifier()) notify->ingest({alert});
        });
}

void AlertRun::stop() {
    m_scheduler.stop(m_options.stopGrace);
    if (!m_guard->isRevoked()) {
        const std::lock_guard lock(m_mutex);
        for (const auto& [id, task] : m_tasks) task->keepState();
    }
    if (!m_guard->isRevoked()) m_notifier->drain(m_options.stopGrace);
    std::shared_ptr<Notifier> last;  // ends after the lock is given up
    const std::lock_guard lock(m_mutex);
    last.swap(m_notifier);
}

std::shared_ptr<Notifier> AlertRun::notifier() const {
    const std::lock_guard lock(m_mutex);
    return m_notifier;
}

void AlertRun::addTo(AlertServiceStatus& status) const {
    status.evaluations = m_shared->evaluations;
    status.failedEvaluations = m_shared->failures;
    status.evaluationMicros = m_shared->durationMicros;
    status.rows = m_shared->rows;
    if (const int64_t last = m_shared->lastAt; last > 0) status.lastEvaluation = TimePoint(Duration(last));
    status.scheduler = m_scheduler.stats();
    if (const auto notify = notifier()) status.notifier = notify->stats();
    const std::lock_guard lock(m_mutex);
    status.rules = m_tasks.size();
    status.groups = m_groups;
    status.errors = m_errors;
}

}  // namespace tributary::schedule
