// SPDX-License-Identifier: GPL-3.0-or-later
#include "connectors/prometheus/native_reader.h"

#include <algorithm>
#include <numeric>

#include "connectors/prometheus/catalog.h"

namespace tributary::connectors::prometheus {
namespace {

constexpr size_t kMostSamples = 50'000'000;

std::string_view nextWord(std::string_view& line) {
    const size_t begin = std::min(line.find_first_not_of(" \t\r"), line.size());
    const size_t end = std::min(line.find_first_of(" \t\r", begin), line.size());
    const std::string_view word = line.substr(begin, end - begin);
    line.remove_prefix(end);
    return word;
}

/// What the last comment line of that form says; empty: none.
std::string_view directive(std::string_view text) {
    std::string_view out;
    while (!text.empty()) {
        const size_t end = std::min(text.find('\n'), text.size());
        std::string_view line = text.substr(0, end);
        text.remove_prefix(std::min(end + 1, text.size()));
        if (nextWord(line) == "#" && nextWord(line) == "evaluate") out = nextWord(line);
    }
    return out;
}

}  // namespace

Result<Evaluation> Evaluation::of(std::string_view promql) {
    const std::string_view text = directive(promql);
    const size_t first = text.find('/');
    Evaluation out;
    out.from = text.substr(0, first);
    if (first == std::string_view::npos) return out;
    const size_t second = text.find('/', first + 1);
    if (second == std::string_view::npos || second == first + 1 || second + 1 == text.size() || first == 0) {
        return fail(ErrorCode::Syntax,
                    "'# evaluate " + std::string(text) + "' is no time and no range of them",
                    "Write '# evaluate 2026-01-31T12:00:00Z' or '# evaluate FROM/TO/STEP', as in "
                    "2026-01-31T12:00:00Z/2026-01-31T13:00:00Z/30s.");
    }
    out.to = text.substr(first + 1, second - first - 1);
    out.step = text.substr(second + 1);
    return out;
}

Result<std::unique_ptr<NativeReader>> NativeReader::start(ApiSession& session, std::string_view promql,
                                                          const CancelToken& token) {
    auto when = Evaluation::of(promql);
    if (!when) return fail(when.error());
    Parameters parameters = {{"query", std::string(promql)}};
    const bool isRange = !when->to.empty();
    if (isRange) {
        parameters.insert(parameters.end(), {{"start", when->from}, {"end", when->to}, {"step", when->step}});
    } else if (!when->from.empty()) {
        parameters.emplace_back("time", when->from);
    }
    if (const std::string timeout = session.timeoutText(); !timeout.empty())
        parameters.emplace_back("timeout", timeout);
    auto answer = session.post(isRange ? "/api/v1/query_range" : "/api/v1/query", parameters, token);
    if (!answer) return fail(answer.error());
    SeriesStream stream(std::move(*answer));
    if (auto started = stream.start(); !started) return fail(started.error());
    std::unique_ptr<NativeReader> out(new NativeReader);
    out->m_token = token;
    if (auto read = out->readAll(stream, token); !read) return fail(read.error());
    out->makeColumns(stream.shape());
    out->m_text = stream.text();
    out->m_bytes = stream.bytesRead();
    out->m_warnings = stream.warnings();
    return out;
}

size_t NativeReader::columnOf(const std::string& label) {
    const auto found = std::find(m_labels.begin(), m_labels.end(), label);
    if (found == m_labels.end()) {
        m_labels.push_back(label);
        return m_labels.size() - 1;
    }
    return static_cast<size_t>(found - m_labels.begin());
}

Result<void> NativeReader::readAll(SeriesStream& stream, const CancelToken& token) {
    size_t samples = 0;
    for (;;) {
        auto more = stream.nextSeries();
        if (!more) return fail(more.error());
        if (!*more) return {};
        Series& series = m_series.emplace_back();
        for (const auto& [name, value] : stream.labels()) {
            const size_t column = columnOf(name);
            if (series.labels.size() <= column) series.labels.resize(column + 1);
            series.labels[column] = value;
        }
        for (;;) {
            int64_t millis = 0;
            double value = 0;
            auto sample = stream.nextSample(millis, value);
            if (!sample) return fail(sample.error());
            if (!*sample) break;
            series.samples.emplace_back(millis, value);
            samples++;
        }
        if (auto ok = token.check(); !ok) return ok;
        if (samples > kMostSamples) {
            return fail(ErrorCode::Resource, "The answer has more than 50 million samples",
                        "Ask for a shorter time range or a longer step, or read the metric as a table.");
        }
    }
}

void NativeReader::makeColumns(SeriesStream::Shape shape) {
    m_order.resize(m_labels.size());
    std::iota(m_order.begin(), m_order.end(), size_t{0});
    std::sort(m_order.begin(), m_order.end(), [&](size_t a, size_t b) { return m_labels[a] < m_labels[b]; });
    std::vector<std::string> taken = {"time", "value"};
    for (const size_t label : m_order) {
        sql::Column column = labelColumn(m_labels[label], taken);
        column.push = sql::PushRules::none();
        m_columns.push_back(std::move(column));
    }
    m_columns.push_back(timeColumn());
    m_columns.push_back(valueColumn());
    m_isText = shape == SeriesStream::Shape::Text;
    if (m_isText) {
        m_columns.back().type = duckdb::LogicalType::VARCHAR;
        m_columns.back().nativeType = "string";
    }
    m_columns[m_columns.size() - 2].push = sql::PushRules::none();
}

Result<bool> NativeReader::next(duckdb::DataChunk& chunk) {
    using duckdb::FlatVector;
    if (auto ok = m_token.check(); !ok) return fail(ok.error());
    duckdb::idx_t rows = 0;
    const size_t time = m_order.size();
    while (rows < STANDARD_VECTOR_SIZE && m_nextSeries < m_series.size()) {
        Series& series = m_series[m_nextSeries];
        const size_t count =
            std::min<size_t>(STANDARD_VECTOR_SIZE - rows, series.samples.size() - m_nextSample);
        for (size_t column = 0; column < m_order.size() && count > 0; column++) {
            auto& vector = chunk.data[column];
            const size_t label = m_order[column];
            const bool has = label < series.labels.size() && !series.labels[label].empty();
            duckdb::string_t text;
            if (has) text = duckdb::StringVector::AddString(vector, series.labels[label]);
            for (size_t i = 0; i < count; i++) {
                if (has) FlatVector::GetData<duckdb::string_t>(vector)[rows + i] = text;
                if (!has) FlatVector::Validity(vector).SetInvalid(rows + i);
            }
        }
        for (size_t i = 0; i < count; i++) {
            const auto& [millis, value] = series.samples[m_nextSample + i];
            FlatVector::GetData<duckdb::timestamp_tz_t>(chunk.data[time])[rows + i] =
                duckdb::timestamp_tz_t(millis * 1000);
            auto& values = chunk.data[time + 1];
            if (m_isText) {
                FlatVector::GetData<duckdb::string_t>(values)[rows + i] =
                    duckdb::StringVector::AddString(values, m_text);
            } else {
                FlatVector::GetData<double>(values)[rows + i] = value;
            }
        }
        rows += count;
        m_nextSample += count;
        if (m_nextSample < series.samples.size()) continue;
        series = {};  // what was handed out is not needed again
        m_nextSeries++;
        m_nextSample = 0;
    }
    chunk.SetCardinality(rows);
    return rows > 0;
}

}  // namespace tributary::connectors::prometheus
