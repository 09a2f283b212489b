// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/viewer/json_indent.h"

#include <nlohmann/json.hpp>

namespace tributary::ui {

namespace {

constexpr std::string_view kBlanks = " \t\r\n";

class Indenter {
  public:
    explicit Indenter(std::string_view text) : m_text(text) {}

    std::string run() {
        m_out.reserve(m_text.size() * 2);
        for (m_at = 0; m_at < m_text.size(); ++m_at) step(m_text[m_at]);
        return std::move(m_out);
    }

  private:
    void step(char c) {
        switch (c) {
            case '"':
                copyString();
                break;
            case '{':
            case '[':
                open(c);
                break;
            case '}':
            case ']':
                --m_depth;
                breakLine();
                m_out += c;
                break;
            case ',':
                m_out += c;
                breakLine();
                break;
            case ':':
                m_out += ": ";
                break;
            default:
                if (kBlanks.find(c) == std::string_view::npos) m_out += c;
        }
    }

    void copyString() {
        const size_t begin = m_at++;
        while (m_text[m_at] != '"') m_at += m_text[m_at] == '\\' ? 2 : 1;
        m_out.append(m_text.substr(begin, m_at - begin + 1));
    }

    void open(char c) {
        m_out += c;
        const size_t next = m_text.find_first_not_of(kBlanks, m_at + 1);
        if (m_text[next] == '}' || m_text[next] == ']') {  // empty: stays on its line
            m_out += m_text[next];
            m_at = next;
            return;
        }
        ++m_depth;
        breakLine();
    }

    void breakLine() {
        m_out += '\n';
        m_out.append(static_cast<size_t>(m_depth) * 2, ' ');
    }

    std::string_view m_text;
    std::string m_out;
    size_t m_at = 0;
    int m_depth = 0;
};

}  // namespace

std::optional<std::string> indentJson(std::string_view text) {
    const size_t first = text.find_first_not_of(kBlanks);
    if (first == std::string_view::npos || (text[first] != '{' && text[first] != '[')) return std::nullopt;
    // Checked as a whole first: the indenter relies on closed strings and brackets.
    if (!nlohmann::json::accept(text)) return std::nullopt;
    return Indenter(text).run();
}

}  // namespace tributary::ui
