// SPDX-License-Identifier: GPL-3.0-or-later
#include "connectors/prometheus/series_stream.h"

#include <charconv>
#include <cmath>
#include <limits>

#include "core/base/utf8.h"

namespace tributary::connectors::prometheus {
namespace {

constexpr size_t kCompactAt = 1u << 20;
constexpr size_t kLongestSample = 4096;

bool isSpace(char c) {
    return c == ' ' || c == '\n' || c == '\r' || c == '\t';
}

std::string_view trimmed(std::string_view text) {
    while (!text.empty() && isSpace(text.front())) text.remove_prefix(1);
    while (!text.empty() && isSpace(text.back())) text.remove_suffix(1);
    return text;
}

void appendUtf8(std::string& out, uint32_t code) {
    if (code < 0x80) {
        out += static_cast<char>(code);
    } else if (code < 0x800) {
        out += static_cast<char>(0xC0 | (code >> 6));
        out += static_cast<char>(0x80 | (code & 0x3F));
    } else if (code < 0x10000) {
        out += static_cast<char>(0xE0 | (code >> 12));
        out += static_cast<char>(0x80 | ((code >> 6) & 0x3F));
        out += static_cast<char>(0x80 | (code & 0x3F));
    } else {
        out += static_cast<char>(0xF0 | (code >> 18));
        out += static_cast<char>(0x80 | ((code >> 12) & 0x3F));
        out += static_cast<char>(0x80 | ((code >> 6) & 0x3F));
        out += static_cast<char>(0x80 | (code & 0x3F));
    }
}

}  // namespace

bool parseMillis(std::string_view text, int64_t& out) {
    text = trimmed(text);
    const bool negative = !text.empty() && text.front() == '-';
    const std::string_view digits = negative ? text.substr(1) : text;
    int64_t seconds = 0;
    const auto [end, ec] = std::from_chars(digits.data(), digits.data() + digits.size(), seconds);
    if (ec != std::errc() || digits.empty() || digits.front() == '-') return false;
    if (seconds > std::numeric_limits<int64_t>::max() / 1000 - 1) return false;
    std::string_view rest(end, static_cast<size_t>(digits.data() + digits.size() - end));
    int64_t millis = 0;
    if (!rest.empty()) {
        const bool plain = rest.front() == '.' && rest.size() > 1 &&
                           rest.find_first_not_of("0123456789", 1) == std::string_view::npos;
        if (!plain) {  // an exponent: never from Prometheus itself
            double value = 0;
            const auto whole = std::from_chars(text.data(), text.data() + text.size(), value);
            if (whole.ec != std::errc() || whole.ptr != text.data() + text.size()) return false;
            if (!(std::fabs(value) < 9e15)) return false;
            out = std::llround(value * 1000);
            return true;
        }
        for (size_t i = 1; i <= 3; i++) millis = millis * 10 + (i < rest.size() ? rest[i] - '0' : 0);
    }
    out = seconds * 1000 + millis;
    if (negative) out = -out;
    return true;
}

bool parseValue(std::string_view text, double& out) {
    if (text == "NaN") {
        out = std::numeric_limits<double>::quiet_NaN();
        return true;
    }
    if (text == "+Inf" || text == "-Inf" || text == "Inf") {
        out = text.front() == '-' ? -std::numeric_limits<double>::infinity()
                                  : std::numeric_limits<double>::infinity();
        return true;
    }
    if (!text.empty() && text.front() == '+') text.remove_prefix(1);
    const auto [end, ec] = std::from_chars(text.data(), text.data() + text.size(), out);
    return ec == std::errc() && end == text.data() + text.size() && !text.empty();
}

bool SeriesStream::corrupt(const std::string& what) {
    if (m_error.message.empty()) {
        m_error = Error(ErrorCode::Corrupt, "The server's answer cannot be read: " + what,
                        "Is this a Prometheus-compatible interface, without a proxy that changes answers?");
    }
    return false;
}

bool SeriesStream::fill() {
    if (m_at > kCompactAt || m_at == m_buffer.size()) {
        m_buffer.erase(0, m_at);
        m_at = 0;
    }
    auto more = m_answer->read(m_buffer);
    if (!more) {
        m_error = more.error();
        return false;
    }
    return *more ? true : corrupt("it ends too early");
}

bool SeriesStream::peek(char& c) {
    for (;;) {
        while (m_at < m_buffer.size() && isSpace(m_buffer[m_at])) m_at++;
        if (m_at < m_buffer.size()) {
            c = m_buffer[m_at];
            return true;
        }
        if (!fill()) return false;
    }
}

bool SeriesStream::expect(char wanted) {
    char c = 0;
    if (!peek(c)) return false;
    if (c != wanted) return corrupt("a sign stands where none belongs");
    m_at++;
    return true;
}

bool SeriesStream::separator(char close, bool& more) {
    char c = 0;
    if (!peek(c)) return false;
    if (c != ',' && c != close) return corrupt("a list is broken");
    m_at++;
    more = c == ',';
    return true;
}

bool SeriesStream::escape(std::string& out) {
    const auto code = [this](uint32_t& value) {
        while (m_buffer.size() - m_at < 4)
            if (!fill()) return false;
        const auto [end, ec] = std::from_chars(m_buffer.data() + m_at, m_buffer.data() + m_at + 4, value, 16);
        m_at += 4;
        return (ec == std::errc() && end == m_buffer.data() + m_at) || corrupt("an escape is broken");
    };
    if (m_at >= m_buffer.size() && !fill()) return false;
    const char c = m_buffer[m_at++];
    switch (c) {
        case 'n':
            out += '\n';
            return true;
        case 't':
            out += '\t';
            return true;
        case 'r':
            out += '\r';
            return true;
        case 'b':
            out += '\b';
            return true;
        case 'f':
            out += '\f';
            return true;
        case 'u':
            break;
        default:
            out += c;
            return true;
    }
    uint32_t first = 0;
    if (!code(first)) return false;
    if (first >= 0xD800 && first < 0xDC00) {
        while (m_buffer.size() - m_at < 2)
            if (!fill()) return false;
        uint32_t second = 0;
        if (m_buffer[m_at] == '\\' && m_buffer[m_at + 1] == 'u') {
            m_at += 2;
            if (!code(second)) return false;
        }
        if (second < 0xDC00 || second > 0xDFFF) return corrupt("an escape is broken");
        first = 0x10000 + ((first - 0xD800) << 10) + (second - 0xDC00);
    }
    appendUtf8(out, first);
    return true;
}

bool SeriesStream::string(std::string& out) {
    out.clear();
    if (!expect('"')) return false;
    for (;;) {
        const size_t end = m_buffer.find_first_of("\"\\", m_at);
        out.append(m_buffer, m_at, end == std::string::npos ? end : end - m_at);
        m_at = end == std::string::npos ? m_buffer.size() : end + 1;
        if (end == std::string::npos) {
            if (!fill()) return false;
        } else if (m_buffer[end] == '"') {
            return true;
        } else if (!escape(out)) {
            return false;
        }
    }
}

bool SeriesStream::number(std::string& out) {
    out.clear();
    char c = 0;
    if (!peek(c)) return false;
    while ((c >= '0' && c <= '9') || c == '-' || c == '+' || c == '.' || c == 'e' || c == 'E') {
        out += c;
        m_at++;
        if (m_at >= m_buffer.size() && !fill()) return false;
        c = m_buffer[m_at];
    }
    return !out.empty() || corrupt("a number was expected");
}

bool SeriesStream::skipValue() {
    char c = 0;
    size_t depth = 0;
    std::string ignored;
    do {
        if (!peek(c)) return false;
        if (c == '"') {
            if (!string(ignored)) return false;
            continue;
        }
        if (c == '{' || c == '[') depth++;
        if (c == '}' || c == ']') {
            if (depth == 0) return corrupt("a value was expected");
            depth--;
        } else if (depth == 0) {
            if (c == ',') return corrupt("a value was expected");
            // true, false, null or a number
            while (c != ',' && c != '}' && c != ']' && !isSpace(c)) {
                m_at++;
                if (m_at >= m_buffer.size() && !fill()) return false;
                c = m_buffer[m_at];
            }
            return true;
        }
        m_at++;
    } while (depth > 0);
    return true;
}

bool SeriesStream::readTexts(std::vector<std::string>& out) {
    char c = 0;
    if (!peek(c)) return false;
    if (c != '[') return skipValue();
    m_at++;
    if (!peek(c)) return false;
    if (c == ']') {
        m_at++;
        return true;
    }
    for (bool more = true; more;) {
        std::string text;
        if (!string(text) || !separator(']', more)) return false;
        out.push_back(printable(text, false));
    }
    return true;
}

bool SeriesStream::topKey(const std::string& key) {
    if (key == "warnings" || key == "infos") return readTexts(m_warnings);
    if (key == "error") return string(m_failure);
    if (key != "isPartial") return skipValue();
    char c = 0;
    if (!peek(c)) return false;
    if (c == 't') m_warnings.emplace_back("The server says that its answer is incomplete");
    return skipValue();
}

Result<void> SeriesStream::start() {
    bool more = true;
    bool isData = false;
    for (bool ok = expect('{'); ok && !isData;) {
        ok = more && string(m_key) && expect(':');
        if (!ok) break;
        isData = m_key == "data";
        ok = isData ? expect('{') : topKey(m_key) && separator('}', more);
    }
    if (!m_failure.empty()) return fail(queryError({}, m_failure));
    std::string type;
    while (m_error.message.empty() && isData) {
        if (!string(m_key) || !expect(':')) break;
        if (m_key == "result") break;
        if (!(m_key == "resultType" ? string(type) : skipValue()) || !separator('}', more)) break;
        if (!more) corrupt("it has no result");
    }
    if (!isData) corrupt("it has no data");
    m_state = State::Series;
    if (type == "scalar" || type == "string") {
        m_shape = type == "string" ? Shape::Text : Shape::Scalar;
        m_state = State::Single;
    } else if (m_error.message.empty() && type != "vector" && type != "matrix") {
        corrupt("its result is of an unknown kind");
    } else if (m_error.message.empty()) {
        expect('[');
    }
    if (!m_error.message.empty()) return fail(m_error);
    return {};
}

bool SeriesStream::finish() {
    m_state = State::Ended;
    bool more = true;
    if (!separator('}', more)) return false;
    while (more) {  // the rest of data
        if (!string(m_key) || !expect(':') || !skipValue() || !separator('}', more)) return false;
    }
    if (!separator('}', more)) return false;
    while (more) {  // the rest of the answer
        if (!string(m_key) || !expect(':') || !topKey(m_key) || !separator('}', more)) return false;
    }
    return true;
}

bool SeriesStream::readLabels() {
    m_labels.clear();
    char c = 0;
    if (!expect('{') || !peek(c)) return false;
    if (c == '}') {
        m_at++;
        return true;
    }
    for (bool more = true; more;) {
        auto& [name, value] = m_labels.emplace_back();
        if (!string(name) || !expect(':') || !string(value) || !separator('}', more)) return false;
    }
    return true;
}

/// Reads keys of a series up to its samples; without any, to the series' end.
bool SeriesStream::enterKey(bool& hasSamples) {
    hasSamples = false;
    for (bool more = true; more;) {
        if (!string(m_key) || !expect(':')) return false;
        if (m_key == "values" || m_key == "value") {
            m_state = m_key == "value" ? State::OneValue : State::Values;
            m_first = true;
            hasSamples = true;
            return m_state == State::OneValue || expect('[');
        }
        if (m_key == "histogram" || m_key == "histograms") m_histograms++;
        if (!(m_key == "metric" ? readLabels() : skipValue()) || !separator('}', more)) return false;
    }
    m_state = State::Series;
    return true;
}

Result<bool> SeriesStream::nextSeries() {
    if (m_state == State::Single) {
        m_labels.clear();
        m_state = State::OneValue;
        return true;
    }
    if (m_state == State::Ended) return false;
    for (;;) {
        char c = 0;
        if (!peek(c)) return fail(m_error);
        if (c == ',') {
            m_at++;
            continue;
        }
        if (c == ']') {
            m_at++;
            return finish() ? Result<bool>(false) : Result<bool>(fail(m_error));
        }
        bool hasSamples = false;
        if (!expect('{') || !enterKey(hasSamples)) return fail(m_error);
        if (hasSamples) return true;
    }
}

bool SeriesStream::sample(int64_t& millis, double& value) {
    // Neither a time nor a value holds a ']'.
    size_t end = m_buffer.find(']', m_at);
    while (end == std::string::npos) {
        if (m_buffer.size() - m_at > kLongestSample) return corrupt("a sample is broken");
        if (!fill()) return false;
        end = m_buffer.find(']', m_at);
    }
    const std::string_view text = trimmed(std::string_view(m_buffer).substr(m_at, end - m_at));
    m_at = end + 1;
    const size_t comma = text.find(',');
    if (text.empty() || text.front() != '[' || comma == std::string_view::npos)
        return corrupt("a sample is broken");
    const std::string_view quoted = trimmed(text.substr(comma + 1));
    if (quoted.size() < 2 || quoted.front() != '"' || quoted.back() != '"' ||
        !parseMillis(text.substr(1, comma - 1), millis) ||
        !parseValue(quoted.substr(1, quoted.size() - 2), value)) {
        return corrupt("a sample is broken");
    }
    return true;
}

bool SeriesStream::textSample(int64_t& millis) {
    std::string time;
    return expect('[') && number(time) && (parseMillis(time, millis) || corrupt("a time is broken")) &&
           expect(',') && string(m_text) && expect(']');
}

Result<bool> SeriesStream::nextSample(int64_t& millis, double& value) {
    if (m_state == State::OneValue) {
        if (!(m_shape == Shape::Text ? textSample(millis) : sample(millis, value))) return fail(m_error);
        if (m_shape != Shape::Series)  // the result itself, not one of a list of series
            return finish() ? Result<bool>(true) : Result<bool>(fail(m_error));
        m_state = State::Values;
        bool more = false;
        bool again = false;
        if (!separator('}', more)) return fail(m_error);
        m_state = State::Series;
        if (more && !enterKey(again)) return fail(m_error);
        return true;
    }
    if (m_state != State::Values) return false;
    char c = 0;
    if (!peek(c)) return fail(m_error);
    if (!m_first && c == ',') {
        m_at++;
        if (!peek(c)) return fail(m_error);
    }
    if (c != ']') {
        m_first = false;
        if (!sample(millis, value)) return fail(m_error);
        return true;
    }
    m_at++;
    bool more = false;
    bool again = false;
    if (!separator('}', more)) return fail(m_error);
    m_state = State::Series;
    if (more && !enterKey(again)) return fail(m_error);
    return again ? nextSample(millis, value) : Result<bool>(false);
}

std::vector<std::string> SeriesStream::warnings() const {
    std::vector<std::string> out = m_warnings;
    if (m_histograms > 0) {
        out.push_back("Native histograms are left out, in " + std::to_string(m_histograms) +
                      " series: ask for histogram_quantile(), histogram_sum() or histogram_count() of them");
    }
    return out;
}

}  // namespace tributary::connectors::prometheus
