// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/schedule/alert_answers.h"

#include "core/schedule/alert_json.h"

namespace tributary::schedule::api {

using net::ServedResponse;
using Json = nlohmann::json;

ServedResponse json(const Json& body, unsigned status) {
    return {status, "application/json", textOf(body) + "\n", {}};
}

namespace {

unsigned statusOf(ErrorCode code) {
    switch (code) {
        case ErrorCode::InvalidArgument:
        case ErrorCode::Syntax:
        case ErrorCode::Data:
            return 400;
        case ErrorCode::NotFound:
            return 404;
        case ErrorCode::Conflict:
            return 409;
        case ErrorCode::Unsupported:
            return 501;
        default:
            return 500;
    }
}

}  // namespace

ServedResponse failed(const Error& error) {
    return json(
        {{"status", "error"}, {"errorType", std::string(toString(error.code))}, {"error", error.text()}},
        statusOf(error.code));
}

}  // namespace tributary::schedule::api
