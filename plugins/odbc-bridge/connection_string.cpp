// SPDX-License-Identifier: GPL-3.0-or-later
#include "plugins/odbc-bridge/session.h"

namespace tributary::plugins::odbc {

namespace {

std::string lower(std::string text) {
    for (char& c : text) {
        if (c >= 'A' && c <= 'Z') c = static_cast<char>(c + 32);
    }
    return text;
}

void add(std::string& to, const char* keyword, const std::string& value) {
    if (!value.empty() && !hasKeyword(to, keyword))
        to += std::string(keyword) + "=" + keywordValue(value) + ";";
}

}  // namespace

std::string keywordValue(const std::string& value) {
    if (value.find_first_of(";{}=[]()?*!@") == std::string::npos && value.front() != ' ' &&
        value.back() != ' ')
        return value;
    std::string out = "{";
    for (char c : value) {
        out += c;
        if (c == '}') out += c;
    }
    return out + "}";
}

bool hasKeyword(const std::string& text, const std::string& keyword) {
    const std::string all = ";" + lower(text);
    const std::string wanted = lower(keyword);
    for (size_t at = all.find(wanted); at != std::string::npos; at = all.find(wanted, at + 1)) {
        size_t before = at, after = at + wanted.size();
        while (before > 0 && all[before - 1] == ' ') before--;
        while (after < all.size() && all[after] == ' ') after++;
        if (before > 0 && all[before - 1] == ';' && after < all.size() && all[after] == '=') return true;
    }
    return false;
}

std::string connectionString(const sdk::Options& options) {
    std::string out;
    if (options.has("odbc.connection_string")) {
        out = options.text("odbc.connection_string");
        if (out.back() != ';') out += ';';
    }
    if (!hasKeyword(out, "DSN") && !hasKeyword(out, "DRIVER")) {
        if (options.has("odbc.dsn")) {
            add(out, "DSN", options.text("odbc.dsn"));
        } else if (options.has("odbc.driver")) {
            // A driver's name always stands in braces.
            out += "DRIVER={" + options.text("odbc.driver") + "};";
        } else {
            throw sdk::Error(
                ADBC_STATUS_INVALID_ARGUMENT,
                "Say which ODBC data source (DSN) or which driver to use: the connection names neither");
        }
    }
    add(out, "SERVER", options.text("odbc.server"));
    add(out, "PORT", options.text("odbc.port"));
    add(out, "DATABASE",
        options.has("odbc.file") ? options.text("odbc.file") : options.text("odbc.database"));
    add(out, "UID", options.text("username"));
    add(out, "PWD", options.text("password"));
    return out;
}

}  // namespace tributary::plugins::odbc
