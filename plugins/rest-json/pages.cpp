// SPDX-License-Identifier: GPL-3.0-or-later
#include "plugins/rest-json/pages.h"

namespace tributary::plugins::rest {

namespace {

/// The target of rel="next" in a Link header (RFC 8288); empty: there is none.
std::string nextLink(const std::string& header) {
    size_t at = 0;
    while ((at = header.find('<', at)) != std::string::npos) {
        const size_t close = header.find('>', at);
        if (close == std::string::npos) return "";
        const size_t end = std::min(header.find(",", close), header.size());
        const std::string rest = header.substr(close + 1, end - close - 1);
        if (rest.find("rel=\"next\"") != std::string::npos || rest.find("rel=next") != std::string::npos)
            return header.substr(at + 1, close - at - 1);
        at = end;
    }
    return "";
}

std::string asText(const Json& value) {
    if (value.is_string()) return value.get<std::string>();
    return value.is_null() || value.is_structured() ? "" : value.dump();
}

}  // namespace

Pages::Pages(const Settings& settings, const std::atomic<bool>& cancelled)
    : m_settings(settings), m_http(settings, cancelled), m_next(settings.url), m_number(settings.firstPage) {
    m_next = paged();
}

std::string Pages::paged() const {
    std::string out = m_settings.url;
    if (m_settings.paging == Paging::None) return out;
    if (!m_settings.sizeParameter.empty())
        out = withParameter(out, m_settings.sizeParameter, std::to_string(m_settings.pageSize));
    if (m_settings.paging == Paging::Page || m_settings.paging == Paging::Offset)
        out = withParameter(out, m_settings.pageParameter, std::to_string(m_number));
    return out;
}

std::string Pages::place() const {
    return "page " + std::to_string(m_pages) + ", row " + std::to_string(m_at);
}

bool Pages::load() {
    if (m_next.empty()) return false;
    if (m_pages >= m_settings.maxPages) {
        throw sdk::Error(ADBC_STATUS_INVALID_DATA,
                         "There are more than " + std::to_string(m_settings.maxPages) +
                             " pages: allow more in the connection's settings, or use LIMIT");
    }
    m_pages++;
    const std::string url = m_next;
    const Reply reply = m_http.get(url);
    auto page = sdk::exactJson(reply.body);
    if (!page) {
        // On the first page it is the wrong server or URL rather than a bad value.
        throw sdk::Error(m_pages == 1 ? ADBC_STATUS_IO : ADBC_STATUS_INVALID_DATA,
                         "The answer (page " + std::to_string(m_pages) + ") is not JSON: check the URL");
    }
    m_page = std::move(*page);
    m_rows = valueAt(m_page, m_settings.rowsPath);
    if (!m_rows) {
        throw sdk::Error(ADBC_STATUS_INVALID_DATA, "The answer (page " + std::to_string(m_pages) +
                                                       ") has nothing at '" + m_settings.rowsPath +
                                                       "': check where the rows stand in the answer");
    }
    m_at = 0;
    m_next.clear();
    advance(reply, m_page);
    return true;
}

void Pages::advance(const Reply& reply, const Json& answer) {
    const size_t rows = m_rows->is_array() ? m_rows->size() : 1;
    std::string next;
    switch (m_settings.paging) {
        case Paging::None:
            return;
        case Paging::Page:
        case Paging::Offset:
            // An empty page is the end; so is a short one where we said how long pages are.
            if (rows == 0 ||
                (!m_settings.sizeParameter.empty() && rows < static_cast<size_t>(m_settings.pageSize)))
                return;
            m_number += m_settings.paging == Paging::Page ? 1 : static_cast<int64_t>(rows);
            m_next = paged();
            return;
        case Paging::Cursor: {
            const Json* cursor = valueAt(answer, m_settings.cursorPath);
            const std::string text = cursor ? asText(*cursor) : "";
            if (!text.empty()) m_next = withParameter(paged(), m_settings.pageParameter, text);
            return;
        }
        case Paging::Link:
            next = nextLink(reply.link);
            break;
        case Paging::NextUrl:
            if (const Json* value = valueAt(answer, m_settings.cursorPath)) next = asText(*value);
            break;
    }
    if (!next.empty()) m_next = m_http.resolve(m_settings.url, next);
}

const Json* Pages::next() {
    while (!m_rows || (m_rows->is_array() ? m_at >= m_rows->size() : m_at >= 1)) {
        if (!load()) return nullptr;
    }
    return m_rows->is_array() ? &(*m_rows)[m_at++] : (m_at++, m_rows);
}

}  // namespace tributary::plugins::rest
