// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/key_value.h"

#include <cstdlib>

#include "app/cli/terminal.h"
#include "app/cli/text_file.h"

namespace tributary::cli {

Result<std::pair<std::string, std::string>> keyValue(const std::string& text) {
    const size_t equals = text.find('=');
    if (equals == std::string::npos || equals == 0) {
        return fail(ErrorCode::InvalidArgument, "'" + text + "' is not of the form key=value");
    }
    return std::pair(text.substr(0, equals), text.substr(equals + 1));
}

Result<std::string> secretFrom(const std::string& key, const std::string& where, const CancelToken& token) {
    if (where == "prompt") return askSecret(key, token);
    if (where.rfind("env:", 0) == 0) {
        const char* value = std::getenv(where.c_str() + 4);
        if (value) return std::string(value);
        return fail(ErrorCode::InvalidArgument, "The environment has no variable '" + where.substr(4) + "'");
    }
    if (where.rfind("file:", 0) == 0) {
        auto value = readAll(where.substr(5), token);
        if (!value) {
            Error error = value.error();
            if (error.code != ErrorCode::Cancelled) error.code = ErrorCode::InvalidArgument;
            return fail(std::move(error));
        }
        if (!value->empty() && value->back() == '\n') value->pop_back();
        return value;
    }
    // The text itself is not repeated: it may be the secret.
    return fail(ErrorCode::InvalidArgument, "The secret '" + key + "' must come from somewhere safe",
                "Use " + key + "=env:VARIABLE, " + key + "=file:PATH or " + key +
                    "=prompt: the command line itself is visible to every process.");
}

}  // namespace tributary::cli
