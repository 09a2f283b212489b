// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/schedule/notifier.h"

#include <algorithm>

namespace tributary::schedule {

using namespace alerts;

namespace {

/// Marks the numbers of what is sent by hand.
constexpr uint64_t kByHand = 1ULL << 63;
/// Who asked is waiting for it: no use in trying for hours.
constexpr Duration kResendWithin = std::chrono::minutes(2);

/// What one line of the list of deliveries says.
std::string titleOf(const Notification& notification) {
    const auto name = notification.commonLabels.find("alertname");
    std::string title = name != notification.commonLabels.end() ? name->second : notification.groupKey;
    const auto summary = notification.commonAnnotations.find("summary");
    if (summary != notification.commonAnnotations.end()) title += ": " + summary->second;
    return notification.note.empty() ? title : title + " (" + notification.note + ")";
}

DeliveryRecord recordOf(const Notification& notification, const std::string& channel, TimePoint at) {
    DeliveryRecord record;
    record.at = at;
    record.receiver = notification.receiver;
    record.channel = channel;
    record.groupKey = notification.groupKey;
    record.firing = notification.firing;
    for (const auto& alert : notification.alerts)
        (alert.isResolvedAt(notification.at) ? record.resolvedAlerts : record.firingAlerts)++;
    record.title = titleOf(notification);
    return record;
}

}  // namespace

Notifier::Notifier(Surroundings around) : m_around(std::move(around)) {}

Result<std::unique_ptr<Notifier>> Notifier::start(Surroundings around,
                                                  std::shared_ptr<const RoutingConfig> config) {
    std::unique_ptr<Notifier> notifier(new Notifier(std::move(around)));
    auto* raw = notifier.get();
    raw->restore(std::move(config), raw->now());
    if (auto loaded = raw->loadDecisions(raw->now()); !loaded) return fail(loaded.error());
    raw->m_sender = std::make_unique<channels::Sender>(
        raw->m_around.sender, [raw](const channels::SendOutcome& outcome) { raw->ended(outcome); });
    raw->m_thread = std::thread([raw] { raw->loop(); });
    return notifier;
}

Notifier::~Notifier() {
    {
        const std::lock_guard lock(m_mutex);
        m_stopping = true;
    }
    m_wake.notify_all();
    if (m_thread.joinable()) m_thread.join();
    m_sender.reset();
    if (!m_around.guard->isRevoked()) keepChanges();
}

void Notifier::restore(std::shared_ptr<const RoutingConfig> config, TimePoint now) {
    m_pipeline = std::make_unique<Pipeline>(std::move(config), now);
    auto state = m_around.journal->pipelineState();
    auto kept = m_around.journal->alerts();
    if (!state || !kept) {
        m_around.log("What was notified before cannot be read: " +
                     (state ? kept : Result<std::vector<KeptAlert>>(fail(state.error()))).error().text());
        return;
    }
    std::vector<Alert> list;
    for (auto& one : *kept) list.push_back(std::move(one.alert));
    if (auto restored = m_pipeline->restore(*state, list, now); !restored)
        m_around.log("A part of what was notified before is lost: " + restored.error().message);
}

/// Silences and acknowledgements as they stand in the store.
Result<void> Notifier::loadDecisions(TimePoint) {
    auto silences = m_around.store->silences();
    if (!silences) return fail(silences.error());
    auto acknowledged = m_around.store->acknowledgements();
    if (!acknowledged) return fail(acknowledged.error());
    const std::lock_guard lock(m_mutex);
    m_pipeline->silences().load(std::move(*silences));
    std::vector<std::string> fingerprints;
    for (const auto& one : *acknowledged) fingerprints.push_back(one.fingerprint);
    for (const auto& one : m_acknowledged)
        if (std::find(fingerprints.begin(), fingerprints.end(), one) == fingerprints.end())
            m_pipeline->unacknowledge(one);
    for (const auto& one : fingerprints) m_pipeline->acknowledge(one);
    m_acknowledged = std::move(fingerprints);
    m_due = true;
    return {};
}

Result<void> Notifier::reload(std::shared_ptr<const RoutingConfig> config) {
    if (config) {
        const std::lock_guard lock(m_mutex);
        m_pipeline->configure(std::move(config), now());
    }
    auto loaded = loadDecisions(now());
    m_wake.notify_all();
    return loaded;
}

void Notifier::ingest(const std::vector<Alert>& alerts) {
    {
        const std::lock_guard lock(m_mutex);
        if (auto taken = m_pipeline->ingest(alerts, now()); !taken) m_around.log(taken.error().text());
        m_due = true;
    }
    m_wake.notify_all();
}

void Notifier::loop() {
    std::unique_lock lock(m_mutex);
    while (!m_stopping) {
        m_due = false;
        std::vector<Delivery> deliveries = m_pipeline->run(now());
        lock.unlock();
        // First what must not be lost, then the sending: whoever takes over sends what was under way again.
        keepChanges();
        for (auto& delivery : deliveries) hand(std::move(delivery));
        lock.lock();
        if (m_due || m_stopping) continue;
        const TimePoint until = std::min(m_pipeline->nextWakeup(), now() + std::chrono::seconds(60));
        if (until > now()) m_around.clock->wait(lock, m_wake, until);
    }
}

/// Writes what the pipeline must remember; what cannot be written now is written next time.
void Notifier::keepChanges() {
    const std::lock_guard keeping(m_keeping);
    std::vector<std::string> forgotten;
    std::vector<std::string> ended;
    std::map<std::string, std::string> changes;
    {
        const std::lock_guard lock(m_mutex);
        changes = m_pipeline->takeChanges();
        changes.merge(std::map(m_unkept));  // the newer ones win
        forgotten = m_pipeline->takeForgottenAlerts();
        ended = m_pipeline->takeEndedAcknowledgements();
    }
    const auto& fence = m_around.guard->fence();
    Result<void> kept;
    if (!changes.empty()) kept = m_around.journal->keepPipelineState(fence, changes, true);
    {
        const std::lock_guard lock(m_mutex);
        m_unkept = kept ? std::map<std::string, std::string>() : changes;
    }
    if (kept && !forgotten.empty()) kept = m_around.journal->dropAlerts(fence, forgotten);
    for (const auto& fingerprint : ended) {
        auto removed = m_around.store->unacknowledge(fingerprint);
        if (!removed && removed.error().code != ErrorCode::NotFound) kept = removed;
    }
    if (kept) return;
    if (kept.error().code == ErrorCode::Conflict && !kept.error().retryable) return m_around.guard->revoke();
    m_around.log("What was notified could not be kept: " + kept.error().text());
}

void Notifier::hand(Delivery delivery) {
    std::shared_ptr<const RoutingConfig> config;
    const Receiver* receiver = nullptr;
    Result<ChannelTarget> target = fail(ErrorCode::NotFound, "There is no such receiver");
    {
        const std::lock_guard lock(m_mutex);
        receiver = m_pipeline->config().receiver(delivery.notification.receiver);
        if (receiver && delivery.channel < receiver->channels.size())
            target = m_around.resolve(m_pipeline->config(), *receiver, delivery.channel);
    }
    if (!target) return refused(delivery, delivery.notification.receiver, target.error());
    {
        const std::lock_guard lock(m_mutex);
        m_underWay[delivery.id] = {delivery.notification, target->name};
    }
    channels::SendJob job;
    job.id = delivery.id;
    job.channelId = target->id;
    job.channel = target->channel;
    job.context = target->context;
    job.message.notification = std::move(delivery.notification);
    job.deadline = delivery.deadline;
    m_sender->send(std::move(job));
}

void Notifier::resend(const DeadLetterRecord& letter) {
    const uint64_t id = kByHand | static_cast<uint64_t>(letter.id);
    Result<ChannelTarget> target = fail(ErrorCode::NotFound,
                                        "The channel '" + letter.channel + "' is no longer where '" +
                                            letter.notification.receiver + "' is told",
                                        "Look at the routing, or drop the notification.");
    {
        const std::lock_guard lock(m_mutex);
        if (m_underWay.contains(id)) return;
        const auto& config = m_pipeline->config();
        const Receiver* receiver = config.receiver(letter.notification.receiver);
        for (size_t i = 0; receiver && i < receiver->channels.size(); ++i) {
            auto found = m_around.resolve(config, *receiver, i);
            if (found && found->name == letter.channel) target = std::move(found);
        }
        m_underWay[id] = {letter.notification, letter.channel};
    }
    if (!target) {
        channels::SendOutcome outcome;
        outcome.id = id;
        outcome.error = target.error();
        outcome.at = now();
        return ended(outcome);
    }
    channels::SendJob job;
    job.id = id;
    job.channelId = target->id;
    job.channel = target->channel;
    job.context = target->context;
    job.message.notification = letter.notification;
    job.deadline = now() + kResendWithin;
    m_sender->send(std::move(job));
}

void Notifier::refused(const Delivery& delivery, const std::string& channel, const Error& error) {
    channels::SendOutcome outcome;
    outcome.id = delivery.id;
    outcome.error = error;
    outcome.at = now();
    {
        const std::lock_guard lock(m_mutex);
        m_underWay[delivery.id] = {delivery.notification, channel};
    }
    ended(outcome);
}

void Notifier::ended(const channels::SendOutcome& outcome) {
    UnderWay job;
    {
        const std::lock_guard lock(m_mutex);
        const auto found = m_underWay.find(outcome.id);
        if (found == m_underWay.end()) return;
        job = std::move(found->second);
        m_underWay.erase(found);
    }
    // Cancelled as the program stops: nothing is known of it, the next owner sends it.
    if (outcome.cancelled) return;
    keepEnded(job, outcome);
    m_wake.notify_all();
}

void Notifier::keepEnded(const UnderWay& job, const channels::SendOutcome& outcome) {
    DeliveryRecord record = recordOf(job.notification, job.channel, now());
    record.delivered = outcome.delivered;
    record.attempts = outcome.attempts;
    record.duration = outcome.duration;
    std::optional<DeadLetterRecord> letter;
    if (!outcome.delivered) {
        record.error = outcome.error.text();
        letter =
            DeadLetterRecord{0, record.at, job.channel, record.error, outcome.attempts, job.notification};
    }
    const std::lock_guard keeping(m_keeping);
    std::map<std::string, std::string> changes;
    {
        const std::lock_guard lock(m_mutex);
        // The pipeline gave up what is sent by hand long ago.
        const bool byHand = (outcome.id & kByHand) != 0;
        if (!byHand && outcome.delivered) m_pipeline->delivered(outcome.id, now());
        if (!byHand && !outcome.delivered) m_pipeline->failed(outcome.id, now());
        m_due = true;
        (outcome.delivered ? m_counts.delivered : m_counts.failed)++;
        m_counts.attempts += outcome.attempts;
        changes = m_pipeline->takeChanges();
        changes.merge(std::map(m_unkept));
    }
    auto kept = m_around.journal->keepDelivery(m_around.guard->fence(), record, changes, letter);
    {
        const std::lock_guard lock(m_mutex);
        m_unkept = kept ? std::map<std::string, std::string>() : changes;
    }
    if (kept) return;
    if (kept.error().code == ErrorCode::Conflict && !kept.error().retryable) return m_around.guard->revoke();
    m_around.log("What was delivered could not be kept: " + kept.error().text());
}

void Notifier::drain(std::chrono::milliseconds wait) {
    m_sender->drain(wait);
}

std::vector<KnownAlert> Notifier::alerts() const {
    const std::lock_guard lock(m_mutex);
    return m_pipeline->alerts(now());
}

Verdict Notifier::explain(const Labels& labels) const {
    const std::lock_guard lock(m_mutex);
    return m_pipeline->explain(labels, now());
}

NotifierStats Notifier::stats() const {
    NotifierStats out;
    {
        const std::lock_guard lock(m_mutex);
        out = m_counts;
        out.underWay = m_underWay.size();
    }
    out.channels = m_sender->statistics();
    return out;
}

}  // namespace tributary::schedule
