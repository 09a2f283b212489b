// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <memory>

#include "plugins/rest-json/http.h"

namespace tributary::plugins::rest {

/// The rows of an interface, page after page. One page is in memory.
class Pages {
  public:
    Pages(const Settings& settings, const std::atomic<bool>& cancelled);

    /// Asks for the next page; false: there is none.
    bool load();
    /// The next row; nullptr: there is none. Valid until the next call.
    const Json* next();
    /// "page 3, row 7" of the row last handed out.
    std::string place() const;

  private:
    void advance(const Reply& reply, const Json& answer);
    std::string paged() const;

    const Settings& m_settings;
    Http m_http;
    Json m_page;                   // the answer
    const Json* m_rows = nullptr;  // in m_page
    size_t m_at = 0;
    int64_t m_pages = 0;
    std::string m_next;  // URL of the next page; empty: there is none
    int64_t m_number;    // page or offset of the next page
};

}  // namespace tributary::plugins::rest
