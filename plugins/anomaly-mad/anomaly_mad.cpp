// SPDX-License-Identifier: GPL-3.0-or-later
#include <algorithm>
#include <cmath>
#include <numeric>
#include <tributary_plugin.hpp>
#include <unordered_map>

#include "plugins/anomaly-mad/mad.h"

namespace anomaly {
namespace {

using namespace tributary_sdk;

struct Settings {
    std::vector<size_t> values, groups;
    bool ordered = false;
    size_t order = 0;
    size_t window = 0;  ///< rows before the judged one; 0: the whole group
    size_t least = 5;
    double threshold = 3.5;
    std::string direction;
};

Settings settingsOf(const Config& config, const Input& input) {
    Settings out;
    for (const std::string& name : config.requiredList("values"))
        out.values.push_back(input.findNumeric(name));
    out.groups = input.find(config.list("groups"));
    out.ordered = config.has("order");
    if (out.ordered) {
        out.order = input.find(config.text("order"));
        const TypeInfo type = input.type(out.order);
        if (!type.isNumeric() && !type.isTemporal())
            failConfig("Rows cannot be ordered by \"" + config.text("order") +
                       "\": choose a time or a number.");
    }
    out.window = static_cast<size_t>(config.integer("window", 0, 0, 1000000));
    out.least = static_cast<size_t>(config.integer("min_points", 5, 2, 1000000));
    if (out.window > 0 && out.least > out.window)
        failConfig("\"min_points\" is larger than \"window\": no row would ever be judged.");
    out.threshold = config.number("threshold", 3.5, 0.1, 1000);
    out.direction = config.choice("direction", {"both", "above", "below"}, "both");
    return out;
}

struct Judgement {
    double score = NAN, expected = NAN, lower = NAN, upper = NAN;
};

/// All rows, with the numbers that count beside them.
struct Table {
    std::vector<Batch> batches;
    std::vector<std::vector<double>> values;  ///< by value column; NaN: NULL or not finite
    std::vector<double> order;
    std::vector<std::vector<size_t>> groups;  ///< row numbers

    size_t rows() const { return values.front().size(); }
};

std::string keyOf(const Batch& batch, const std::vector<size_t>& columns, int64_t row) {
    std::string out;
    for (const size_t column : columns) {
        const std::string text = batch.column(column).display(row);
        out += (batch.column(column).isNull(row) ? "n" : std::to_string(text.size()) + ":") + text;
    }
    return out;
}

Table readAll(ProcessorCall& call, const Settings& settings) {
    Table table;
    table.values.resize(settings.values.size());
    std::unordered_map<std::string, size_t> known;
    size_t at = 0;
    for (Batch batch; call.inputs[0]->next(batch); table.batches.push_back(std::move(batch))) {
        for (int64_t row = 0; row < batch.rows(); ++row, ++at) {
            if (row % 4096 == 0) call.host.check();
            for (size_t i = 0; i < settings.values.size(); ++i) {
                const Column& column = batch.column(settings.values[i]);
                const double value = column.isNull(row) ? NAN : column.number(row);
                table.values[i].push_back(std::isfinite(value) ? value : NAN);
            }
            if (settings.ordered) {
                const Column& column = batch.column(settings.order);
                table.order.push_back(column.isNull(row) ? -HUGE_VAL : column.number(row));
            }
            const auto [group, added] =
                known.try_emplace(keyOf(batch, settings.groups, row), table.groups.size());
            if (added) table.groups.emplace_back();
            table.groups[group->second].push_back(at);
        }
    }
    if (!settings.ordered) return table;
    for (auto& group : table.groups)
        std::stable_sort(group.begin(), group.end(),
                         [&](size_t a, size_t b) { return table.order[a] < table.order[b]; });
    return table;
}

class Judge {
  public:
    Judge(const Settings& settings, const Host& host) : m_settings(settings), m_host(host) {}

    std::vector<Judgement> judge(const std::vector<double>& values,
                                 const std::vector<std::vector<size_t>>& groups) {
        m_out.assign(values.size(), Judgement());
        for (const auto& group : groups) {
            if (m_settings.window == 0)
                whole(values, group);
            else
                rolling(values, group);
        }
        return std::move(m_out);
    }

