// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <nlohmann/json.hpp>

#include "core/base/error.h"
#include "core/net/http_server.h"

/// How the HTTP face answers.
namespace tributary::schedule::api {

net::ServedResponse json(const nlohmann::json& body, unsigned status = 200);
/// Prometheus' form of an error, with the status that fits it.
net::ServedResponse failed(const Error& error);

}  // namespace tributary::schedule::api
