// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/alerts/evaluation/engine_sample_source.h"

#include <algorithm>
#include <unordered_map>

#include "core/alerts/evaluation/eval_time.h"
#include "core/alerts/evaluation/row_reader.h"

namespace tributary::alerts {
namespace {

/// Rows of a history that are read for a range: above, asking each instant by itself is cheaper.
constexpr size_t kMostHistoryRows = 5'000'000;
/// Instants of one native request: servers refuse more than 11,000 points of a series.
constexpr size_t kMostInstants = 10'000;

struct LabelsHash {
    size_t operator()(const Labels& labels) const { return fingerprint(labels); }
};

Error tooMany(size_t limit) {
    return Error(
        ErrorCode::Resource,
        "The query returns more than " + std::to_string(limit) + " rows, each of which would be an alert",
        "Group or filter in the query so that it returns one row for each thing to watch.");
}

/// Reads a run to its end, chunk by chunk; `take` may end it with an error.
template <typename Take>
Result<void> drain(engine::QueryRun& run, const Take& take) {
    duckdb::vector<duckdb::LogicalType> types;
    for (const auto& column : run.columns()) types.push_back(column.type);
    if (types.empty()) {
        return fail(ErrorCode::InvalidArgument, "The statement returns no rows to judge",
                    "A rule's query must be a SELECT, or what returns rows in the source's own language.");
    }
    duckdb::DataChunk chunk;
    chunk.Initialize(duckdb::Allocator::DefaultAllocator(), types);
    for (;;) {
        chunk.Reset();
        auto more = run.next(chunk);
        if (!more) return fail(more.error());
        if (!*more) return {};
        if (auto taken = take(chunk); !taken) return taken;
    }
}

/// Of rows with equal labels only the newest; equally new ones all stay, which the rule will refuse.
class NewestRows {
  public:
    explicit NewestRows(TimePoint until) : m_until(until) {}

    void add(Sample&& sample) {
        if (!sample.time || *sample.time > m_until) return;
        auto& rows = m_rows[sample.labels];
        if (!rows.empty() && *sample.time < *rows.front().time) return;
        if (!rows.empty() && *sample.time > *rows.front().time) rows.clear();
        rows.push_back(std::move(sample));
    }
    size_t size() const { return m_rows.size(); }
    std::vector<Sample> take() {
        std::vector<Sample> out;
        for (auto& [labels, rows] : m_rows)
            for (auto& row : rows) out.push_back(std::move(row));
        return out;
    }

