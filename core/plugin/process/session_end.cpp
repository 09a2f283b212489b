// SPDX-License-Identifier: GPL-3.0-or-later
// How a session is cancelled and how it ends, by our will or the plugin's.
#include <chrono>

#include "core/base/redact.h"
#include "core/plugin/process/session.h"

namespace tributary::plugin {
namespace {

using namespace std::chrono_literals;

constexpr auto kCancelPatience = 2s;

ErrorCode codeOf(const ProcessEnd& end) {
    switch (end.cause) {
        case ProcessEnd::Cause::Memory:
        case ProcessEnd::Cause::Threads:
        case ProcessEnd::Cause::DataBytes:
        case ProcessEnd::Cause::DataFiles:
        case ProcessEnd::Cause::DataHidden:
            return ErrorCode::Resource;
        case ProcessEnd::Cause::Silence:
            return ErrorCode::Timeout;
        case ProcessEnd::Cause::Attempts:
            return ErrorCode::Permission;
        case ProcessEnd::Cause::Stopped:
            return ErrorCode::Cancelled;
        default:
            return ErrorCode::Connection;
    }
}

std::string hintFor(const ProcessEnd& end, const Grants& grants) {
    switch (end.cause) {
        case ProcessEnd::Cause::Memory:
        case ProcessEnd::Cause::Threads:
            return "Ask for less at once: fewer rows or columns. Only another version of the plugin can be "
                   "allowed more.";
        case ProcessEnd::Cause::Silence:
            return "Try again, or ask for less. Only another version of the plugin can be allowed more time.";
        case ProcessEnd::Cause::Attempts:
            return "See in the plugin's log what it tried.";
        case ProcessEnd::Cause::DataBytes:
        case ProcessEnd::Cause::DataFiles:
        case ProcessEnd::Cause::DataHidden:
            return dataFolderHint(grants);
        default:
            return "See its log. Unless it crashes time after time, it starts again when it is asked "
                   "again; else update it or disable it.";
    }
}

}  // namespace

Activity Session::activity() const {
    constexpr std::string_view kCalls[] = {"its start",
                                           "opening a connection",
                                           "a connection setting",
                                           "a query",
                                           "listing objects",
                                           "telling about itself",
                                           "listing table types",
                                           "table statistics",
                                           "a table's columns",
                                           "a query's columns",
                                           "splitting a query",
                                           "a part of a query",
                                           "writing rows",
                                           "processing rows",
                                           "an export",
                                           "a picture",
                                           "a notification"};
    static_assert(std::size(kCalls) == static_cast<size_t>(CallKind::Notify) + 1);
    return {m_busy, Clock::time_point(Clock::duration(m_lastUsed)), kCalls[m_lastCall]};
}

bool Session::cancelled() const {
    const std::lock_guard lock(m_mutex);
    return m_cancelledAt.has_value();
}

void Session::cancel() noexcept {
    const std::lock_guard lock(m_mutex);
    if (!m_channel || m_cancelledAt) return;
    m_cancelledAt = Clock::now();
    // A plugin that does not even read this is killed when the patience is over.
    static_cast<void>(m_channel->send(MessageKind::Cancel, m_call, {}, 0ms));
}

void Session::checkPatience() {
    {
        const std::lock_guard lock(m_mutex);
        if (!m_cancelledAt || Clock::now() - *m_cancelledAt < kCancelPatience) return;
    }
    const bool timedOut = m_token.reason() == CancelToken::Reason::Timeout;
    end(timedOut ? m_token.error()
                 : Error(ErrorCode::Cancelled,
                         m_launch.label() + " did not stop within 2 s, so its process was ended."),
        true);
}

void Session::kill(Error why) {
    end(std::move(why), true);
}

void Session::end(Error why, bool wanted) noexcept {
    expectEnd(std::move(why), wanted);
    if (m_guard) m_guard->kill();
}

void Session::expectEnd(Error why, bool wanted) noexcept {
    const std::lock_guard lock(m_mutex);
    // Reaped already, though its end was not told yet: that was not us.
    if (m_why || m_end || (m_guard && !m_guard->alive())) return;
    m_why = std::move(why);
    m_wanted = wanted;
}

Error Session::broken(const Error& why) {
    end(Error(ErrorCode::Corrupt,
              m_launch.label() + " sent invalid data and was stopped: " + why.message + ".",
              "This is a defect of the plugin: update it, or tell its author."),
        false);
    return endCall(endError());
}

Error Session::endError() {
    bool gone = m_guard->waitForEnd(500ms);
    // One that frees gigabytes closes its connection well before it is gone: it has no memory any more.
    for (int i = 0; i < 20 && !gone && m_guard->figures().residentBytes == 0; ++i) {
        gone = m_guard->waitForEnd(500ms);
    }
    if (!gone) {
        end(Error(ErrorCode::Corrupt,
                  m_launch.label() + " closed its connection to the program and was stopped.",
                  "This is a defect of the plugin: update it, or tell its author."),
            false);
        m_guard->waitForEnd(1s);
    }
    const std::lock_guard lock(m_mutex);
    if (m_why) return *m_why;
    const ProcessEnd end = m_guard->end();
    return {codeOf(end),
            m_launch.label() + (m_loaded ? " stopped: " : " could not start: ") + end.text() + ".",
            hintFor(end, m_launch.grants)};
}

void Session::drainOutput() {
    m_output->drain([this](std::string_view line) { m_events.output(redacted(line)); });
}

void Session::keepSecret(std::string secret) {
    const std::lock_guard lock(m_mutex);
    m_secrets.push_back(std::move(secret));
}

std::string Session::redacted(std::string_view text) const {
    const std::lock_guard lock(m_mutex);
    return redact(text, m_secrets);
}

void Session::blocked(const BlockedAttempt& attempt) {
    m_events.blocked({attempt.kind, redacted(attempt.target)});
}

void Session::ended(const ProcessEnd& end) {
    drainOutput();
    ExitReport report;
    report.pid = m_pid;
    report.end = end;
    report.doing = activity().call;
    report.lastOutput = redacted(m_output->tail());
    {
        const std::lock_guard lock(m_mutex);
        m_end = end;
        report.wanted = m_why && m_wanted;
        report.error = m_why ? *m_why
                             : Error(codeOf(end),
                                     m_launch.label() + (m_loaded ? " stopped: " : " could not start: ") +
                                         end.text() + ".",
                                     hintFor(end, m_launch.grants));
    }
    m_events.exited(report);
}

}  // namespace tributary::plugin
