// SPDX-License-Identifier: GPL-3.0-or-later
#include <cctype>
#include <cstdlib>

#include "core/store/secret_store.h"

namespace tributary::store {

std::string secretVariable(const std::string& connection, const std::string& field) {
    std::string name = "TRIBUTARY_SECRET_" + connection + "_" + field;
    for (char& c : name) {
        const auto byte = static_cast<unsigned char>(c);
        c = byte < 128 && std::isalnum(byte) ? static_cast<char>(std::toupper(byte)) : '_';
    }
    return name;
}

std::optional<std::string> secretFromEnvironment(const std::string& connection, const std::string& field) {
    const char* value = std::getenv(secretVariable(connection, field).c_str());
    if (!value) return std::nullopt;
    return std::string(value);
}

}  // namespace tributary::store