  private:
    const TimePoint m_until;
    std::unordered_map<Labels, std::vector<Sample>, LabelsHash> m_rows;
};

std::string instantsSql(TimePoint from, TimePoint to, Duration step) {
    // Numbers, so that nothing depends on how a session prints or reads times.
    return "SELECT make_timestamp(range * 1000) AS tributary_instant, range AS tributary_millis FROM range(" +
           std::to_string(from.time_since_epoch().count()) + "::BIGINT, " +
           std::to_string(to.time_since_epoch().count() + 1) + "::BIGINT, " + std::to_string(step.count()) +
           "::BIGINT)";
}

std::string withoutSemicolon(const std::string& text) {
    const auto statements = sql::splitStatements(text, sql::Lexis::DuckDb);
    return statements.size() == 1 ? std::string(statements[0].in(text)) : text;
}

}  // namespace

EngineSampleSource::EngineSampleSource(std::unique_ptr<engine::Session> session)
    : m_session(std::move(session)) {}

Result<void> EngineSampleSource::prepare(const CancelToken& token) {
    if (m_prepared) return {};
    auto set = m_session->run("SET TimeZone = 'UTC'", {}, token);
    if (!set) return fail(set.error());
    duckdb::DataChunk chunk;
    duckdb::vector<duckdb::LogicalType> types;
    for (const auto& column : (*set)->columns()) types.push_back(column.type);
    if (!types.empty()) chunk.Initialize(duckdb::Allocator::DefaultAllocator(), types);
    auto done = (*set)->next(chunk);
    if (!done) return fail(done.error());
    m_prepared = true;
    return {};
}

Result<SampleSet> EngineSampleSource::run(const Query& query, const std::string& text,
                                          std::optional<TimePoint> newestUntil, const CancelToken& token) {
    engine::RunOptions options;
    options.timeout = query.timeout;
    auto run = query.connection.empty() ? m_session->run(text, options, token)
                                        : m_session->runNative(query.connection, text, options, token);
    if (!run) return fail(run.error());
    auto reader = RowReader::make(query, (*run)->columns());
    if (!reader) return fail(reader.error());
    SampleSet out = reader->frame();
    std::optional<NewestRows> newest;
    if (newestUntil && reader->hasTime()) newest.emplace(*newestUntil);
    auto done = drain(**run, [&](duckdb::DataChunk& chunk) -> Result<void> {
        if (auto read = reader->read(chunk, out.samples); !read) return read;
        if (newest) {
            for (auto& sample : out.samples) newest->add(std::move(sample));
            out.samples.clear();
        }
        const size_t rows = newest ? newest->size() : out.samples.size();
        return query.limit > 0 && rows > query.limit ? Result<void>(fail(tooMany(query.limit)))
                                                     : Result<void>();
    });
    if (!done) return fail(done.error());
    if (newest) out.samples = newest->take();
    return out;
}

Result<SampleSet> EngineSampleSource::at(const Query& query, TimePoint at, const CancelToken& token) {
    if (!query.connection.empty()) return run(query, nativeWithEvalTime(query.text, at), std::nullopt, token);
    if (auto ready = prepare(token); !ready) return fail(ready.error());
    const auto until = usesEvalTime(query.text) ? std::nullopt : std::optional(at);
    return run(query, withEvalTime(query.text, at), until, token);
}

Result<EngineSampleSource::Instants> EngineSampleSource::range(const Query& query, TimePoint from,
                                                               TimePoint to, Duration step,
                                                               const CancelToken& token) {
    if (step <= Duration(0) || to < from)
        return fail(ErrorCode::InvalidArgument,
                    "A range needs a step above 0 and must not end before it begins");
    if (!query.connection.empty()) return rangeOfNative(query, from, to, step, token);
    if (auto ready = prepare(token); !ready) return fail(ready.error());
    return usesEvalTime(query.text) ? rangeByJoin(query, from, to, step, token)
                                    : rangeOfHistory(query, from, to, step, token);
}

Result<EngineSampleSource::Instants> EngineSampleSource::rangeOfNative(const Query& query, TimePoint from,
                                                                       TimePoint to, Duration step,
                                                                       const CancelToken& token) {
    if (!asksManyTimes(query.text)) {
        return fail(ErrorCode::Unsupported,
                    "This query in a source's own language is asked one instant at a time");
    }
    Instants out;
    for (TimePoint at = from; at <= to; at += step) out.emplace_back(at, SampleSet());
    for (size_t first = 0; first < out.size(); first += kMostInstants) {
        const size_t last = std::min(first + kMostInstants, out.size()) - 1;
        if (auto read = readInstants(query, out, first, last, step, token); !read) return fail(read.error());
    }
    return out;
}

Result<void> EngineSampleSource::readInstants(const Query& query, Instants& out, size_t first, size_t last,
                                              Duration step, const CancelToken& token) {
    engine::RunOptions options;
    options.timeout = query.timeout;
    const TimePoint from = out[first].first;
    const std::string text = nativeWithEvalTimes(query.text, from, out[last].first, step);
    auto run = m_session->runNative(query.connection, text, options, token);
    if (!run) return fail(run.error());
    auto reader = RowReader::make(query, (*run)->columns());
    if (!reader) return fail(reader.error());
    for (size_t i = first; i <= last; i++) out[i].second = reader->frame();
    std::vector<Sample> samples;
    return drain(**run, [&](duckdb::DataChunk& chunk) -> Result<void> {
        samples.clear();
        if (auto read = reader->read(chunk, samples); !read) return read;
        for (auto& sample : samples) {
            const Duration since = sample.time ? *sample.time - from : Duration(-1);
            const auto index = static_cast<size_t>(since / step);
            if (since < Duration(0) || since % step != Duration(0) || first + index > last) {
                return fail(ErrorCode::Data, "A row of the query tells no instant that was asked for",
                            "A query that says $eval_times must return the instant of each row.");
            }
            auto& set = out[first + index].second;
            set.samples.push_back(std::move(sample));
            if (query.limit > 0 && set.samples.size() > query.limit) return fail(tooMany(query.limit));
        }
        return {};
    });
}

Result<EngineSampleSource::Instants> EngineSampleSource::rangeOfHistory(const Query& query, TimePoint from,
                                                                        TimePoint to, Duration step,
                                                                        const CancelToken& token) {
    engine::RunOptions options;
    options.timeout = query.timeout;
    auto run = m_session->run(query.text, options, token);
    if (!run) return fail(run.error());
    auto reader = RowReader::make(query, (*run)->columns());
    if (!reader) return fail(reader.error());
    if (!reader->hasTime()) {
        return fail(ErrorCode::Unsupported,
                    "The query neither says $eval_time nor returns a column of times: it has no past to show",
                    "Compare a time with $eval_time in the query, or return the time of each row.");
    }
    std::vector<Sample> rows;
    auto done = drain(**run, [&](duckdb::DataChunk& chunk) -> Result<void> {
        if (rows.size() > kMostHistoryRows)
            return fail(ErrorCode::Unsupported, "The history has too many rows to be read at once");
        return reader->read(chunk, rows);
    });
    if (!done) return fail(done.error());
    std::erase_if(rows, [](const Sample& row) { return !row.time; });
    std::stable_sort(rows.begin(), rows.end(),
                     [](const Sample& a, const Sample& b) { return *a.time < *b.time; });
    // The newest row of each series as the instants pass; several of one instant all stay.
    std::unordered_map<Labels, std::vector<size_t>, LabelsHash> newest;
    size_t next = 0;
    Instants out;
    for (TimePoint at = from; at <= to; at += step) {
        if (token.isCancelled()) return fail(token.error());
        for (; next < rows.size() && *rows[next].time <= at; next++) {
            auto& kept = newest[rows[next].labels];
            if (!kept.empty() && *rows[kept.front()].time < *rows[next].time) kept.clear();
            kept.push_back(next);
        }
        if (query.limit > 0 && newest.size() > query.limit) return fail(tooMany(query.limit));
        SampleSet set = reader->frame();
        for (const auto& [labels, kept] : newest)
            for (const size_t row : kept) set.samples.push_back(rows[row]);
        out.emplace_back(at, std::move(set));
    }
    return out;
}

Result<EngineSampleSource::Instants> EngineSampleSource::rangeByJoin(const Query& query, TimePoint from,
                                                                     TimePoint to, Duration step,
                                                                     const CancelToken& token) {
    const std::string inner = withEvalTime(withoutSemicolon(query.text), "tributary_t.tributary_instant",
                                           "tributary_t.tributary_millis");
    const std::string text = "SELECT tributary_t.tributary_millis, tributary_q.* FROM (" +
                             instantsSql(from, to, step) + ") AS tributary_t, LATERAL (\n" + inner +
                             "\n) AS tributary_q";
    auto run = m_session->run(text, {}, token);
    if (!run) {
        if (run.error().code != ErrorCode::Syntax && run.error().code != ErrorCode::Unsupported)
            return fail(run.error());
        return fail(ErrorCode::Unsupported, "The query cannot be asked for many instants at once");
    }
    auto reader = RowReader::make(query, (*run)->columns(), 1);
    if (!reader) return fail(reader.error());
    Instants out;
    for (TimePoint at = from; at <= to; at += step) out.emplace_back(at, reader->frame());
    std::vector<Sample> samples;
    auto done = drain(**run, [&](duckdb::DataChunk& chunk) -> Result<void> {
        samples.clear();
        if (auto read = reader->read(chunk, samples); !read) return read;
        duckdb::UnifiedVectorFormat format;
        chunk.data[0].ToUnifiedFormat(chunk.size(), format);
        const auto* millis = duckdb::UnifiedVectorFormat::GetData<int64_t>(format);
        for (size_t row = 0; row < samples.size(); row++) {
            const int64_t at = millis[format.sel->get_index(row)];
            const auto index = static_cast<size_t>((at - from.time_since_epoch().count()) / step.count());
            auto& set = out[index].second;
            set.samples.push_back(std::move(samples[row]));
            if (query.limit > 0 && set.samples.size() > query.limit) return fail(tooMany(query.limit));
        }
        return {};
    });
    if (!done) return fail(done.error());
    return out;
}

}  // namespace tributary::alerts
