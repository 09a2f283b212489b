// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/detect_command.h"

#include <algorithm>
#include <atomic>
#include <cstdio>
#include <filesystem>
#include <mutex>
#include <thread>

#include "app/cli/output.h"
#include "app/cli/series_file.h"
#include "app/cli/terminal.h"
#include "app/cli/text_file.h"
#include "core/alerts/detectors/explanation.h"
#include "core/alerts/detectors/series_monitor.h"
#include "core/alerts/model/time_zone.h"

namespace tributary::cli {
namespace {

namespace fs = std::filesystem;
using namespace alerts::detectors;

struct Job {
    std::string from;
    std::string to;
    std::string name;  ///< for messages
};

std::string quotedField(const std::string& text) {
    if (text.find_first_of(",\"\n") == std::string::npos) return text;
    std::string out = "\"";
    for (const char c : text) out += c == '"' ? std::string("\"\"") : std::string(1, c);
    return out + '"';
}

/// All files below the folder whose names end in .csv, sorted.
Result<std::vector<Job>> jobsOf(const DetectOptions& options) {
    std::error_code code;
    if (options.input == "-" || fs::is_regular_file(options.input, code))
        return std::vector<Job>{{options.input, options.output.empty() ? "-" : options.output,
                                 options.input == "-" ? "standard input" : options.input}};
    if (!fs::is_directory(options.input, code))
        return fail(ErrorCode::NotFound, "There is no folder or file '" + options.input + "'.",
                    "Name a folder with <category>/<file>.csv in it, or one file.");
    if (options.output.empty() || options.output == "-")
        return fail(ErrorCode::InvalidArgument, "The results of a folder need a folder.",
                    "Name one with --output.");
    std::vector<Job> jobs;
    for (auto at = fs::recursive_directory_iterator(options.input, code);
         !code && at != fs::recursive_directory_iterator(); at.increment(code)) {
        std::error_code ignored;  // what cannot be looked at is no regular file
        if (at->path().extension() != ".csv" || !at->is_regular_file(ignored)) continue;
        const auto below = fs::relative(at->path(), options.input, ignored);
        jobs.push_back({at->path().string(), (fs::path(options.output) / below).string(), below.string()});
    }
    if (code)
        return fail(ErrorCode::Io, "The folder '" + options.input + "' cannot be read: " + code.message(),
                    "Check that you may read it.");
    if (jobs.empty())
        return fail(ErrorCode::NotFound, "The folder '" + options.input + "' has no .csv files.",
                    "Name the folder above the categories.");
    std::sort(jobs.begin(), jobs.end(), [](const Job& a, const Job& b) { return a.name < b.name; });
    return jobs;
}

class Detection {
  public:
    Detection(const DetectOptions& options, const alerts::TimeZone& zone, const CancelToken& token)
        : m_options(options), m_token(token) {
        m_settings.detector = !options.detector.empty() ? options.detector
                              : options.multivariate    ? "pca"
                                                        : "ensemble";
        m_settings.detection.sensitivity.falseAlarmsPerWeek = options.sensitivity;
        m_settings.detection.zone = &zone;
    }

    /// Whether there is such a detector, and it fits one column or several.
    Result<void> check() const {
        for (const auto& kind : detectorKinds()) {
            if (kind.name != m_settings.detector) continue;
            if (kind.several == m_options.multivariate) return {};
            return fail(
                ErrorCode::InvalidArgument,
                "The detector '" + m_settings.detector + "' judges " +
                    (kind.several ? "several columns together." : "one column."),
                kind.several ? "Add --multivariate." : "Leave --multivariate out, or use pca or peers.");
        }
        return fail(makeDetector(m_settings.detector).error());
    }

