// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/schedule/metrics.h"

#include <unistd.h>

#include <charconv>
#include <cmath>
#include <cstdio>
#include <filesystem>
#include <fstream>
#include <sstream>

#include "core/schedule/alert_json.h"

namespace tributary::schedule {

using namespace alerts;

namespace {

/// More than this many alerts are not listed one by one: a monitoring system should not be flooded by one.
constexpr size_t kMostAlerts = 2000;

double seconds(Duration duration) {
    return static_cast<double>(duration.count()) / 1000.0;
}

class Exposition {
  public:
    void family(const char* name, const char* type, const char* help) {
        m_name = name;
        m_text += std::string("# HELP ") + name + " " + help + "\n# TYPE " + name + " " + type + "\n";
    }
    void sample(double value, const Labels& labels = {}) {
        m_text += m_name;
        if (!labels.empty()) m_text += braces(labels);
        m_text += " " + numberText(value) + "\n";
    }
    void one(const char* name, const char* type, const char* help, double value) {
        family(name, type, help);
        sample(value);
    }
    const std::string& text() const { return m_text; }

  private:
    static std::string numberText(double value) {
        if (std::isnan(value)) return "NaN";
        if (std::isinf(value)) return value > 0 ? "+Inf" : "-Inf";
        char buffer[40];
        const auto end = std::to_chars(buffer, buffer + sizeof buffer, value);
        return {buffer, end.ptr};
    }
    static std::string braces(const Labels& labels) {
        std::string out = "{";
        for (const auto& [name, value] : labels) {
            if (out.size() > 1) out += ",";
            out += name + "=\"";
            for (const char c : value) {
                if (c == '\\' || c == '"') out += '\\';
                if (c == '\n')
                    out += "\\n";
                else
                    out += c;
            }
            out += '"';
        }
        return out + "}";
    }
    std::string m_name;
    std::string m_text;
};

/// A label whose bytes are no UTF-8 would make the whole answer unreadable.
Labels cleaned(const Labels& labels) {
    Labels out;
    for (const auto& [name, value] : labels) {
        const std::string quoted = textOf(nlohmann::json(value));
        out[toLabelName(name)] = nlohmann::json::parse(quoted).get<std::string>();
    }
    return out;
}

void writeAlerts(Exposition& out, const std::vector<InstanceRecord>& instances) {
    out.family("ALERTS", "gauge", "Alerts that are pending or firing, with their labels.");
    size_t listed = 0;
    std::map<std::string, size_t> states;
    for (const auto& one : instances) {
        if (!isActive(one)) continue;
        states[one.state]++;
        if (++listed > kMostAlerts) continue;
        Labels labels = cleaned(one.labels);
        labels["alertstate"] = one.state == "pending" ? "pending" : "firing";
        out.sample(1, labels);
    }
    out.family("tributary_alerts", "gauge", "Number of alerts by state.");
    for (const char* state : {"pending", "firing", "recovering"}) states.try_emplace(state, 0);
    for (const auto& [state, count] : states) out.sample(static_cast<double>(count), {{"state", state}});
}

void writeRules(Exposition& out, const std::map<std::string, EvaluationRecord>& evaluations) {
    out.family("tributary_rule_last_duration_seconds", "gauge", "Duration of a rule's last evaluation.");
    for (const auto& [id, one] : evaluations) out.sample(seconds(one.duration), cleaned({{"rule", id}}));
    out.family("tributary_rule_last_evaluation_timestamp_seconds", "gauge",
               "Instant of a rule's last evaluation.");
    for (const auto& [id, one] : evaluations)
        out.sample(seconds(one.scheduledAt.time_since_epoch()), cleaned({{"rule", id}}));
    out.family("tributary_rule_last_failed", "gauge", "1 when a rule's last evaluation failed.");
    for (const auto& [id, one] : evaluations) out.sample(one.error.empty() ? 0 : 1, cleaned({{"rule", id}}));
}

void writeScheduler(Exposition& out, const SchedulerStats& stats) {
    out.one("tributary_scheduler_jobs_total", "counter", "Jobs begun.", static_cast<double>(stats.run));
    out.one("tributary_scheduler_skipped_total", "counter",
            "Instants skipped because the job before still ran.", static_cast<double>(stats.skipped));
    out.one("tributary_scheduler_missed_total", "counter",
            "Instants that passed unattended and were not made up for.", static_cast<double>(stats.missed));
    out.one("tributary_scheduler_waiting", "gauge", "Jobs that are due and wait for a worker.",
            static_cast<double>(stats.waiting));
    out.one("tributary_scheduler_running", "gauge", "Jobs under way.", static_cast<double>(stats.running));
    out.one("tributary_scheduler_workers", "gauge", "Threads that run jobs.",
            static_cast<double>(stats.workers));
    // Of the newest jobs: a histogram over the whole life would hide how it stands now.
    out.one("tributary_scheduler_lateness_median_seconds", "gauge", "How late the newest jobs began, median.",
            seconds(stats.latenessMedian));
    out.one("tributary_scheduler_lateness_p99_seconds", "gauge", "How late the newest jobs began, 99 of 100.",
            seconds(stats.latenessP99));
    out.one("tributary_scheduler_lateness_max_seconds", "gauge", "How late the newest jobs began, at most.",
            seconds(stats.latenessMax));
}

void writeNotifications(Exposition& out, const NotifierStats& stats) {
    out.family("tributary_notifications_total", "counter", "Messages by outcome.");
    out.sample(static_cast<double>(stats.delivered), {{"outcome", "delivered"}});
    out.sample(static_cast<double>(stats.failed), {{"outcome", "failed"}});
    out.one("tributary_notification_attempts_total", "counter", "Attempts to send a message.",
            static_cast<double>(stats.attempts));
    out.one("tributary_notifications_under_way", "gauge", "Messages handed to a channel, not yet ended.",
            static_cast<double>(stats.underWay));
    out.family("tributary_channel_queued", "gauge", "Messages that wait for a channel.");
    for (const auto& [id, one] : stats.channels)
        out.sample(static_cast<double>(one.queued), cleaned({{"channel", id}}));
}

/// What the kernel says of this process, as every Prometheus client exports it.
void writeProcess(Exposition& out, TimePoint startedAt) {
    std::ifstream stat("/proc/self/stat");
    std::string text{std::istreambuf_iterator<char>(stat), {}};
    const size_t nameEnd = text.rfind(')');
    if (nameEnd != std::string::npos) {
        std::istringstream fields(text.substr(nameEnd + 2));
        std::string skipped;
        for (int i = 0; i < 11; i++) fields >> skipped;
        double user = 0;
        double system = 0;
        double rss = 0;
        fields >> user >> system;
        for (int i = 0; i < 8; i++) fields >> skipped;
        fields >> rss;
        const auto ticks = static_cast<double>(sysconf(_SC_CLK_TCK));
        out.one("process_cpu_seconds_total", "counter", "CPU time in user and system mode.",
                (user + system) / ticks);
        out.one("process_resident_memory_bytes", "gauge", "Resident memory.",
                rss * static_cast<double>(sysconf(_SC_PAGESIZE)));
    }
    std::error_code status;
    size_t open = 0;
    for (std::filesystem::directory_iterator it("/proc/self/fd", status), end; !status && it != end;
         it.increment(status))
        open++;
    out.one("process_open_fds", "gauge", "Open file descriptors.", static_cast<double>(open));
    out.one("process_start_time_seconds", "gauge", "Start of the service since 1970.",
            seconds(startedAt.time_since_epoch()));
}

}  // namespace

std::string metricsText(const AlertServiceStatus& status, const std::vector<InstanceRecord>& instances,
                        const std::map<std::string, EvaluationRecord>& evaluations, TimePoint now) {
    Exposition out;
    out.one("tributary_service_owner", "gauge", "1 while this program evaluates and sends.",
            status.owner ? 1 : 0);
    out.one("tributary_service_takeovers_total", "counter", "How often this program became the owner.",
            static_cast<double>(status.takeovers));
    out.one("tributary_service_reloads_total", "counter", "Changes that were taken over without a restart.",
            static_cast<double>(status.reloads));
    out.one("tributary_service_configuration_errors", "gauge",
            "Groups, rules or routing that cannot be read.", static_cast<double>(status.errors.size()));
    out.one("tributary_rules", "gauge", "Rules that are evaluated.", static_cast<double>(status.rules));
    out.one("tributary_rule_groups", "gauge", "Groups of rules.", static_cast<double>(status.groups));
    out.one("tributary_rule_evaluations_total", "counter", "Evaluations of rules.",
            static_cast<double>(status.evaluations));
    out.one("tributary_rule_evaluation_failures_total", "counter", "Evaluations that failed.",
            static_cast<double>(status.failedEvaluations));
    out.one("tributary_rule_evaluation_seconds_total", "counter", "Time spent asking and judging.",
            static_cast<double>(status.evaluationMicros) / 1e6);
    out.one("tributary_rule_rows_total", "counter", "Rows judged.", static_cast<double>(status.rows));
    if (status.lastEvaluation)
        out.one("tributary_rule_newest_evaluation_age_seconds", "gauge", "Time since an evaluation ended.",
                seconds(now - *status.lastEvaluation));
    writeScheduler(out, status.scheduler);
    writeNotifications(out, status.notifier);
    writeRules(out, evaluations);
    writeAlerts(out, instances);
    writeProcess(out, status.startedAt);
    return out.text();
}

}  // namespace tributary::schedule
