// SPDX-License-Identifier: MIT
//
// Which type a column has, judged by samples of its values; and the values read as that type. A value that
// comes later and does not fit is an Error that names column and place: nothing is bent or dropped.
#pragma once

#include <tributary_adbc_scan.hpp>

namespace tributary::sdk {

/// What was seen in one column.
class Guess {
  public:
    void boolean() { m_seen |= kBool; }
    void integer(int64_t value) {
        m_seen |= kInteger;
        if (value > (int64_t(1) << 53) || value < -(int64_t(1) << 53)) m_seen |= kLarge;
    }
    void real() { m_seen |= kReal; }
    void nested() { m_seen |= kNested; }
    void text(std::string_view value) {
        const auto moment = readMoment(value);
        m_seen |= !moment ? kText : !moment->hasTime ? kDate : moment->hasZone ? kZoned : kLocal;
    }
    /// A text that may stand for a number: "12", "-0.5"; not "007" or "1e5", which may be more than numbers.
    void written(std::string_view value) {
        if (value.empty()) return;
        if (isWhole(value)) {
            integer(1);
        } else if (isReal(value)) {
            real();
        } else {
            text(value);
        }
    }

    /// Arrow format of what fits all that was seen; u if nothing was.
    std::string format() const {
        if (m_seen == kBool) return "b";
        if ((m_seen & ~kLarge) == kInteger) return "l";
        if (m_seen == kReal || m_seen == (kReal | kInteger)) return "g";
        if (m_seen == kZoned) return "tsu:UTC";
        if (m_seen == kLocal) return "tsu:";
        if (m_seen == kDate) return "tdD";
        return "u";
    }
    std::string nativeType() const { return m_seen & kNested ? "JSON" : ""; }

    static bool isWhole(std::string_view v) {
        const std::string_view digits = !v.empty() && v[0] == '-' ? v.substr(1) : v;
        if (digits.empty() || digits.size() > 18) return false;
        if (digits.find_first_not_of("0123456789") != std::string_view::npos) return false;
        return digits[0] != '0' || v.size() == 1;
    }
    static bool isReal(std::string_view v) {
        const size_t point = v.find('.');
        if (point == std::string_view::npos || point + 1 == v.size() || v.size() > 24) return false;
        const std::string_view before = v.substr(0, point);
        if (!isWhole(before) && before != "-0") return false;
        return v.substr(point + 1).find_first_not_of("0123456789") == std::string_view::npos;
    }

  private:
    enum : unsigned {
        kBool = 1,
        kInteger = 2,
        kReal = 4,
        kText = 8,
        kDate = 16,
        kLocal = 32,
        kZoned = 64,
        kNested = 128,
        kLarge = 256
    };
    unsigned m_seen = 0;
};

/// `text` as a cell of a column; `where` says the place for the error. The row keeps a copy only of texts
/// that are not `stable` until the next row.
inline void setWritten(Row& row, size_t index, const ColumnInfo& column, std::string_view text, bool stable,
                       const std::function<std::string()>& where) {
    const auto refuse = [&] {
        throw Error(7,
                    where() + ": the column " + column.name + " holds '" + std::string(text.substr(0, 80)) +
                        "', which does not look like the values of the sample: take a larger sample in the "
                        "connection's settings",
                    "22000");
    };
    const std::string& f = column.format;
    if (f == "u") {
        if (stable) {
            row[index] = Cell::text(text);
        } else {
            row.keep(index, std::string(text));
        }
    } else if (text.empty()) {
        return;
    } else if (f == "l") {
        if (!Guess::isWhole(text)) refuse();
        row[index] = Cell::integer(std::stoll(std::string(text)));
    } else if (f == "g") {
        if (!Guess::isWhole(text) && !Guess::isReal(text)) refuse();
        row[index] = Cell::real(std::stod(std::string(text)));
    } else {
        const auto moment = readMoment(text);
        if (!moment || moment->hasZone != (f == "tsu:UTC") || (f == "tdD" && moment->hasTime)) refuse();
        row[index] = Cell::integer(f == "tdD" ? moment->micros / 86400000000 : moment->micros);
    }
}

}  // namespace tributary::sdk
