// SPDX-License-Identifier: GPL-3.0-or-later
#include "plugins/pii-mask/number_column.h"

#include <algorithm>
#include <vector>

namespace pii {
namespace {

constexpr std::array<Kind, 3> kNumberKinds = {Kind::Phone, Kind::IdCard, Kind::BankCard};
constexpr size_t kLeast = 8;       ///< different values, where nothing but the values speaks for it
constexpr size_t kMostKept = 256;  ///< different values that are remembered
constexpr double kNearlyAll = 0.95;
constexpr double kMany = 0.5;

/// Lower-case words of a name: "CustomerPhone_no" → customer phone no. Other scripts stay together.
std::vector<std::string> wordsOf(std::string_view name) {
    std::vector<std::string> out(1);
    for (size_t i = 0; i < name.size(); ++i) {
        const char c = name[i];
        const bool upper = c >= 'A' && c <= 'Z';
        const bool other = !isAlnum(c) && static_cast<unsigned char>(c) < 0x80;
        const bool begins = upper && i > 0 && !(name[i - 1] >= 'A' && name[i - 1] <= 'Z');
        if ((other || begins) && !out.back().empty()) out.emplace_back();
        if (!other) out.back() += upper ? static_cast<char>(c - 'A' + 'a') : c;
    }
    if (out.back().empty()) out.pop_back();
    return out;
}

bool hasAny(const std::vector<std::string>& words, std::initializer_list<std::string_view> wanted) {
    return std::any_of(words.begin(), words.end(), [&](const std::string& word) {
        return std::find(wanted.begin(), wanted.end(), word) != wanted.end();
    });
}

bool holds(std::string_view name, std::initializer_list<std::string_view> parts) {
    return std::any_of(parts.begin(), parts.end(),
                       [&](std::string_view part) { return name.find(part) != std::string_view::npos; });
}

bool isOrdinary(const std::vector<std::string>& words, std::string_view name) {
    return hasAny(words, {"id",     "ids",    "key",    "count",   "counts",  "cnt",     "total", "sum",
                          "amount", "price",  "cost",   "balance", "qty",     "size",    "bytes", "length",
                          "time",   "ts",     "at",     "date",    "day",     "hash",    "seq",   "sequence",
                          "offset", "index",  "rank",   "version", "avg",     "min",     "max",   "duration",
                          "epoch",  "millis", "micros", "calls",   "minutes", "seconds", "ms"}) ||
           holds(name, {"数", "量", "金额", "价", "时间", "日期", "序号", "编号", "余额"});
}

std::optional<Kind> namedKind(std::string_view name) {
    const auto words = wordsOf(name);
    std::string joined;
    for (const auto& word : words) joined += word;
    if (holds(name, {"身份证"}) || hasAny(words, {"idcard", "idcardno", "idnumber"}) ||
        joined.find("idcard") != std::string::npos || joined == "identitycard" ||
        joined == "identitynumber" || joined == "nationalid" || joined == "citizenid")
        return Kind::IdCard;
    if (isOrdinary(words, name)) return std::nullopt;
    if (holds(name, {"手机", "电话", "联系方式"}) ||
        hasAny(words, {"phone", "phoneno", "phonenumber", "mobile", "mobileno", "tel", "telephone",
                       "cellphone", "msisdn", "fax"}))
        return Kind::Phone;
    if (holds(name, {"银行卡", "卡号", "信用卡"}) || joined.find("creditcard") != std::string::npos ||
        joined.find("bankcard") != std::string::npos || joined.find("debitcard") != std::string::npos ||
        joined == "cardno" || joined == "cardnumber" || joined == "pan")
        return Kind::BankCard;
    return std::nullopt;
}

bool isExact(const std::string& number, Kind kind) {
    switch (kind) {
        case Kind::Phone:
            return phoneAt(number, 0) == number.size();
        case Kind::IdCard:
            return idCardAt(number, 0) == number.size();
        default:
            return bankCardAt(number, 0) == number.size();
    }
}

}  // namespace

NumberColumn::NumberColumn(std::string_view name)
    : m_named(namedKind(name)), m_ordinary(!m_named && isOrdinary(wordsOf(name), name)) {}

bool NumberColumn::fits(std::string_view number, Kind kind) {
    if (number.empty() || !std::all_of(number.begin(), number.end(), isDigit)) return false;
    switch (kind) {
        case Kind::Phone:
            return number.size() >= 7 && number.size() <= 15;
        case Kind::IdCard:
            return number.size() == 15 || number.size() == 17 || number.size() == 18;
        default:
            return number.size() >= 12 && number.size() <= 19;
    }
}

void NumberColumn::add(const std::string& number) {
    ++m_count;
    if (number.empty()) return;
    if (m_named && fits(number, *m_named)) ++m_fitting;
    if (m_distinct.size() < kMostKept) m_distinct.insert(number);
    for (const Kind kind : kNumberKinds) {
        if (!isExact(number, kind)) continue;
        ++m_exact[static_cast<size_t>(kind)];
        if (kind == Kind::Phone && number.size() > 1) m_second.insert(number[number.size() == 13 ? 3 : 1]);
    }
}

/// Mobile numbers have no check digit. Keys follow one another, sizes and amounts begin alike; those of
/// people are spread over the networks.
bool NumberColumn::isVaried(Kind kind) const {
    if (m_distinct.size() < kLeast) return false;
    return kind != Kind::Phone || m_second.size() >= 3;
}

std::optional<Kind> NumberColumn::kind(const KindSet& kinds) const {
    const auto share = [&](size_t some) {
        return static_cast<double>(some) / static_cast<double>(std::max<size_t>(m_count, 1));
    };
    if (m_named && kinds[static_cast<size_t>(*m_named)] && share(m_fitting) >= kMany) return m_named;
    if (m_ordinary) return std::nullopt;
    for (const Kind kind : kNumberKinds) {
        if (kinds[static_cast<size_t>(kind)] && share(m_exact[static_cast<size_t>(kind)]) >= kNearlyAll &&
            isVaried(kind))
            return kind;
    }
    return std::nullopt;
}

}  // namespace pii
