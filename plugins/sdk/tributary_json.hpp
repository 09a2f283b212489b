// SPDX-License-Identifier: MIT
#pragma once

#include <charconv>
#include <cmath>
#include <cstdint>
#include <stdexcept>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "tributary_plugin.h"

namespace tributary_sdk {

/// What a plugin's code throws; the helper turns it into a status and a text. Says what happened and what to
/// try.
class Failure : public std::runtime_error {
  public:
    Failure(int status, const std::string& text) : std::runtime_error(text), m_status(status) {}
    int status() const { return m_status; }

  private:
    int m_status;
};

[[noreturn]] inline void failConfig(const std::string& text) {
    throw Failure(TRIBUTARY_INVALID_CONFIG, text);
}
[[noreturn]] inline void failData(const std::string& text) {
    throw Failure(TRIBUTARY_INVALID_DATA, text);
}
[[noreturn]] inline void fail(const std::string& text) {
    throw Failure(TRIBUTARY_FAILED, text);
}

/// A JSON value, read strictly (RFC 8259) or put together. Objects keep their order. Numbers keep their text,
/// so that 64-bit integers stay exact.
class Json {
  public:
    enum class Kind { Null, Bool, Number, String, Array, Object };

    Json() = default;
    Json(bool value) : m_kind(Kind::Bool), m_bool(value) {}
    Json(int64_t value) : m_kind(Kind::Number), m_text(std::to_string(value)) {}
    Json(int value) : Json(static_cast<int64_t>(value)) {}
    Json(double value) : m_kind(Kind::Number), m_text(numberText(value)) {
        if (m_text.empty()) m_kind = Kind::Null;  // JSON has no infinity
    }
    Json(std::string value) : m_kind(Kind::String), m_text(std::move(value)) {}
    Json(std::string_view value) : Json(std::string(value)) {}
    Json(const char* value) : Json(std::string(value)) {}
    static Json array() { return ofKind(Kind::Array); }
    static Json object() { return ofKind(Kind::Object); }

    /// Throws Failure(INVALID_CONFIG) that names the position.
    static Json parse(std::string_view text);
    std::string dump() const {
        std::string out;
        write(out);
        return out;
    }

    Kind kind() const { return m_kind; }
    bool isNull() const { return m_kind == Kind::Null; }
    bool isString() const { return m_kind == Kind::String; }
    bool isNumber() const { return m_kind == Kind::Number; }
    bool isObject() const { return m_kind == Kind::Object; }
    bool isArray() const { return m_kind == Kind::Array; }
    bool boolean() const { return m_bool; }
    /// The text of a string, or of a number as it was written; else empty.
    const std::string& text() const { return m_text; }
    const std::vector<Json>& items() const { return m_items; }
    const std::vector<std::pair<std::string, Json>>& members() const { return m_members; }

    /// The member, or a null value when there is none.
    const Json& operator[](std::string_view key) const {
        static const Json none;
        for (const auto& member : m_members) {
            if (member.first == key) return member.second;
        }
        return none;
    }
    std::string stringAt(std::string_view key) const {
        return (*this)[key].isString() ? (*this)[key].text() : "";
    }
    Json& set(std::string key, Json value) {
        m_kind = Kind::Object;
        for (auto& member : m_members) {
            if (member.first != key) continue;
            member.second = std::move(value);
            return *this;
        }
        m_members.emplace_back(std::move(key), std::move(value));
        return *this;
    }
    Json& add(Json value) {
        m_kind = Kind::Array;
        m_items.push_back(std::move(value));
        return *this;
    }

    /// The shortest text that reads back as the same number; empty for infinities and NaN.
    static std::string numberText(double value) {
        if (!std::isfinite(value)) return {};
        char text[32];
        const auto end = std::to_chars(text, text + sizeof text, value);
        return std::string(text, end.ptr);
    }
    /// `text` as a JSON string with its quotes; what is not UTF-8 becomes U+FFFD.
    static void quote(std::string_view text, std::string& out);

  private:
    static Json ofKind(Kind kind) {
        Json out;
        out.m_kind = kind;
        return out;
    }
    void write(std::string& out) const;

