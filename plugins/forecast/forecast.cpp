// SPDX-License-Identifier: GPL-3.0-or-later
#include <algorithm>
#include <tributary_plugin.hpp>
#include <unordered_map>

#include "plugins/forecast/holt_winters.h"
#include "plugins/forecast/time_steps.h"

namespace forecast {
namespace {

using namespace tributary_sdk;

struct Settings {
    size_t time, value;
    std::vector<size_t> groups;
    std::string model;
    int horizon, season;
    double level;
    bool history;
};

struct Series {
    std::vector<Sample> samples;
    size_t key = 0;  ///< row of the builder of group columns
};

Settings settingsOf(const Config& config, const Input& input) {
    Settings out;
    const std::string time = config.required("time");
    out.time = input.find(time);
    const TypeInfo type = input.type(out.time);
    if (!type.isTemporal() && type.type != Type::Int)
        failConfig("The column \"" + time + "\" is neither a time nor a whole number. Choose another one.");
    out.value = input.findNumeric(config.required("value"));
    out.groups = input.find(config.list("groups"));
    out.horizon = static_cast<int>(config.integer("horizon", 12, 1, 10000));
    out.season = static_cast<int>(config.integer("season", 0, 0, 1500));
    out.model = config.choice("model", {"auto", "additive", "multiplicative", "trend"}, "auto");
    out.level = config.number("level", 0.95, 0.5, 0.999);
    out.history = config.flag("history", true);
    return out;
}

/// Units in a day of the time column; 0: plain numbers.
int64_t unitsPerDay(const TypeInfo& type) {
    if (type.type == Type::Date) return 1;
    return type.type == Type::Timestamp ? type.perSecond * 86400 : 0;
}

/// The series, and the values of the group columns, one row a series.
struct Table {
    std::vector<Series> series;
    ArrowSchema schema{};
    Batch keys;

