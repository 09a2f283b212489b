// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <functional>
#include <optional>
#include <string>

#include "core/net/http_server.h"
#include "core/schedule/alert_service.h"

namespace tributary::schedule {

/// Takes OpenLineage events; gives how many.
using LineageTaker = std::function<Result<size_t>(const std::string& events)>;

/// The HTTP face of the service: /health, /stats, /metrics, /api/v1/alerts, rules, silences, history,
/// decisions, undelivered, lineage. Reading is for everybody who reaches the address; whatever changes
/// something wants `Authorization: Bearer TOKEN`. Thread-safe.
class AlertApi {
  public:
    AlertApi(AlertService& service, const std::string& token, LineageTaker lineage);
    net::ServedResponse answer(const net::ServedRequest& request) const;

  private:
    net::ServedResponse health() const;
    net::ServedResponse stats() const;
    net::ServedResponse metrics() const;
    net::ServedResponse alerts() const;
    net::ServedResponse rules() const;
    net::ServedResponse silences(const net::ServedRequest& request) const;
    net::ServedResponse addSilence(const net::ServedRequest& request) const;
    net::ServedResponse expireSilence(const std::string& id) const;
    // alert_api_decisions.cpp: what people decide of alerts, and what is suggested to them
    std::optional<net::ServedResponse> decisions(const net::ServedRequest& request) const;
    net::ServedResponse history(const net::ServedRequest& request) const;
    net::ServedResponse notAnAnomaly(const std::string& fingerprint, const std::string& body) const;
    net::ServedResponse undelivered() const;
    net::ServedResponse suggestion(const std::string& rule, const net::ServedRequest& request) const;
    net::ServedResponse advice(const std::string& rule, const net::ServedRequest& request) const;
    net::ServedResponse takeLineage(const net::ServedRequest& request) const;
    bool mayChange(const net::ServedRequest& request) const;

    AlertService& m_service;
    const std::string m_token;
    const LineageTaker m_lineage;
};

}  // namespace tributary::schedule
