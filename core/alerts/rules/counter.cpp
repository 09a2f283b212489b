// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/alerts/rules/counter.h"

#include <cmath>
#include <nlohmann/json.hpp>

#include "core/alerts/rules/state_json.h"

namespace tributary::alerts {

Sample CounterMemory::since(TimePoint at, const Sample& reading, Condition::Counter what) {
    Sample out = reading;
    const TimePoint now = reading.time.value_or(at);
    m_columns.resize(std::max(m_columns.size(), reading.values.size()));
    for (size_t i = 0; i < reading.values.size(); ++i) {
        Column& column = m_columns[i];
        const auto& value = reading.values[i];
        out.values[i].reset();
        if (!value || !std::isfinite(*value)) continue;
        if (column.at && now <= *column.at) {
            out.values[i] = column.came;
            continue;
        }
        column.came.reset();
        if (column.at) {
            const double came = *value < column.reading ? *value : *value - column.reading;
            const double seconds = std::chrono::duration<double>(now - *column.at).count();
            column.came = what == Condition::Counter::Rate ? came / seconds : came;
        }
        column.at = now;
        column.reading = *value;
        out.values[i] = column.came;
    }
    return out;
}

nlohmann::json CounterMemory::save() const {
    nlohmann::json out = nlohmann::json::array();
    for (const Column& one : m_columns)
        out.push_back(
            {state_json::time(one.at), state_json::number(one.reading), state_json::number(one.came)});
    return out;
}

void CounterMemory::restore(const nlohmann::json& state) {
    m_columns.clear();
    for (const auto& one : state) {
        Column column;
        column.at = state_json::toOptionalTime(one.at(0));
        column.reading = state_json::toNumber(one.at(1));
        column.came = state_json::toOptionalNumber(one.at(2));
        m_columns.push_back(column);
    }
}

}  // namespace tributary::alerts
