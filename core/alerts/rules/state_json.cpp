// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/alerts/rules/state_json.h"

#include <vector>

namespace tributary::alerts::state_json {

namespace {

constexpr std::string_view kAlphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

}  // namespace

nlohmann::json reason(const Reason& reason) {
    if (reason.code.empty()) return {};
    nlohmann::json numbers = nlohmann::json::array();
    for (const double one : reason.numbers) numbers.push_back(number(one));
    return {{"code", reason.code}, {"numbers", std::move(numbers)}, {"words", reason.words}};
}

Reason toReason(const nlohmann::json& json) {
    Reason out;
    if (json.is_null()) return out;
    out.code = json.at("code").get<std::string>();
    for (const auto& one : json.at("numbers")) out.numbers.push_back(toNumber(one));
    out.words = json.at("words").get<std::vector<std::string>>();
    return out;
}

std::string toBase64(std::string_view bytes) {
    std::string out;
    out.reserve(bytes.size() / 3 * 4 + 4);
    uint32_t bits = 0;
    int count = 0;
    for (const char c : bytes) {
        bits = (bits << 8) | static_cast<unsigned char>(c);
        for (count += 8; count >= 6; count -= 6) out += kAlphabet[(bits >> (count - 6)) & 63];
    }
    if (count > 0) out += kAlphabet[(bits << (6 - count)) & 63];
    return out;
}

std::string fromBase64(const std::string& text) {
    std::string out;
    uint32_t bits = 0;
    int count = 0;
    for (const char c : text) {
        const size_t digit = kAlphabet.find(c);
        if (digit == std::string_view::npos)
            throw nlohmann::json::other_error::create(502, "not base64", nullptr);
        bits = (bits << 6) | static_cast<uint32_t>(digit);
        count += 6;
        if (count >= 8) {
            count -= 8;
            out += static_cast<char>((bits >> count) & 255);
        }
    }
    return out;
}

}  // namespace tributary::alerts::state_json