    Kind m_kind = Kind::Null;
    bool m_bool = false;
    std::string m_text;
    std::vector<Json> m_items;
    std::vector<std::pair<std::string, Json>> m_members;
};

/// Bytes of the UTF-8 sequence that starts at `at`; 0 when it is not one.
inline size_t utf8Length(std::string_view text, size_t at) {
    const auto byte = [&](size_t i) { return i < text.size() ? static_cast<unsigned char>(text[i]) : 0u; };
    const unsigned first = byte(at);
    if (first < 0x80) return 1;
    const size_t length = first >= 0xF0 ? 4 : first >= 0xE0 ? 3 : 2;
    if (first < 0xC2 || first > 0xF4 || at + length > text.size()) return 0;
    for (size_t i = 1; i < length; ++i) {
        if ((byte(at + i) & 0xC0u) != 0x80u) return 0;
    }
    const unsigned second = byte(at + 1);
    if ((first == 0xE0 && second < 0xA0) || (first == 0xED && second > 0x9F)) return 0;
    if ((first == 0xF0 && second < 0x90) || (first == 0xF4 && second > 0x8F)) return 0;
    return length;
}

inline void Json::quote(std::string_view text, std::string& out) {
    static const char* const digits = "0123456789abcdef";
    out += '"';
    for (size_t i = 0; i < text.size();) {
        const unsigned char c = static_cast<unsigned char>(text[i]);
        const size_t length = utf8Length(text, i);
        if (c == '"' || c == '\\') {
            out += '\\';
            out += static_cast<char>(c);
        } else if (c == '\n') {
            out += "\\n";
        } else if (c < 0x20 || c == 0x7F) {
            out += "\\u00";
            out += digits[c >> 4];
            out += digits[c & 15];
        } else if (length == 0) {
            out += "\xEF\xBF\xBD";
        } else {
            out.append(text.substr(i, length));
        }
        i += length == 0 ? 1 : length;
    }
    out += '"';
}

inline void Json::write(std::string& out) const {
    const char* separator = "";
    switch (m_kind) {
        case Kind::Null:
            out += "null";
            break;
        case Kind::Bool:
            out += m_bool ? "true" : "false";
            break;
        case Kind::Number:
            out += m_text;
            break;
        case Kind::String:
            quote(m_text, out);
            break;
        case Kind::Array:
            out += '[';
            for (const Json& item : m_items) {
                out += separator;
                item.write(out);
                separator = ",";
            }
            out += ']';
            break;
        case Kind::Object:
            out += '{';
            for (const auto& member : m_members) {
                out += separator;
                quote(member.first, out);
                out += ':';
                member.second.write(out);
                separator = ",";
            }
            out += '}';
            break;
    }
}

/// Reads one JSON text; at most 64 values deep.
class JsonParser {
  public:
    explicit JsonParser(std::string_view text) : m_text(text) {}
    Json all() {
        Json out = value(0);
        space();
        if (m_at != m_text.size()) bad("something behind the end");
        return out;
    }

  private:
    [[noreturn]] void bad(const char* what) const {
        failConfig("The JSON text cannot be read: " + std::string(what) + " at byte " + std::to_string(m_at) +
                   ".");
    }
    char peek() const { return m_at < m_text.size() ? m_text[m_at] : '\0'; }
    void space() {
        while (m_at < m_text.size() && (peek() == ' ' || peek() == '\n' || peek() == '\t' || peek() == '\r'))
            ++m_at;
    }
    bool eat(char c) {
        space();
        if (m_at >= m_text.size() || m_text[m_at] != c) return false;
        ++m_at;
        return true;
    }
    bool word(std::string_view text) {
        if (m_text.substr(m_at, text.size()) != text) return false;
        m_at += text.size();
        return true;
    }
    static bool digit(char c) { return c >= '0' && c <= '9'; }

