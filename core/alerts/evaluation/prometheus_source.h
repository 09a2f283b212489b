// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <functional>
#include <optional>
#include <string>

#include "core/alerts/model/sample.h"
#include "core/net/http_client.h"

namespace tributary::alerts {

/// A server with Prometheus' HTTP API, for rules in PromQL.
struct PrometheusServer {
    std::string url;     ///< "http://localhost:9090", with a path where it is behind one
    std::string user;    ///< Basic authentication when not empty
    std::string secret;  ///< its password, or a bearer token without a user
};

/// Asks /api/v1/query and /api/v1/query_range. The value column is "value"; labels are the series' without
/// its name. One thread at a time.
class PrometheusSource final : public SampleSource {
  public:
    PrometheusSource(std::string name, PrometheusServer server);

    Result<SampleSet> at(const Query& query, TimePoint at, const CancelToken& token) override;
    Result<std::vector<std::pair<TimePoint, SampleSet>>> range(const Query& query, TimePoint from,
                                                               TimePoint to, Duration step,
                                                               const CancelToken& token) override;

  private:
    Result<std::string> ask(const std::string& path, const std::string& form, Duration timeout,
                            const CancelToken& token);

    const std::string m_name;
    const PrometheusServer m_server;
    net::HttpClient m_client;
};

/// Sends rules whose connection is a Prometheus-compatible server there, all others to `engine`. One thread
/// at a time.
class RoutedSource final : public SampleSource {
  public:
    /// nullopt: it is no such server.
    using Finder = std::function<Result<std::optional<PrometheusServer>>(const std::string& connection)>;
    RoutedSource(std::unique_ptr<SampleSource> engine, Finder finder);

    Result<SampleSet> at(const Query& query, TimePoint at, const CancelToken& token) override;
    Result<std::vector<std::pair<TimePoint, SampleSet>>> range(const Query& query, TimePoint from,
                                                               TimePoint to, Duration step,
                                                               const CancelToken& token) override;

  private:
    Result<SampleSource*> sourceOf(const Query& query);

    const std::unique_ptr<SampleSource> m_engine;
    const Finder m_finder;
    std::string m_name;
    PrometheusServer m_server;
    std::unique_ptr<SampleSource> m_prometheus;  ///< of m_name and m_server
};

}  // namespace tributary::alerts