  private:
    void whole(const std::vector<double>& values, const std::vector<size_t>& group) {
        std::vector<double> known;
        for (const size_t row : group) {
            if (!std::isnan(values[row])) known.push_back(values[row]);
        }
        m_host.check();
        if (known.size() < m_settings.least) return;
        const Expectation expected = SortedWindow(std::move(known)).expectation();
        for (const size_t row : group) set(row, values[row], expected);
    }
    /// The judged row is not among its own neighbours: a jump must not hide itself.
    void rolling(const std::vector<double>& values, const std::vector<size_t>& group) {
        SortedWindow window;
        std::vector<double> ring(m_settings.window);
        size_t written = 0;
        for (size_t i = 0; i < group.size(); ++i) {
            if (i % 1024 == 0) m_host.check();
            const double value = values[group[i]];
            if (std::isnan(value)) continue;
            if (window.size() >= m_settings.least) set(group[i], value, window.expectation());
            double& place = ring[written++ % ring.size()];
            if (window.size() == ring.size()) window.remove(place);
            place = value;
            window.insert(value);
        }
    }
    void set(size_t row, double value, const Expectation& expected) {
        if (std::isnan(value)) return;
        Judgement& out = m_out[row];
        out.score = scoreOf(value, expected);
        out.expected = expected.median;
        out.lower = expected.median - m_settings.threshold * expected.scale;
        out.upper = expected.median + m_settings.threshold * expected.scale;
    }

    const Settings& m_settings;
    const Host& m_host;
    std::vector<Judgement> m_out;
};

/// The input's batches, each with five columns more per judged column.
class JudgedRows : public Source {
  public:
    JudgedRows(Table table, Settings settings, std::vector<std::vector<Judgement>> judgements)
        : m_table(std::move(table)), m_settings(std::move(settings)), m_judgements(std::move(judgements)) {}

    bool next(ArrowArray& out) override {
        if (m_batch == m_table.batches.size()) return false;
        Batch& batch = m_table.batches[m_batch++];
        std::vector<ArrowArray> columns;
        for (size_t i = 0; i < batch.width(); ++i) columns.push_back(batch.take(i));
        for (const auto& judgements : m_judgements) append(judgements, batch.rows(), columns);
        m_row += static_cast<size_t>(batch.rows());
        out = makeRows(batch.rows(), std::move(columns));
        batch = Batch();
        return true;
    }

  private:
    void append(const std::vector<Judgement>& judgements, int64_t rows,
                std::vector<ArrowArray>& columns) const {
        ColumnBuilder score("g", ""), expected("g", ""), lower("g", ""), upper("g", ""), anomaly("b", "");
        for (size_t row = m_row; row < m_row + static_cast<size_t>(rows); ++row) {
            const Judgement& one = judgements[row];
            if (std::isnan(one.score)) {
                for (ColumnBuilder* column : {&score, &expected, &lower, &upper, &anomaly}) column->null();
                continue;
            }
            score.add(one.score);
            expected.add(one.expected);
            lower.add(one.lower);
            upper.add(one.upper);
            anomaly.add((one.score > m_settings.threshold && m_settings.direction != "below") ||
                        (one.score < -m_settings.threshold && m_settings.direction != "above"));
        }
        for (ColumnBuilder* column : {&score, &expected, &lower, &upper, &anomaly})
            columns.push_back(column->finish());
    }

    Table m_table;
    Settings m_settings;
    std::vector<std::vector<Judgement>> m_judgements;
    size_t m_batch = 0, m_row = 0;
};

void process(ProcessorCall& call) {
    const Input& input = *call.inputs[0];
    const Settings settings = settingsOf(call.config, input);
    Fields fields;
    for (size_t i = 0; i < input.width(); ++i) fields.add(copyField(input.schema().children[i]));
    for (const size_t value : settings.values) {
        const std::string before = settings.values.size() > 1 ? input.name(value) + "_" : "";
        for (const char* name : {"score", "expected", "lower", "upper"})
            fields.add(makeField("g", freeName(input, before + name)));
        fields.add(makeField("b", freeName(input, before + "is_anomaly")));
    }
    Table table = readAll(call, settings);
    std::vector<std::vector<Judgement>> judgements;
    Judge judge(settings, call.host);
    for (auto& values : table.values) {
        judgements.push_back(judge.judge(values, table.groups));
        call.host.progress(static_cast<double>(judgements.size()) / static_cast<double>(table.values.size()));
    }
    publish(call.output, fields.rows(),
            std::make_unique<JudgedRows>(std::move(table), settings, std::move(judgements)));
}

}  // namespace
}  // namespace anomaly

extern "C" const TributaryPlugin* tributary_plugin_main(const TributaryHost* host) {
    static const TributaryPlugin plugin =
        tributary_sdk::plugin("anomaly-mad", "1.0.0").processor<anomaly::process>();
    return tributary_sdk::understands(host) ? &plugin : nullptr;
}
