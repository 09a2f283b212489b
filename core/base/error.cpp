// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/error.h"

namespace tributary {

std::string Error::text() const {
    std::string out;
    if (!source.empty()) out += source + ": ";
    out += message;
    if (!nativeCode.empty() && message.find(nativeCode) == std::string::npos) out += " (" + nativeCode + ")";
    if (!hint.empty()) {
        if (!out.empty() && out.back() != '.' && out.back() != '\n') out += '.';
        out += (out.find('\n') == std::string::npos ? " " : "\n") + hint;
    }
    return out;
}

std::string_view toString(ErrorCode code) {
    switch (code) {
        case ErrorCode::InvalidArgument:
            return "invalid_argument";
        case ErrorCode::Syntax:
            return "syntax";
        case ErrorCode::NotFound:
            return "not_found";
        case ErrorCode::Unsupported:
            return "unsupported";
        case ErrorCode::Connection:
            return "connection";
        case ErrorCode::Authentication:
            return "authentication";
        case ErrorCode::Permission:
            return "permission";
        case ErrorCode::Timeout:
            return "timeout";
        case ErrorCode::Cancelled:
            return "cancelled";
        case ErrorCode::Conflict:
            return "conflict";
        case ErrorCode::Data:
            return "data";
        case ErrorCode::Resource:
            return "resource";
        case ErrorCode::Io:
            return "io";
        case ErrorCode::Corrupt:
            return "corrupt";
        case ErrorCode::Query:
            return "query";
        case ErrorCode::Internal:
            return "internal";
    }
    return "internal";
}

}  // namespace tributary
