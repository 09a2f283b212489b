// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/viewer/json_indent.h"

#include <algorithm>
#include <cctype>
#include <vector>

namespace tributary::ui {

namespace {

constexpr std::string_view kBlanks = " \t\r\n";
constexpr size_t kDeepest = 500;  ///< beyond, indentation would take more room than the text

/// RFC 8259, without turning numbers into anything: what a library's number types cannot hold is still JSON.
class Checker {
  public:
    explicit Checker(std::string_view text) : m_text(text) {}

    bool run() {
        if (!value()) return false;
        while (!m_open.empty()) {
            if (!afterValue()) return false;
        }
        skipBlanks();
        return m_at == m_text.size();
    }

  private:
    char peek() {
        skipBlanks();
        return m_at < m_text.size() ? m_text[m_at] : '\0';
    }
    void skipBlanks() { m_at = std::min(m_text.find_first_not_of(kBlanks, m_at), m_text.size()); }
    bool take(char c) {
        if (peek() != c) return false;
        ++m_at;
        return true;
    }

    /// A scalar, or the beginning of an object or array up to and with its first value.
    bool value() {
        while (m_open.size() <= kDeepest) {
            const char c = peek();
            if (c == '{') {
                ++m_at;
                if (take('}')) return true;
                m_open.push_back('}');
                if (!name()) return false;
            } else if (c == '[') {
                ++m_at;
                if (take(']')) return true;
                m_open.push_back(']');
            } else {
                return c == '"' ? string() : word("true") || word("false") || word("null") || number();
            }
        }
        return false;
    }

    /// What may follow a value inside of the innermost object or array.
    bool afterValue() {
        if (take(m_open.back())) {
            m_open.pop_back();
            return true;
        }
        return take(',') && (m_open.back() == ']' || name()) && value();
    }

    bool name() { return peek() == '"' && string() && take(':'); }

    bool word(std::string_view expected) {
        if (m_text.substr(m_at, expected.size()) != expected) return false;
        m_at += expected.size();
        return true;
    }

    bool string() {
        for (++m_at; m_at < m_text.size(); ++m_at) {
            const char c = m_text[m_at];
            if (c == '"') {
                ++m_at;
                return true;
            }
            if (static_cast<unsigned char>(c) < 0x20) return false;
            if (c == '\\') ++m_at;
        }
        return false;
    }

    bool digits() {
        const size_t begin = m_at;
        while (m_at < m_text.size() && std::isdigit(static_cast<unsigned char>(m_text[m_at]))) ++m_at;
        return m_at > begin;
    }

    bool number() {
        if (m_at < m_text.size() && m_text[m_at] == '-') ++m_at;
        const size_t begin = m_at;
        if (!digits() || (m_text[begin] == '0' && m_at - begin > 1)) return false;
        if (m_at < m_text.size() && m_text[m_at] == '.') {
            ++m_at;
            if (!digits()) return false;
        }
        if (m_at < m_text.size() && (m_text[m_at] == 'e' || m_text[m_at] == 'E')) {
            ++m_at;
            if (m_at < m_text.size() && (m_text[m_at] == '+' || m_text[m_at] == '-')) ++m_at;
            return digits();
        }
        return true;
    }

    std::string_view m_text;
    size_t m_at = 0;
    std::vector<char>
        m_open;  ///< closing brackets awaited; a stack of our own, so that depth is bounded by memory
};

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
    if (!Checker(text).run()) return std::nullopt;
    return Indenter(text).run();
}

}  // namespace tributary::ui
