// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/alerts/routing/silences.h"

#include <algorithm>
#include <random>

#include <fmt/format.h>

namespace tributary::alerts {

namespace {

tl::unexpected<Error> unknown(const std::string& id) {
    return fail(ErrorCode::NotFound, "There is no silence '" + id + "'.",
                "It may have been removed after its end; list the silences to see those there are.");
}

Result<void> check(const Silence& silence, TimePoint now) {
    if (silence.matchers.empty())
        return fail(ErrorCode::InvalidArgument, "A silence needs at least one matcher.",
                    "Add one, as in alertname=\"DiskFull\".");
    const auto matchesNothing = [](const Matcher& matcher) {
        const bool positive = matcher.op() == Matcher::Op::Equal || matcher.op() == Matcher::Op::Matches;
        return positive && matcher.matches({});
    };
    if (std::all_of(silence.matchers.begin(), silence.matchers.end(), matchesNothing))
        return fail(ErrorCode::InvalidArgument, "Every matcher of the silence also matches a missing label.",
                    "At least one must name a value; otherwise everything would be silenced.");
    if (silence.endsAt < silence.startsAt)
        return fail(ErrorCode::InvalidArgument, "The silence ends before it starts.",
                    "Choose an end after " + timeText(silence.startsAt) + ".");
    if (silence.endsAt < now)
        return fail(ErrorCode::InvalidArgument, "The silence would end in the past.",
                    "Choose an end after " + timeText(now) + ".");
    return {};
}

/// Whether the change leaves what has been silenced so far as it was.
bool keepsThePast(const Silence& before, const Silence& after, TimePoint now) {
    if (before.matchers != after.matchers) return false;
    switch (before.stateAt(now)) {
        case SilenceState::Active: {
            // Whole seconds: what an API or a file gave back may have lost the fraction.
            using std::chrono::seconds;
            return std::chrono::floor<seconds>(before.startsAt) ==
                       std::chrono::floor<seconds>(after.startsAt) &&
                   after.endsAt >= now;
        }
        case SilenceState::Pending:
            return after.startsAt >= now;
        case SilenceState::Expired:
            return false;
    }
    return false;
}

void end(Silence& silence, TimePoint now) {
    if (silence.stateAt(now) == SilenceState::Pending) silence.startsAt = now;
    // Both ends belong to a silence, so that it is over at once it ends just before.
    silence.endsAt = now - Duration(1);
    if (silence.startsAt > silence.endsAt) silence.startsAt = silence.endsAt;
    silence.updatedAt = now;
}

}  // namespace

SilenceState Silence::stateAt(TimePoint now) const {
    if (now < startsAt) return SilenceState::Pending;
    return now > endsAt ? SilenceState::Expired : SilenceState::Active;
}

void Silences::load(std::vector<Silence> silences) {
    m_silences.clear();
    for (Silence& silence : silences) {
        std::string id = silence.id;
        m_silences.insert_or_assign(std::move(id), std::move(silence));
    }
}

Result<std::vector<Silence>> Silences::set(Silence silence, TimePoint now) {
    const auto before = m_silences.find(silence.id);
    if (!silence.id.empty() && before == m_silences.end()) return unknown(silence.id);
    if (silence.startsAt == TimePoint{}) silence.startsAt = now;
    silence.updatedAt = now;
    const bool changes = before != m_silences.end();
    if (changes && keepsThePast(before->second, silence, now)) {
        if (auto ok = check(silence, now); !ok) return fail(std::move(ok.error()));
        before->second = silence;
        return std::vector<Silence>{silence};
    }
    silence.startsAt = std::max(silence.startsAt, now);
    if (auto ok = check(silence, now); !ok) return fail(std::move(ok.error()));
    std::vector<Silence> changed;
    if (changes && before->second.stateAt(now) != SilenceState::Expired) {
        end(before->second, now);
        changed.push_back(before->second);
    }
    silence.id = makeUuid();
    m_silences.insert_or_assign(silence.id, silence);
    changed.push_back(std::move(silence));
    return changed;
}

Result<Silence> Silences::expire(const std::string& id, TimePoint now) {
    const auto found = m_silences.find(id);
    if (found == m_silences.end()) return unknown(id);
    if (found->second.stateAt(now) == SilenceState::Expired)
        return fail(ErrorCode::Conflict, "The silence '" + id + "' has ended already.");
    end(found->second, now);
    return found->second;
}

std::vector<std::string> Silences::collectGarbage(TimePoint now) {
    std::vector<std::string> gone;
    for (auto at = m_silences.begin(); at != m_silences.end();) {
        const bool old = at->second.endsAt + kRetention <= now;
        if (old) gone.push_back(at->first);
        at = old ? m_silences.erase(at) : std::next(at);
    }
    return gone;
}

const Silence* Silences::find(const std::string& id) const {
    const auto found = m_silences.find(id);
    return found == m_silences.end() ? nullptr : &found->second;
}

std::vector<Silence> Silences::all() const {
    std::vector<Silence> out;
    for (const auto& [id, silence] : m_silences) out.push_back(silence);
    std::stable_sort(out.begin(), out.end(),
                     [](const Silence& a, const Silence& b) { return a.startsAt < b.startsAt; });
    return out;
}

std::vector<std::string> Silences::silencing(const Labels& labels, TimePoint now) const {
    std::vector<std::string> ids;
    for (const auto& [id, silence] : m_silences)
        if (silence.stateAt(now) == SilenceState::Active && matches(silence.matchers, labels))
            ids.push_back(id);
    return ids;
}

TimePoint Silences::nextChange(TimePoint after) const {
    TimePoint next = TimePoint::max();
    for (const auto& [id, silence] : m_silences) {
        if (silence.startsAt > after) next = std::min(next, silence.startsAt);
        if (silence.endsAt >= after) next = std::min(next, silence.endsAt + Duration(1));
    }
    return next;
}

std::string makeUuid() {
    std::random_device random;
    const auto word = [&] { return static_cast<uint32_t>(random()); };
    const uint32_t a = word(), b = word(), c = word(), d = word();
    return fmt::format("{:08x}-{:04x}-4{:03x}-{:04x}-{:04x}{:08x}", a, b >> 16, b & 0xfff,
                       (c >> 16 & 0x3fff) | 0x8000, c & 0xffff, d);
}

}  // namespace tributary::alerts
