// SPDX-License-Identifier: GPL-3.0-or-later
#include "plugins/pii-mask/masks.h"

#include <sodium.h>

#include <algorithm>

namespace pii {
namespace {

/// Stars for all characters from `from` to `to` (counted in characters) but punctuation.
std::string starred(std::string_view text, size_t from, size_t to) {
    std::string out;
    size_t place = 0;
    for (size_t i = 0; i < text.size(); ++place) {
        size_t length = 1;
        while (i + length < text.size() && (static_cast<unsigned char>(text[i + length]) & 0xC0) == 0x80)
            ++length;
        const bool plain = length == 1 && !isAlnum(text[i]) && static_cast<unsigned char>(text[i]) < 0x80;
        if (place >= from && place < to && !plain)
            out += '*';
        else
            out += text.substr(i, length);
        i += length;
    }
    return out;
}

size_t characters(std::string_view text) {
    return static_cast<size_t>(std::count_if(
        text.begin(), text.end(), [](char c) { return (static_cast<unsigned char>(c) & 0xC0) != 0x80; }));
}

/// Stars for all digits but the first `head` and the last `tail` ones.
std::string digitsStarred(std::string_view text, size_t head, size_t tail) {
    const auto count = static_cast<size_t>(std::count_if(text.begin(), text.end(), isAlnum));
    std::string out(text);
    size_t seen = 0;
    for (char& c : out) {
        if (!isAlnum(c)) continue;
        if (seen >= head && seen + tail < count) c = '*';
        ++seen;
    }
    return out;
}

std::string partialIp(std::string_view text) {
    const char separator = text.find(':') == std::string_view::npos ? '.' : ':';
    size_t at = 0;
    for (int part = 0; part < 2; ++part) at = std::min(text.size(), text.find(separator, at)) + 1;
    return std::string(text.substr(0, std::min(at, text.size()))) + (separator == '.' ? "*.*" : "*");
}

std::string partialName(std::string_view text) {
    std::string out;
    bool first = true;
    for (size_t i = 0; i < text.size();) {
        size_t length = 1;
        while (i + length < text.size() && (static_cast<unsigned char>(text[i + length]) & 0xC0) == 0x80)
            ++length;
        const bool gap = length == 1 && !isAlnum(text[i]);
        out += gap || first ? std::string(text.substr(i, length)) : "*";
        first = gap;
        i += length;
    }
    return out;
}

std::string partial(std::string_view value, Kind kind) {
    switch (kind) {
        case Kind::Email: {
            const size_t at = value.find('@');
            return starred(value.substr(0, at), characters(value.substr(0, at)) > 1 ? 1 : 0, at) +
                   std::string(value.substr(at));
        }
        case Kind::Phone:
            return digitsStarred(value, value[0] == '+' ? 5 : 3, value.size() > 9 ? 4 : 2);
        case Kind::IdCard:
            return digitsStarred(value, 3, 4);
        case Kind::BankCard:
            return digitsStarred(value, 0, 4);
        case Kind::Iban:
            return digitsStarred(value, 2, 4);
        case Kind::Ip:
            return partialIp(value);
        case Kind::Name:
            break;
    }
    return partialName(value);
}

/// The same person's value in another spelling gives the same text.
std::string canonical(std::string_view value, Kind kind) {
    std::string out;
    for (const char c : value) {
        const char low = c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
        const bool separator =
            c == ' ' || c == '-' || c == '(' || c == ')' || (c == '.' && kind == Kind::Phone);
        if (!separator || kind == Kind::Email || kind == Kind::Ip || kind == Kind::Name) out += low;
    }
    if (kind == Kind::Phone && out.rfind("0086", 0) == 0) out.erase(0, 4);
    if (kind == Kind::Phone && out.rfind("+86", 0) == 0) out.erase(0, 3);
    if (kind == Kind::Phone && out.size() == 13 && out.rfind("86", 0) == 0) out.erase(0, 2);
    return out;
}

std::string hashed(std::string_view value, Kind kind, std::string_view salt) {
    const std::string message =
        std::string(kKindNames[static_cast<size_t>(kind)]) + ":" + canonical(value, kind);
    crypto_auth_hmacsha256_state state;
    crypto_auth_hmacsha256_init(&state, reinterpret_cast<const unsigned char*>(salt.data()), salt.size());
    crypto_auth_hmacsha256_update(&state, reinterpret_cast<const unsigned char*>(message.data()),
                                  message.size());
    unsigned char digest[crypto_auth_hmacsha256_BYTES];
    crypto_auth_hmacsha256_final(&state, digest);
    char hex[17];
    sodium_bin2hex(hex, sizeof hex, digest, 8);
    return std::string(kKindNames[static_cast<size_t>(kind)]) + "_" + hex;
}

}  // namespace

std::string masked(std::string_view value, Kind kind, Mode mode, std::string_view salt) {
    switch (mode) {
        case Mode::Keep:
            return std::string(value);
        case Mode::Mask:
            return starred(value, 0, value.size());
        case Mode::Redact:
            return "[" + std::string(kKindNames[static_cast<size_t>(kind)]) + "]";
        case Mode::Hash:
            return hashed(value, kind, salt);
        case Mode::Partial:
            break;
    }
    return partial(value, kind);
}

}  // namespace pii