    /// The whole output of one file.
    Result<std::string> resultOf(const Job& job) const {
        auto bytes = readAll(job.from, m_token);
        if (!bytes) return fail(bytes.error());
        auto series = readSeries(*bytes, job.name, m_options.multivariate);
        if (!series) return fail(series.error());
        bytes->clear();
        tellOddities(*series, job.name);
        auto settings = m_settings;
        if (m_options.multivariate) settings.detection.columns = series->columns;
        auto monitor = SeriesMonitor::make(settings);
        if (!monitor) {
            auto error = monitor.error();
            error.message = job.name + ": " + error.message;
            return fail(std::move(error));
        }
        std::string out = header(*series);
        const size_t width = series->columns.size();
        for (size_t i = 0; i < series->times.size(); ++i) {
            if (i % kCheckEvery == 0 && m_token.isCancelled()) return fail(m_token.error());
            const auto reading =
                monitor->update({series->times[i], {&series->values[i * width], width}, false});
            out += quotedField(series->stamps[i]);
            for (size_t k = 0; k < width; ++k) out += ',' + quotedField(series->texts[i * width + k]);
            char score[32];
            std::snprintf(score, sizeof score, ",%.6f", reading.alarmSignal());
            out += score;
            if (m_options.explains)
                out += ',' + (reading.alarm ? quotedField(render(reading.verdict.reason)) : std::string());
            out += '\n';
        }
        return out;
    }

    Result<void> run(const Job& job) const {
        auto text = resultOf(job);
        if (!text) return fail(text.error());
        if (job.to != "-") {
            std::error_code code;
            const auto folder = fs::path(job.to).parent_path();
            if (!folder.empty()) fs::create_directories(folder, code);
            if (code)
                return fail(ErrorCode::Io,
                            "The folder '" + folder.string() + "' cannot be made: " + code.message(),
                            "Name another place with --output.");
        }
        auto output = job.to == "-" ? Result<Output>(Output::standard()) : Output::file(job.to);
        if (!output) return fail(output.error());
        if (auto written = output->sink()(*text); !written) return written;
        return output->commit();
    }

  private:
    static constexpr size_t kCheckEvery = 256;

    std::string header(const SeriesFile& series) const {
        std::string out = "timestamp";
        for (const auto& column : series.columns)
            out += ',' + (m_options.multivariate ? quotedField(column) : std::string("value"));
        return out + (m_options.explains ? ",anomaly_score,explanation\n" : ",anomaly_score\n");
    }

    static void tellOddities(const SeriesFile& series, const std::string& name) {
        if (series.backwards)
            note(name + ": " + counted(series.backwards, "row") +
                 " older than the row before; each counts as of that time");
        if (series.missing)
            note(name + ": " + counted(series.missing, "value") +
                 " that cannot be used; a row without any scores 0");
    }

    const DetectOptions& m_options;
    MonitorSettings m_settings;
    const CancelToken m_token;
};

/// Runs all jobs over threads; tells each failure. The status of the first by name.
int runAll(const Detection& detection, const std::vector<Job>& jobs, size_t threads,
           const CancelToken& token) {
    std::atomic<size_t> next{0};
    std::mutex telling;
    size_t firstFailed = jobs.size();
    int status = kOk;
    const auto work = [&] {
        for (size_t i = next++; i < jobs.size(); i = next++) {
            if (token.isCancelled()) return;
            const auto done = detection.run(jobs[i]);
            if (done) continue;
            const std::lock_guard lock(telling);
            if (token.isCancelled()) return;
            const int told = report(done.error());
            if (i < firstFailed) {
                firstFailed = i;
                status = told;
            }
        }
    };
    std::vector<std::thread> pool;
    for (size_t i = 1; i < std::min(threads, jobs.size()); ++i) pool.emplace_back(work);
    work();
    for (auto& thread : pool) thread.join();
    return token.isCancelled() ? report(token.error()) : status;
}

}  // namespace

int detectAnomalies(const DetectOptions& options, const CancelToken& token) {
    auto zone = alerts::TimeZone::load(options.timezone);
    if (!zone) return report(zone.error());
    const Detection detection(options, *zone, token);
    if (auto checked = detection.check(); !checked) return report(checked.error());
    auto jobs = jobsOf(options);
    if (!jobs) return report(jobs.error());
    const size_t threads =
        options.threads ? options.threads : std::max(1U, std::thread::hardware_concurrency());
    return runAll(detection, *jobs, threads, token);
}

}  // namespace tributary::cli
