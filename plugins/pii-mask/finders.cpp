// SPDX-License-Identifier: GPL-3.0-or-later
#include "plugins/pii-mask/finders.h"

#include <arpa/inet.h>

#include <algorithm>

namespace pii {
namespace {

bool isLocalPart(char c) {
    return isAlnum(c) || c == '.' || c == '_' || c == '%' || c == '+' || c == '-';
}

size_t ipv4At(std::string_view text, size_t at) {
    size_t i = at;
    for (int part = 0; part < 4; ++part) {
        if (part > 0 && (i >= text.size() || text[i++] != '.')) return 0;
        const size_t start = i;
        int value = 0;
        while (i < text.size() && isDigit(text[i]) && i - start < 3) value = value * 10 + (text[i++] - '0');
        if (i == start || value > 255 || (text[start] == '0' && i - start > 1)) return 0;
    }
    if (i < text.size() &&
        (isAlnum(text[i]) || (text[i] == '.' && i + 1 < text.size() && isDigit(text[i + 1]))))
        return 0;
    if (at > 0 && (text[at - 1] == '.' || text[at - 1] == '-')) return 0;  // a longer version number
    return i - at;
}

size_t ipv6At(std::string_view text, size_t at) {
    size_t end = at, colons = 0;
    const auto belongs = [](char c) {
        return isDigit(c) || (c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F') || c == ':' || c == '.';
    };
    while (end < text.size() && belongs(text[end])) colons += text[end++] == ':';
    if (end < text.size() && isAlnum(text[end])) return 0;
    while (end > at &&
           (text[end - 1] == '.' || (text[end - 1] == ':' && (end - at < 2 || text[end - 2] != ':'))))
        --end;
    if (colons < 2 || end - at < 3 || end - at > 45) return 0;
    if (at > 0 && text[at - 1] == ':') return 0;
    const std::string candidate(text.substr(at, end - at));
    unsigned char address[16];
    return inet_pton(AF_INET6, candidate.c_str(), address) == 1 ? end - at : 0;
}

}  // namespace

bool isDigit(char c) {
    return c >= '0' && c <= '9';
}
bool isAlnum(char c) {
    return isDigit(c) || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

size_t emailAt(std::string_view text, size_t at) {
    if (at > 0 && isLocalPart(text[at - 1])) return 0;
    size_t i = at;
    while (i < text.size() && isLocalPart(text[i])) ++i;
    if (i == at || i - at > 64 || i >= text.size() || text[i] != '@') return 0;
    size_t end = 0, label = ++i, labels = 0;
    for (; i <= text.size(); ++i) {
        const char c = i < text.size() ? text[i] : ' ';
        if (isAlnum(c) || c == '-') continue;
        const std::string_view name = text.substr(label, i - label);
        if (name.empty() || name.front() == '-' || name.back() == '-') break;
        if (++labels > 1 && name.size() > 1 && !isDigit(name.front())) end = i;
        if (c != '.') break;
        label = i + 1;
    }
    return end == 0 ? 0 : end - at;
}

size_t ipAt(std::string_view text, size_t at) {
    if (const size_t length = ipv4At(text, at)) return length;
    return ipv6At(text, at);
}

std::vector<Span> find(std::string_view text, const KindSet& kinds) {
    using Finder = size_t (*)(std::string_view, size_t);
    static constexpr std::array<std::pair<Kind, Finder>, 6> kFinders{{{Kind::Email, emailAt},
                                                                      {Kind::Iban, ibanAt},
                                                                      {Kind::Ip, ipAt},
                                                                      {Kind::IdCard, idCardAt},
                                                                      {Kind::Phone, phoneAt},
                                                                      {Kind::BankCard, bankCardAt}}};
    std::vector<Span> out;
    for (size_t at = 0; at < text.size();) {
        size_t length = 0;
        const char c = text[at];
        // All of them begin with an ASCII letter or digit, or one of these.
        if (isAlnum(c) || c == '+' || c == '(' || c == ':' || c == '_') {
            for (const auto& [kind, finder] : kFinders) {
                if (!kinds[static_cast<size_t>(kind)]) continue;
                length = finder(text, at);
                if (length == 0) continue;
                out.push_back({at, length, kind});
                break;
            }
        }
        if (length > 0) {
            at += length;
            continue;
        }
        ++at;
        if (isAlnum(c)) {
            while (at < text.size() && isAlnum(text[at])) ++at;  // never in the middle of a word or number
        }
        // "::1" after "std" is no address.
        while (at < text.size() && text[at] == ':' && isAlnum(text[at - 1]))
            at += text.substr(at, 2) == "::" ? 2 : 1;
    }
    return out;
}

bool isNameColumn(std::string_view column) {
    std::string plain;
    for (const char c : column) {
        if (c != '_' && c != '-' && c != ' ')
            plain += c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
    }
    static const std::array<const char*, 26> kNames = {
        "name",        "fullname",     "firstname",   "lastname",   "middlename",   "surname",
        "givenname",   "familyname",   "realname",    "personname", "customername", "contactname",
        "patientname", "employeename", "studentname", "ownername",  "accountname",  "姓名",
        "名字",        "真实姓名",     "联系人",      "收件人",     "客户姓名",     "联系人姓名",
        "员工姓名",    "患者姓名"};
    return std::any_of(kNames.begin(), kNames.end(), [&](const char* name) { return plain == name; });
}

}  // namespace pii