    Json value(int depth) {
        if (depth > 64) bad("too many levels");
        space();
        if (m_at >= m_text.size()) bad("it ends too early");
        const char c = peek();
        if (c == '{') return object(depth);
        if (c == '[') return array(depth);
        if (c == '"') return Json(string());
        if (word("true")) return Json(true);
        if (word("false")) return Json(false);
        if (word("null")) return Json();
        return number();
    }
    Json object(int depth) {
        ++m_at;
        Json out = Json::object();
        if (eat('}')) return out;
        do {
            space();
            if (peek() != '"') bad("a name is missing");
            std::string key = string();
            if (!eat(':')) bad("a colon is missing");
            out.set(std::move(key), value(depth + 1));
        } while (eat(','));
        if (!eat('}')) bad("a closing brace is missing");
        return out;
    }
    Json array(int depth) {
        ++m_at;
        Json out = Json::array();
        if (eat(']')) return out;
        do {
            out.add(value(depth + 1));
        } while (eat(','));
        if (!eat(']')) bad("a closing bracket is missing");
        return out;
    }
    Json number() {
        const size_t start = m_at;
        if (peek() == '-') ++m_at;
        if (!digit(peek())) bad("a value is missing");
        if (peek() == '0' && m_at + 1 < m_text.size() && digit(m_text[m_at + 1]))
            bad("a number with a leading zero");
        while (digit(peek())) ++m_at;
        const bool whole = peek() != '.' && peek() != 'e' && peek() != 'E';
        if (!whole) fraction();
        const std::string_view text = m_text.substr(start, m_at - start);
        int64_t exact = 0;
        if (whole && std::from_chars(text.data(), text.data() + text.size(), exact).ec == std::errc())
            return Json(exact);
        double out = 0;
        if (std::from_chars(text.data(), text.data() + text.size(), out).ec != std::errc())
            bad("a number too large");
        return Json(out);
    }
    void fraction() {
        if (peek() == '.') {
            ++m_at;
            if (!digit(peek())) bad("a digit is missing");
            while (digit(peek())) ++m_at;
        }
        if (peek() != 'e' && peek() != 'E') return;
        ++m_at;
        if (peek() == '+' || peek() == '-') ++m_at;
        if (!digit(peek())) bad("a digit is missing");
        while (digit(peek())) ++m_at;
    }
    unsigned hex4() {
        unsigned out = 0;
        for (int i = 0; i < 4; ++i, ++m_at) {
            const char c = peek();
            const int v = digit(c)               ? c - '0'
                          : c >= 'a' && c <= 'f' ? c - 'a' + 10
                          : c >= 'A' && c <= 'F' ? c - 'A' + 10
                                                 : -1;
            if (v < 0) bad("a \\u needs four hexadecimal digits");
            out = out * 16 + static_cast<unsigned>(v);
        }
        return out;
    }
    static void encode(unsigned c, std::string& out) {
        if (c < 0x80) {
            out += static_cast<char>(c);
        } else if (c < 0x800) {
            out += static_cast<char>(0xC0 | (c >> 6));
            out += static_cast<char>(0x80 | (c & 63));
        } else if (c < 0x10000) {
            out += static_cast<char>(0xE0 | (c >> 12));
            out += static_cast<char>(0x80 | ((c >> 6) & 63));
            out += static_cast<char>(0x80 | (c & 63));
        } else {
            out += static_cast<char>(0xF0 | (c >> 18));
            out += static_cast<char>(0x80 | ((c >> 12) & 63));
            out += static_cast<char>(0x80 | ((c >> 6) & 63));
            out += static_cast<char>(0x80 | (c & 63));
        }
    }
    void escape(std::string& out) {
        static constexpr std::string_view from = "\"\\/bfnrt", to = "\"\\/\b\f\n\r\t";
        const char c = peek();
        ++m_at;
        if (const size_t known = from.find(c); known != std::string_view::npos && c != '\0') {
            out += to[known];
            return;
        }
        if (c != 'u') bad("an unknown escape");
        unsigned code = hex4();
        if (code >= 0xD800 && code < 0xDC00) {
            if (!word("\\u")) bad("half a surrogate pair");
            const unsigned low = hex4();
            if (low < 0xDC00 || low > 0xDFFF) bad("half a surrogate pair");
            code = 0x10000 + ((code - 0xD800) << 10) + (low - 0xDC00);
        } else if (code >= 0xDC00 && code < 0xE000) {
            bad("half a surrogate pair");
        }
        encode(code, out);
    }
    std::string string() {
        ++m_at;
        std::string out;
        while (m_at < m_text.size() && m_text[m_at] != '"') {
            const unsigned char c = static_cast<unsigned char>(m_text[m_at]);
            if (c < 0x20) bad("a control character in a text");
            if (c == '\\') {
                ++m_at;
                escape(out);
                continue;
            }
            const size_t length = utf8Length(m_text, m_at);
            if (length == 0) bad("a text that is not UTF-8");
            out.append(m_text.substr(m_at, length));
            m_at += length;
        }
        if (m_at >= m_text.size()) bad("a text has no end");
        ++m_at;
        return out;
    }

    std::string_view m_text;
    size_t m_at = 0;
};

inline Json Json::parse(std::string_view text) {
    return JsonParser(text).all();
}

}  // namespace tributary_sdk