    Table() = default;
    Table(const Table&) = delete;
    Table& operator=(const Table&) = delete;
    ~Table() {
        if (schema.release) schema.release(&schema);
    }
};

std::unique_ptr<Table> read(ProcessorCall& call, const Settings& settings) {
    auto out = std::make_unique<Table>();
    const Input& input = *call.inputs[0];
    TableBuilder keys;
    for (const size_t i : settings.groups) keys.add(builderLike(input.schema().children[i], input.name(i)));
    std::unordered_map<std::string, size_t> known;
    for (Batch batch; call.inputs[0]->next(batch);) {
        for (int64_t row = 0; row < batch.rows(); ++row) {
            if (row % 4096 == 0) call.host.check();
            if (batch.column(settings.time).isNull(row)) continue;
            std::string key;
            for (const size_t i : settings.groups) {
                const std::string text = batch.column(i).display(row);
                key += (batch.column(i).isNull(row) ? "n" : std::to_string(text.size()) + ":") + text;
            }
            const auto [found, added] = known.try_emplace(key, out->series.size());
            if (added) {
                out->series.emplace_back();
                for (size_t k = 0; k < settings.groups.size(); ++k)
                    addFrom(keys.column(k), batch.column(settings.groups[k]), row);
            }
            const Column& values = batch.column(settings.value);
            const double value = values.isNull(row) ? NAN : values.number(row);
            out->series[found->second].samples.push_back(
                {batch.column(settings.time).integer(row), std::isfinite(value) ? value : NAN});
        }
    }
    out->schema = keys.schema();
    out->keys = Batch(&out->schema, keys.finish());
    return out;
}

void sortSamples(std::vector<Sample>& samples, const std::string& hint) {
    std::stable_sort(samples.begin(), samples.end(),
                     [](const Sample& a, const Sample& b) { return a.time < b.time; });
    const auto twice = std::adjacent_find(samples.begin(), samples.end(),
                                          [](const Sample& a, const Sample& b) { return a.time == b.time; });
    if (twice != samples.end())
        failData("Two rows of one series have the same time" + hint +
                 ". Group by the columns that tell series apart, or sum them up first.");
}

/// Mean absolute error in per cent of a forecast of the last values by a model of those before; NaN when
/// there are too few values, or zeros.
double testedError(const std::vector<double>& values, const Model& chosen, int horizon,
                   const std::function<void()>& check) {
    const size_t held = std::min<size_t>(static_cast<size_t>(horizon), values.size() / 5);
    const size_t kept = values.size() - held;
    if (held == 0 || kept < 4 || (chosen.period > 1 && kept < static_cast<size_t>(chosen.period) * 5 / 2))
        return NAN;
    const Model model = fit({values.begin(), values.begin() + static_cast<std::ptrdiff_t>(kept)},
                            chosen.period, chosen.seasonal, check);
    double sum = 0;
    for (size_t i = 0; i < held; ++i) {
        const double actual = values[kept + i];
        if (actual == 0) return NAN;
        sum += std::abs((actual - model.at(static_cast<int>(i) + 1)) / actual);
    }
    return 100 * sum / static_cast<double>(held);
}

class Forecaster {
  public:
    Forecaster(ProcessorCall& call, const Settings& settings, const Table& table)
        : m_call(call), m_settings(settings), m_table(table) {
        const Input& input = *call.inputs[0];
        for (const size_t i : settings.groups)
            m_out.add(builderLike(input.schema().children[i], input.name(i)));
        m_out.add(builderLike(input.schema().children[settings.time], input.name(settings.time)));
        m_out.add(ColumnBuilder("g", input.name(settings.value)));
        for (const char* name : {"forecast", "lower", "upper"})
            m_out.add(ColumnBuilder("g", freeName(input, name)));
        m_out.add(ColumnBuilder("b", freeName(input, "is_forecast")));
        m_out.add(ColumnBuilder("u", freeName(input, "method")));
        m_out.add(ColumnBuilder("g", freeName(input, "error_mean_absolute")));
        m_out.add(ColumnBuilder("g", freeName(input, "error_percent")));
    }
    ArrowSchema schema() const { return m_out.schema(); }
    std::vector<ArrowArray> run() {
        std::vector<ArrowArray> out;
        for (size_t i = 0; i < m_table.series.size(); ++i) {
            Series series = m_table.series[i];
            series.key = i;
            one(series);
            m_call.host.progress(static_cast<double>(i + 1) / static_cast<double>(m_table.series.size()));
        }
        out.push_back(m_out.finish());
        return out;
    }

