// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/alerts/rules/anomaly_model.h"

#include <algorithm>
#include <cmath>

#include "core/alerts/detectors/explanation.h"
#include "core/alerts/detectors/series_monitor.h"
#include "core/alerts/model/time_zone.h"

namespace tributary::alerts {

namespace {

/// A series watched by the detectors of core/alerts/detectors.
class MonitorModel final : public AnomalyModel {
  public:
    MonitorModel(std::unique_ptr<TimeZone> zone, detectors::SeriesMonitor monitor)
        : m_zone(std::move(zone)), m_monitor(std::move(monitor)) {}

    AnomalyVerdict update(TimePoint at, std::span<const double> values) override {
        detectors::Observation row;
        row.time = at.time_since_epoch().count() * 1000;
        row.x = values;
        row.missing = std::all_of(values.begin(), values.end(), [](double v) { return std::isnan(v); });
        const detectors::Reading reading = m_monitor.update(row);
        AnomalyVerdict verdict;
        verdict.score = reading.verdict.score;
        verdict.expected = reading.verdict.expected;
        verdict.lower = reading.verdict.lower;
        verdict.upper = reading.verdict.upper;
        verdict.known = !std::isnan(verdict.expected) || values.size() > 1 || reading.open;
        verdict.alarm = reading.open;
        if (reading.verdict.score >= 1) {
            m_why = reading.verdict.reason;
            m_reason = detectors::render(m_why);
        }
        if (verdict.alarm) {
            verdict.reason = m_reason;
            verdict.why = m_why;
        }
        return verdict;
    }
    void accept() override { m_monitor.accept(); }
    std::string save() const override { return m_monitor.save(); }
    Result<void> restore(std::string_view state) override { return m_monitor.restore(state); }

  private:
    std::unique_ptr<TimeZone> m_zone;  ///< the detector keeps a pointer to it
    detectors::SeriesMonitor m_monitor;
    std::string m_reason;  ///< of the incident that lasts
    Reason m_why;
};

std::unique_ptr<AnomalyModel> makeModel(const Condition& condition, size_t columns) {
    detectors::MonitorSettings settings;
    settings.detection.sensitivity.falseAlarmsPerWeek = condition.sensitivity;
    settings.direction =
        condition.direction == Condition::Direction::Above   ? detectors::MonitorSettings::Direction::Above
        : condition.direction == Condition::Direction::Below ? detectors::MonitorSettings::Direction::Below
                                                             : detectors::MonitorSettings::Direction::Both;
    settings.minDeviation = condition.minDeviation;
    settings.minDeviationPercent = condition.minDeviationPercent;
    if (columns > 1) {
        settings.detector = "pca";
        for (size_t i = 0; i < columns; ++i)
            settings.detection.columns.push_back(
                i < condition.columns.size() ? condition.columns[i] : "column " + std::to_string(i + 1));
    }
    std::unique_ptr<TimeZone> zone;
    if (!condition.timeZone.empty()) {
        auto loaded = TimeZone::load(condition.timeZone);
        if (!loaded) return nullptr;
        zone = std::make_unique<TimeZone>(std::move(*loaded));
        settings.detection.zone = zone.get();
    }
    auto monitor = detectors::SeriesMonitor::make(std::move(settings));
    if (!monitor) return nullptr;
    return std::make_unique<MonitorModel>(std::move(zone), std::move(*monitor));
}

}  // namespace

AnomalyModelFactory detectorModels() {
    return makeModel;
}

}  // namespace tributary::alerts
