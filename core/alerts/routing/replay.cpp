// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/alerts/routing/replay.h"

#include <functional>

#include "core/alerts/routing/pipeline.h"

namespace tributary::alerts {

namespace {

using Sink = std::function<void(Notification&&)>;

void drain(Pipeline& pipeline, TimePoint now, const Sink& sink) {
    for (Delivery& delivery : pipeline.run(now)) {
        pipeline.delivered(delivery.id, now);
        sink(std::move(delivery.notification));
    }
}

void advance(Pipeline& pipeline, TimePoint to, const Sink& sink) {
    for (TimePoint next = pipeline.nextWakeup(); next < to; next = pipeline.nextWakeup())
        drain(pipeline, next, sink);
}

Result<void> play(const std::shared_ptr<const RoutingConfig>& config, const std::vector<ReplayStep>& steps,
                  const ReplayOptions& options, const Sink& sink) {
    if (steps.empty()) return {};
    Pipeline pipeline(config, steps.front().at);
    pipeline.silences().load(options.silences);
    TimePoint before = steps.front().at;
    for (const ReplayStep& step : steps) {
        if (step.at < before)
            return fail(ErrorCode::InvalidArgument,
                        "The replay goes back in time at " + timeText(step.at) + ".",
                        "Sort the steps by time.");
        before = step.at;
        advance(pipeline, step.at, sink);
        if (auto taken = pipeline.ingest(step.alerts, step.at); !taken) return taken;
        drain(pipeline, step.at, sink);
    }
    advance(pipeline, options.to + Duration(1), sink);
    return {};
}

/// A receiver counts once for a message, however many channels it has.
void oneChannelEach(RoutingConfig& config) {
    for (Receiver& receiver : config.receivers) {
        Channel any;
        any.sendResolved = receiver.channels.empty();
        for (const Channel& channel : receiver.channels)
            any.sendResolved = any.sendResolved || channel.sendResolved;
        receiver.channels = {any};
    }
}

void ungroup(Route& route) {
    route.groupBy = std::vector<std::string>{"..."};
    route.groupWait = Duration(0);
    route.digest.reset();
    route.escalation.reset();
    route.flapping.reset();
    for (Route& child : route.routes) ungroup(child);
}

}  // namespace

Result<ReplayResult> replayNotifications(const std::shared_ptr<const RoutingConfig>& config,
                                         const std::vector<ReplayStep>& steps, const ReplayOptions& options) {
    ReplayResult result;
    auto grouped = std::make_shared<RoutingConfig>(*config);
    oneChannelEach(*grouped);
    auto kept = play(grouped, steps, options, [&](Notification&& notification) {
        if (++result.count <= options.limit) result.notifications.push_back(std::move(notification));
    });
    if (!kept) return fail(std::move(kept.error()));

    auto alone = std::make_shared<RoutingConfig>(*grouped);
    ungroup(alone->root);
    for (Receiver& receiver : alone->receivers) receiver.rateLimit.reset();
    auto counted = play(alone, steps, options, [&](Notification&&) { ++result.countWithoutGrouping; });
    if (!counted) return fail(std::move(counted.error()));
    return result;
}

}  // namespace tributary::alerts