  private:
    void one(Series& series) {
        const auto check = [this] { m_call.host.check(); };
        sortSamples(series.samples,
                    m_table.series.size() > 1 ? " (series " + std::to_string(series.key + 1) + ")" : "");
        auto& samples = series.samples;
        while (!samples.empty() && std::isnan(samples.back().value)) samples.pop_back();
        const TimeSteps steps = TimeSteps::of(samples, unitsPerDay(m_call.inputs[0]->type(m_settings.time)));
        int64_t filled = 0;
        const std::vector<double> values = steps.regular(samples, filled);
        if (filled > 0)
            m_call.host.log(TRIBUTARY_LOG_WARNING,
                            std::to_string(filled) + " missing steps were filled along straight lines.");
        if (values.size() < 4) {
            m_call.host.log(TRIBUTARY_LOG_WARNING, "A series has fewer than 4 values and gets no forecast.");
            return;
        }
        const int period =
            m_settings.season > 0 ? m_settings.season : findPeriod(values, steps.usualPeriods());
        const Model model = modelOf(values, period, check);
        m_method = model.text();
        m_meanError = 0;
        for (size_t i = 0; i < values.size(); ++i)
            m_meanError += std::isnan(model.fitted[i])
                               ? 0
                               : std::abs(values[i] - model.fitted[i]) / static_cast<double>(model.errors);
        m_percentError = testedError(values, model, m_settings.horizon, check);
        if (m_settings.history) history(series, model, filled);
        const double wide = normalQuantile(0.5 + m_settings.level / 2);
        for (int step = 1; step <= m_settings.horizon; ++step) {
            const double forecast = model.at(step), reach = wide * std::sqrt(model.varianceAt(step));
            row(series.key, steps.after(samples.back().time, step), NAN, forecast, forecast - reach,
                forecast + reach, true);
        }
    }
    Model automatic(const std::vector<double>& values, int period, const std::function<void()>& check) const {
        const bool given = m_settings.season > 1;
        if (given && values.size() < static_cast<size_t>(period) * 5 / 2)
            m_call.host.log(TRIBUTARY_LOG_WARNING,
                            "A series has fewer values (" + std::to_string(values.size()) +
                                ") than two seasons and a half: it is continued without its season.");
        return fitBest(values, period, given, check);
    }
    Model modelOf(const std::vector<double>& values, int period, const std::function<void()>& check) const {
        if (m_settings.model == "auto") return automatic(values, period, check);
        if (m_settings.model == "trend") return fit(values, 1, Seasonal::None, check);
        if (period < 2 || values.size() < static_cast<size_t>(period) * 5 / 2)
            failData("A series has no season, or fewer values than two seasons and a half (" +
                     std::to_string(values.size()) +
                     " values). Use the model \"auto\" or \"trend\", or set the season.");
        const bool times = m_settings.model == "multiplicative";
        if (times && *std::min_element(values.begin(), values.end()) <= 0)
            failData("A multiplicative season needs values above 0. Use the model \"additive\".");
        return fit(values, period, times ? Seasonal::Multiplicative : Seasonal::Additive, check);
    }
    /// What was, with the forecast one step ahead where no steps were filled in.
    void history(const Series& series, const Model& model, int64_t filled) {
        size_t at = 0;
        for (const Sample& sample : series.samples) {
            const double fitted = filled == 0 && !std::isnan(sample.value) ? model.fitted[at] : NAN;
            at += !std::isnan(sample.value);
            row(series.key, sample.time, sample.value, fitted, NAN, NAN, false);
        }
    }
    void row(size_t key, int64_t time, double value, double forecast, double lower, double upper,
             bool isForecast) {
        size_t at = 0;
        for (; at < m_settings.groups.size(); ++at)
            addFrom(m_out.column(at), m_table.keys.column(at), static_cast<int64_t>(key));
        ColumnBuilder& times = m_out.column(at++);
        times.add(times.field().format == "tdm" ? time * 86400000 : time);
        for (const double number : {value, forecast, lower, upper}) put(m_out.column(at++), number);
        m_out.column(at++).add(isForecast);
        m_out.column(at++).add(m_method);
        put(m_out.column(at++), m_meanError);
        put(m_out.column(at++), m_percentError);
    }
    static void put(ColumnBuilder& column, double number) {
        if (std::isnan(number))
            column.null();
        else
            column.add(number);
    }

    ProcessorCall& m_call;
    const Settings& m_settings;
    const Table& m_table;
    TableBuilder m_out;
    std::string m_method;
    double m_meanError = 0, m_percentError = 0;
};

void process(ProcessorCall& call) {
    const Settings settings = settingsOf(call.config, *call.inputs[0]);
    const auto table = read(call, settings);
    Forecaster forecaster(call, settings, *table);
    auto rows = std::make_unique<ReadySource>(forecaster.run());
    publish(call.output, forecaster.schema(), std::move(rows));
}

}  // namespace
}  // namespace forecast

extern "C" const TributaryPlugin* tributary_plugin_main(const TributaryHost* host) {
    static const TributaryPlugin plugin =
        tributary_sdk::plugin("forecast", "1.0.0").processor<forecast::process>();
    return tributary_sdk::understands(host) ? &plugin : nullptr;
}
