// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/plugin/process/call_error.h"

#include "core/base/redact.h"
#include "plugins/sdk/tributary_plugin.h"

namespace tributary::plugin {
namespace {

/// AdbcStatusCode, by its number (adbc.h). Where the status says little, the call's own kind decides.
ErrorCode ofAdbc(int32_t status, ErrorCode otherwise) {
    switch (status) {
        case 2:
            return ErrorCode::Unsupported;
        case 3:
            return ErrorCode::NotFound;
        case 4:
        case 8:
            return ErrorCode::Conflict;
        case 7:
            return ErrorCode::Data;
        case 10:
            return otherwise == ErrorCode::Connection ? ErrorCode::Connection : ErrorCode::Io;
        case 11:
            return ErrorCode::Cancelled;
        case 12:
            return ErrorCode::Timeout;
        case 13:
            return ErrorCode::Authentication;
        case 14:
            return ErrorCode::Permission;
        default:
            return otherwise;
    }
}

ErrorCode ofSqlState(const std::string& state, ErrorCode otherwise) {
    if (state.starts_with("28")) return ErrorCode::Authentication;
    if (state == "42501") return ErrorCode::Permission;
    if (state == "42P01" || state == "42S02") return ErrorCode::NotFound;
    if (state == "42601" || state == "42000") return ErrorCode::Syntax;
    if (state == "57014") return ErrorCode::Cancelled;
    if (state.starts_with("08")) return ErrorCode::Connection;
    return otherwise;
}

ErrorCode ofPlugin(int32_t status) {
    switch (status) {
        case TRIBUTARY_INVALID_CONFIG:
            return ErrorCode::InvalidArgument;
        case TRIBUTARY_INVALID_DATA:
            return ErrorCode::Data;
        case TRIBUTARY_CANCELLED:
            return ErrorCode::Cancelled;
        default:
            return ErrorCode::Query;
    }
}

bool isSqlState(const std::string& text) {
    if (text.size() != 5 || text == "00000") return false;
    for (const char c : text)
        if (!(c >= '0' && c <= '9') && !(c >= 'A' && c <= 'Z')) return false;
    return true;
}

}  // namespace

Error callError(const Failure& failure, const std::string& label, bool opening,
                const std::vector<std::string>& secrets) {
    Error error;
    error.source = label;
    error.message = redact(failure.message, secrets);
    error.hint = redact(failure.hint, secrets);
    switch (failure.from) {
        case Failure::From::Sandbox:
            error.code = failure.status >= 0 && failure.status <= static_cast<int32_t>(ErrorCode::Internal)
                             ? static_cast<ErrorCode>(failure.status)
                             : ErrorCode::Internal;
            break;
        case Failure::From::Adbc:
            error.code = ofAdbc(failure.status, opening ? ErrorCode::Connection : ErrorCode::Query);
            if (isSqlState(failure.sqlState)) {
                error.code = ofSqlState(failure.sqlState, error.code);
                error.nativeCode = failure.sqlState;
            }
            break;
        case Failure::From::Plugin:
            error.code = ofPlugin(failure.status);
            error.retryable = failure.status == TRIBUTARY_RETRY;
            break;
    }
    for (const auto& [key, value] : failure.details)
        if (!value.empty() && error.message.find(value) == std::string::npos)
            error.message += "\n" + key + ": " + redact(value, secrets);
    if (error.message.empty()) error.message = "the plugin reported a failure without saying which";
    return error;
}

}  // namespace tributary::plugin
