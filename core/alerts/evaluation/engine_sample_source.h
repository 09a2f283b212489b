// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <memory>
#include <utility>
#include <vector>

#include "core/alerts/model/sample.h"
#include "core/engine/session.h"

namespace tributary::alerts {

/// Rules asked on the federation, or natively on one connection of it. A federated statement says
/// `$eval_time` for the instant. One that does not, but returns a column of times, is taken as a history:
/// rows later than the instant are not seen, and of equal labels the newest row counts; so it can be
/// back-tested in one pass. One thread at a time.
class EngineSampleSource final : public SampleSource {
  public:
    explicit EngineSampleSource(std::unique_ptr<engine::Session> session);

    Result<SampleSet> at(const Query& query, TimePoint at, const CancelToken& token) override;
    /// In one statement for federated texts: a history, or with the instants as a table the text is joined
    /// to. Unsupported when DuckDB cannot turn the text into such a join, and for native ones that do not say
    /// `$eval_times`.
    Result<std::vector<std::pair<TimePoint, SampleSet>>> range(const Query& query, TimePoint from,
                                                               TimePoint to, Duration step,
                                                               const CancelToken& token) override;

  private:
    using Instants = std::vector<std::pair<TimePoint, SampleSet>>;
    Result<void> prepare(const CancelToken& token);
    Result<SampleSet> run(const Query& query, const std::string& text, std::optional<TimePoint> newestUntil,
                          const CancelToken& token);
    Result<Instants> rangeOfHistory(const Query& query, TimePoint from, TimePoint to, Duration step,
                                    const CancelToken& token);
    Result<Instants> rangeOfNative(const Query& query, TimePoint from, TimePoint to, Duration step,
                                   const CancelToken& token);
    Result<void> readInstants(const Query& query, Instants& out, size_t first, size_t last, Duration step,
                              const CancelToken& token);
    Result<Instants> rangeByJoin(const Query& query, TimePoint from, TimePoint to, Duration step,
                                 const CancelToken& token);

    std::unique_ptr<engine::Session> m_session;
    bool m_prepared = false;
};

}  // namespace tributary::alerts
