// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/alerts/evaluation/prometheus_source.h"

#include <algorithm>
#include <cmath>
#include <cstdlib>
#include <nlohmann/json.hpp>

#include "core/base/watchdog.h"

namespace tributary::alerts {
namespace {

using Json = nlohmann::json;
using Instants = std::vector<std::pair<TimePoint, SampleSet>>;

/// A server gives at most 11,000 points of a series at once.
constexpr int64_t kPointsAtOnce = 10'000;

double numberOf(const std::string& text) {
    if (text == "NaN") return std::nan("");
    if (text == "+Inf") return HUGE_VAL;
    if (text == "-Inf") return -HUGE_VAL;
    return std::strtod(text.c_str(), nullptr);
}

Labels labelsOf(const Json& metric) {
    Labels labels = metric.get<Labels>();
    labels.erase("__name__");
    return labels;
}

std::string seconds(Duration duration) {
    std::string text = std::to_string(duration.count() / 1000);
    const auto rest = std::to_string(duration.count() % 1000);
    return text + "." + std::string(3 - rest.size(), '0') + rest;
}

Error tooMany(size_t limit) {
    return Error(
        ErrorCode::Resource,
        "The query returns more than " + std::to_string(limit) + " series, each of which would be an alert",
        "Aggregate or filter in the query so that it returns one series for each thing to watch.");
}

void add(SampleSet& set, Labels labels, double value) {
    if (set.valueColumns.empty()) set.valueColumns = {"value"};
    for (const auto& [name, text] : labels)
        if (std::find(set.labelColumns.begin(), set.labelColumns.end(), name) == set.labelColumns.end())
            set.labelColumns.push_back(name);
    set.samples.push_back({std::move(labels), {value}, std::nullopt});
}

Error unreadable(const std::string& why) {
    return Error(ErrorCode::Data, "The answer is not Prometheus': " + why,
                 "Check that the address is that of a server with Prometheus' HTTP API.");
}

Result<SampleSet> vectorOf(const Json& data, size_t limit) {
    SampleSet set;
    set.valueColumns = {"value"};
    const std::string type = data.at("resultType").get<std::string>();
    if (type == "scalar") {
        add(set, {}, numberOf(data.at("result").at(1).get<std::string>()));
        return set;
    }
    if (type != "vector") {
        return fail(ErrorCode::InvalidArgument, "The expression gives a " + type + ", not one value a series",
                    "A rule's expression gives an instant vector, as `up == 0` does.");
    }
    for (const auto& one : data.at("result")) {
        if (!one.contains("value")) continue;  // a native histogram has no one value
        add(set, labelsOf(one.at("metric")), numberOf(one.at("value").at(1).get<std::string>()));
        if (limit > 0 && set.samples.size() > limit) return fail(tooMany(limit));
    }
    return set;
}

Result<void> matrixInto(const Json& data, TimePoint from, Duration step, size_t limit, Instants& out) {
    for (const auto& series : data.at("result")) {
        const Labels labels = labelsOf(series.at("metric"));
        if (!series.contains("values")) continue;
        for (const auto& point : series.at("values")) {
            const auto at = std::llround(point.at(0).get<double>() * 1000);
            const auto index =
                static_cast<size_t>((at - from.time_since_epoch().count() + step.count() / 2) / step.count());
            if (index >= out.size()) continue;
            add(out[index].second, labels, numberOf(point.at(1).get<std::string>()));
            if (limit > 0 && out[index].second.samples.size() > limit) return fail(tooMany(limit));
        }
    }
    return {};
}

}  // namespace

PrometheusSource::PrometheusSource(std::string name, PrometheusServer server)
    : m_name(std::move(name)), m_server(std::move(server)) {}

Result<std::string> PrometheusSource::ask(const std::string& path, const std::string& form, Duration timeout,
                                          const CancelToken& token) {
    net::HttpRequest request;
    request.method = "POST";
    request.url = m_server.url;
    while (request.url.ends_with('/')) request.url.pop_back();
    request.url += path;
    request.headers = {"Content-Type: application/x-www-form-urlencoded"};
    request.body = form;
    request.user = m_server.user;
    if (!m_server.user.empty()) request.password = m_server.secret;
    if (m_server.user.empty() && !m_server.secret.empty())
        request.headers.push_back("Authorization: Bearer " + m_server.secret);
    const Watchdog limit(token, timeout);
    auto answer = m_client.send(request, token);
    if (!answer) {
        Error error = answer.error();
        error.source = m_name;
        return fail(std::move(error));
    }
    if (answer->status == 200) return std::move(answer->body);
    const Json json = Json::parse(answer->body, nullptr, false);
    const std::string why = json.is_object() ? json.value("error", "") : "";
    Error error(answer->status == 400 || answer->status == 422 ? ErrorCode::Query : ErrorCode::Connection,
                "The server refused the expression with status " + std::to_string(answer->status) +
                    (why.empty() ? "" : ": " + why));
    if (answer->status == 401 || answer->status == 403) error.code = ErrorCode::Authentication;
    error.source = m_name;
    return fail(std::move(error));
}

Result<SampleSet> PrometheusSource::at(const Query& query, TimePoint at, const CancelToken& token) {
    const std::string form =
        "query=" + net::urlEncode(query.text) + "&time=" + seconds(at.time_since_epoch());
    auto body = ask("/api/v1/query", form, query.timeout, token);
    if (!body) return fail(body.error());
    try {
        return vectorOf(Json::parse(*body).at("data"), query.limit);
    } catch (const Json::exception& e) {
        return fail(unreadable(e.what()));
    }
}

Result<Instants> PrometheusSource::range(const Query& query, TimePoint from, TimePoint to, Duration step,
                                         const CancelToken& token) {
    if (step <= Duration(0) || to < from)
        return fail(ErrorCode::InvalidArgument,
                    "A range needs a step above 0 and must not end before it begins");
    Instants out;
    for (TimePoint at = from; at <= to; at += step) out.emplace_back(at, SampleSet{{"value"}, {}, {}});
    for (TimePoint part = from; part <= to; part += step * kPointsAtOnce) {
        const TimePoint end = std::min(to, part + step * (kPointsAtOnce - 1));
        const std::string form = "query=" + net::urlEncode(query.text) +
                                 "&start=" + seconds(part.time_since_epoch()) +
                                 "&end=" + seconds(end.time_since_epoch()) + "&step=" + seconds(step);
        auto body = ask("/api/v1/query_range", form, Duration(0), token);
        if (!body) return fail(body.error());
        try {
            auto read = matrixInto(Json::parse(*body).at("data"), from, step, query.limit, out);
            if (!read) return fail(read.error());
        } catch (const Json::exception& e) {
            return fail(unreadable(e.what()));
        }
    }
    return out;
}

RoutedSource::RoutedSource(std::unique_ptr<SampleSource> engine, Finder finder)
    : m_engine(std::move(engine)), m_finder(std::move(finder)) {}

Result<SampleSource*> RoutedSource::sourceOf(const Query& query) {
    if (query.connection.empty()) return m_engine.get();
    auto server = m_finder(query.connection);
    if (!server) return fail(server.error());
    if (!*server) return m_engine.get();
    const bool same = m_prometheus && m_name == query.connection && m_server.url == (*server)->url &&
                      m_server.user == (*server)->user && m_server.secret == (*server)->secret;
    if (!same) {
        m_name = query.connection;
        m_server = **server;
        m_prometheus = std::make_unique<PrometheusSource>(m_name, m_server);
    }
    return m_prometheus.get();
}

Result<SampleSet> RoutedSource::at(const Query& query, TimePoint at, const CancelToken& token) {
    auto source = sourceOf(query);
    if (!source) return fail(source.error());
    return (*source)->at(query, at, token);
}

Result<Instants> RoutedSource::range(const Query& query, TimePoint from, TimePoint to, Duration step,
                                     const CancelToken& token) {
    auto source = sourceOf(query);
    if (!source) return fail(source.error());
    return (*source)->range(query, from, to, step, token);
}

}  // namespace tributary::alerts
