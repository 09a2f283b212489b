// SPDX-License-Identifier: GPL-3.0-or-later
#include <cctype>

#include "connectors/clickhouse/types.h"

namespace tributary::connectors::clickhouse {
namespace {

constexpr int kMaxDepth = 100;

/// Recursive descent over a type's text. Types are written by the server, so anything odd is a Corrupt error.
class TypeParser {
  public:
    explicit TypeParser(std::string_view text) : m_text(text) {}

    Result<Type> whole() {
        auto type = argument(0);
        if (!type) return type;
        skipSpace();
        if (m_at != m_text.size() || type->kind != Type::Kind::Name) return bad();
        return type;
    }

  private:
    tl::unexpected<Error> bad() const {
        return fail(ErrorCode::Corrupt,
                    "The server names a type that cannot be read: " + std::string(m_text.substr(0, 200)),
                    "Check that the statement names no other FORMAT than Native.");
    }

    void skipSpace() {
        while (m_at < m_text.size() && std::isspace(static_cast<unsigned char>(m_text[m_at]))) m_at++;
    }
    char peek() {
        skipSpace();
        return m_at < m_text.size() ? m_text[m_at] : '\0';
    }
    bool accept(char c) {
        if (peek() != c) return false;
        m_at++;
        return true;
    }
    static bool isWord(char c) { return std::isalnum(static_cast<unsigned char>(c)) || c == '_' || c == '.'; }

    std::string_view word() {
        const size_t begin = m_at;
        while (m_at < m_text.size() && isWord(m_text[m_at])) m_at++;
        return m_text.substr(begin, m_at - begin);
    }

    Result<std::string> quoted(char quote) {
        std::string out;
        for (m_at++; m_at < m_text.size(); m_at++) {
            const char c = m_text[m_at];
            if (c == quote) {
                m_at++;
                return out;
            }
            if (c != '\\') {
                out += c;
                continue;
            }
            if (++m_at == m_text.size()) break;
            out += unescaped(m_text[m_at]);
        }
        return bad();
    }

    static char unescaped(char c) {
        static constexpr std::string_view kFrom = "0abfnrtv";
        static constexpr char kTo[] = "\0\a\b\f\n\r\t\v";
        const size_t at = kFrom.find(c);
        return at == std::string_view::npos ? c : kTo[at];
    }

    Result<int64_t> number() {
        const bool negative = accept('-');
        const std::string_view digits = word();
        if (digits.empty()) return bad();
        int64_t value = 0;
        for (char c : digits.substr(0, 18)) {
            if (c < '0' || c > '9')
                break;  // parameters of aggregate functions have fractions; nobody needs them
            value = value * 10 + (c - '0');
        }
        if ((digits.back() == 'e' || digits.back() == 'E') && (accept('-') || accept('+'))) word();
        return negative ? -value : value;
    }

    Result<Type> argument(int depth) {
        if (depth > kMaxDepth) return bad();
        const char c = peek();
        Type type;
        if (c == '\'') return textLiteral();
        if (c == '-' || std::isdigit(static_cast<unsigned char>(c))) {
            auto value = number();
            if (!value) return fail(value.error());
            type.kind = Type::Kind::Number;
            type.number = *value;
            return type;
        }
        if (c == '`' || c == '"') {
            auto label = quoted(c);
            if (!label) return fail(label.error());
            return labelled(std::move(*label), depth);
        }
        std::string name(word());
        if (name.empty()) return bad();
        if (isWord(peek()) || peek() == '`') {  // "a UInt8": a named element; "max_types=8" ends up below
            return labelled(std::move(name), depth);
        }
        if (accept('=')) {
            type.label = std::move(name);
            auto value = argument(depth + 1);
            if (!value) return value;
            type.args.push_back(std::move(*value));
            return type;
        }
        type.name = std::move(name);
        if (accept('(')) return arguments(std::move(type), depth);
        return type;
    }

    Result<Type> textLiteral() {
        auto text = quoted('\'');
        if (!text) return fail(text.error());
        Type type;
        type.kind = Type::Kind::Text;
        type.name = std::move(*text);
        if (accept('=')) {
            skipSpace();
            auto value = number();
            if (!value) return fail(value.error());
            type.number = *value;
        }
        return type;
    }

    Result<Type> labelled(std::string label, int depth) {
        auto type = argument(depth + 1);
        if (type) type->label = std::move(label);
        return type;
    }

    Result<Type> arguments(Type type, int depth) {
        if (accept(')')) return type;
        do {
            auto argument = this->argument(depth + 1);
            if (!argument) return argument;
            type.args.push_back(std::move(*argument));
        } while (accept(','));
        if (!accept(')')) return bad();
        return type;
    }

    std::string_view m_text;
    size_t m_at = 0;
};

}  // namespace

int64_t Type::numberAt(size_t index, int64_t fallback) const {
    return index < args.size() && args[index].kind == Kind::Number ? args[index].number : fallback;
}

Result<Type> parseType(std::string_view text) {
    return TypeParser(text).whole();
}

const Type& innermost(const Type& type) {
    if ((type.is("Nullable") || type.is("LowCardinality")) && type.args.size() == 1)
        return innermost(type.args[0]);
    if (type.is("SimpleAggregateFunction") && type.args.size() >= 2) return innermost(type.args[1]);
    return type;
}

bool isNullable(const Type& type) {
    if (type.is("Nullable")) return true;
    if (type.is("LowCardinality") && type.args.size() == 1) return isNullable(type.args[0]);
    if (type.is("SimpleAggregateFunction") && type.args.size() >= 2) return isNullable(type.args[1]);
    return type.is("Variant") || type.is("Dynamic");
}

}  // namespace tributary::connectors::clickhouse
