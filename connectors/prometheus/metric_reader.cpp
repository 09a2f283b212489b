// SPDX-License-Identifier: GPL-3.0-or-later
#include "connectors/prometheus/metric_reader.h"

#include <algorithm>

namespace tributary::connectors::prometheus {

MetricReader::MetricReader(ApiSession& session, const sql::RemoteQuery& query, const MetricScan& scan,
                           const CancelToken& token)
    : m_session(session), m_token(token), m_scan(scan) {
    for (const size_t index : query.projection) {
        const size_t target = m_columns.size();
        const sql::Column& column = m_columns.emplace_back(query.columns[index]);
        if (column.role == sql::ColumnRole::Time) {
            m_times.push_back(target);
        } else if (column.role == sql::ColumnRole::Tag) {
            m_cells.push_back({labelOf(column), target, nullptr, {}});
        } else {
            m_values.push_back(target);
        }
    }
    if (scan.fromMs <= scan.toMs) m_pending.push_back({scan.fromMs, scan.toMs});
}

Result<std::unique_ptr<MetricReader>> MetricReader::start(ApiSession& session, const sql::RemoteQuery& query,
                                                          const MetricScan& scan, const CancelToken& token) {
    std::unique_ptr<MetricReader> out(new MetricReader(session, query, scan, token));
    // What is wrong with the query is told when it starts, not with its first rows.
    if (auto opened = out->openWindow(); !opened) return fail(opened.error());
    return out;
}

Result<bool> MetricReader::openWindow() {
    while (!m_pending.empty()) {
        const Window window = m_pending.back();
        m_pending.pop_back();
        MetricScan scan = m_scan;
        scan.fromMs = window.fromMs;
        scan.toMs = window.toMs;
        Parameters parameters = {{"query", scan.text()}};
        if (const std::string timeout = m_session.timeoutText(); !timeout.empty())
            parameters.emplace_back("timeout", timeout);
        auto answer = m_session.post("/api/v1/query", parameters, m_token);
        if (!answer) {
            if (answer.error().nativeCode != kTooManySamples || window.fromMs >= window.toMs)
                return fail(answer.error());
            const int64_t middle = window.fromMs + (window.toMs - window.fromMs) / 2;
            m_pending.push_back({middle + 1, window.toMs});
            m_pending.push_back({window.fromMs, middle});
            continue;
        }
        m_window = window;
        m_stream = std::make_unique<SeriesStream>(std::move(*answer));
        m_inSeries = false;
        if (auto started = m_stream->start(); !started) return fail(started.error());
        return true;
    }
    return false;
}

void MetricReader::closeWindow() {
    m_bytes += m_stream->bytesRead();
    for (auto& warning : m_stream->warnings())
        if (std::find(m_warnings.begin(), m_warnings.end(), warning) == m_warnings.end())
            m_warnings.push_back(std::move(warning));
    m_stream.reset();
}

Result<bool> MetricReader::advance() {
    for (;;) {
        if (!m_stream) {
            auto opened = openWindow();
            if (!opened || !*opened) return opened;
        }
        auto more = m_stream->nextSeries();
        if (!more) return more;
        if (!*more) {
            closeWindow();
            continue;
        }
        for (auto& cell : m_cells) {
            cell.text = nullptr;
            for (const auto& [name, text] : m_stream->labels())
                if (name == cell.label && !text.empty()) cell.text = &text;
        }
        m_inSeries = true;
        m_stored = false;
        return true;
    }
}

void MetricReader::putRow(duckdb::DataChunk& chunk, duckdb::idx_t row, int64_t millis, double value) {
    using duckdb::FlatVector;
    for (auto& cell : m_cells) {
        auto& vector = chunk.data[cell.target];
        if (cell.text == nullptr) {
            FlatVector::Validity(vector).SetInvalid(row);
            continue;
        }
        if (!m_stored) cell.stored = duckdb::StringVector::AddString(vector, *cell.text);
        FlatVector::GetData<duckdb::string_t>(vector)[row] = cell.stored;
    }
    m_stored = true;
    for (const size_t target : m_times)
        FlatVector::GetData<duckdb::timestamp_tz_t>(chunk.data[target])[row] =
            duckdb::timestamp_tz_t(millis * 1000);
    for (const size_t target : m_values) FlatVector::GetData<double>(chunk.data[target])[row] = value;
}

Result<bool> MetricReader::next(duckdb::DataChunk& chunk) {
    if (m_stream) {
        if (auto ok = m_stream->check(); !ok) return fail(ok.error());
    }
    m_stored = false;
    duckdb::idx_t rows = 0;
    while (rows < STANDARD_VECTOR_SIZE) {
        if (!m_inSeries) {
            auto more = advance();
            if (!more) return more;
            if (!*more) break;
        }
        int64_t millis = 0;
        double value = 0;
        auto more = m_stream->nextSample(millis, value);
        if (!more) return more;
        m_inSeries = *more;
        // Whether a range holds its own first instant differs between versions of the server.
        if (!*more || millis < m_window.fromMs || millis > m_window.toMs) continue;
        putRow(chunk, rows++, millis, value);
    }
    chunk.SetCardinality(rows);
    return rows > 0;
}

std::vector<std::string> MetricReader::warnings() const {
    return m_warnings;
}

}  // namespace tributary::connectors::prometheus
