// SPDX-License-Identifier: GPL-3.0-or-later
#include "plugins/rest-json/settings.h"

namespace tributary::plugins::rest {

namespace {

[[noreturn]] void refuse(const std::string& what) {
    throw sdk::Error(ADBC_STATUS_INVALID_ARGUMENT, what);
}

void readHeaders(const std::string& text, Settings& out) {
    // One header a line; forms of one line separate them with |.
    size_t at = 0;
    while (at < text.size()) {
        const size_t end = std::min(text.find_first_of("\n|", at), text.size());
        std::string line = text.substr(at, end - at);
        at = end + 1;
        while (!line.empty() && (line.back() == ' ' || line.back() == '\r')) line.pop_back();
        while (!line.empty() && line.front() == ' ') line.erase(0, 1);
        if (line.empty()) continue;
        if (line.find(':') == std::string::npos)
            refuse("The header '" + line + "' has no colon: write Name: value");
        out.headers.push_back(line);
    }
}

void readAuthentication(const sdk::Options& options, Settings& out) {
    const std::string kind = options.text("rest.auth", "none");
    const std::string secret = options.text("rest.token");
    if (kind == "none") return;
    if (kind == "basic") {
        out.user = options.require("username", "the user for basic authentication");
        out.password = options.text("password");
        out.secrets.push_back(out.password);
        return;
    }
    if (secret.empty()) refuse("Give the token or key: the kind of authentication needs one");
    if (secret.find_first_of("\r\n") != std::string::npos)
        refuse("The token or key has a line break: paste it without");
    out.secrets.push_back(secret);
    const std::string name = options.text("rest.key_name", "X-API-Key");
    if (kind == "bearer") {
        out.headers.push_back("Authorization: Bearer " + secret);
    } else if (kind == "header") {
        out.headers.push_back(name + ": " + secret);
    } else if (kind == "query") {
        out.query = name + "=" + secret;
    } else {
        refuse("The setting rest.auth must be none, basic, bearer, header or query");
    }
}

Paging pagingOf(const std::string& name) {
    static const std::pair<const char*, Paging> kNames[] = {
        {"none", Paging::None},     {"page", Paging::Page}, {"offset", Paging::Offset},
        {"cursor", Paging::Cursor}, {"link", Paging::Link}, {"next_url", Paging::NextUrl}};
    for (const auto& [known, paging] : kNames) {
        if (name == known) return paging;
    }
    refuse("The setting rest.paging must be none, page, offset, cursor, link or next_url");
}

}  // namespace

Settings readSettings(const sdk::Options& options) {
    Settings out;
    out.url = options.require("rest.url", "the URL to read");
    if (out.url.rfind("http://", 0) != 0 && out.url.rfind("https://", 0) != 0)
        refuse("The URL must begin with https:// or http://");
    if (out.url.find('@') < out.url.find('/', 8))
        refuse("User and password do not belong into the URL: use the fields for them");
    readHeaders(options.text("rest.headers"), out);
    readAuthentication(options, out);
    out.table = options.text("rest.table", "rows");
    out.rowsPath = options.text("rest.rows");
    out.paging = pagingOf(options.text("rest.paging", "none"));
    const bool offset = out.paging == Paging::Offset;
    out.pageParameter = options.text("rest.page_parameter", offset                         ? "offset"
                                                            : out.paging == Paging::Cursor ? "cursor"
                                                                                           : "page");
    out.sizeParameter = options.text("rest.size_parameter");
    out.cursorPath = options.text("rest.cursor_path");
    if (out.cursorPath.empty() && out.paging == Paging::Cursor)
        refuse("Say where in the answer the cursor of the next page stands, for example meta.next_cursor");
    if (out.cursorPath.empty() && out.paging == Paging::NextUrl) out.cursorPath = "next";
    out.firstPage = options.integer("rest.first_page", offset ? 0 : 1, 0, 1000000);
    out.pageSize = options.integer("rest.page_size", 100, 1, 1000000);
    out.maxPages = options.integer("rest.max_pages", 10000, 1, 100000000);
    out.sampleRows = options.integer("rest.sample_rows", 500, 1, 1000000);
    out.timeoutSeconds = options.integer("rest.timeout", 30, 1, 3600);
    out.retries = options.integer("rest.retries", 4, 0, 20);
    out.pauseMs = options.integer("rest.pause_ms", 0, 0, 60000);
    return out;
}

const Json* valueAt(const Json& from, const std::string& path) {
    const Json* at = &from;
    size_t begin = !path.empty() && (path[0] == '/' || path[0] == '$') ? 1 : 0;
    const char mark = path.find('/') != std::string::npos ? '/' : '.';
    while (begin < path.size()) {
        const size_t end = std::min(path.find(mark, begin), path.size());
        const std::string name = path.substr(begin, end - begin);
        begin = end + 1;
        if (name.empty()) continue;
        if (at->is_array() && name.find_first_not_of("0123456789") == std::string::npos && name.size() < 10) {
            const size_t index = std::stoul(name);
            if (index >= at->size()) return nullptr;
            at = &(*at)[index];
        } else {
            const auto member = at->is_object() ? at->find(name) : at->end();
            if (!at->is_object() || member == at->end()) return nullptr;
            at = &*member;
        }
    }
    return at;
}

}  // namespace tributary::plugins::rest
