// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <array>
#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace pii {

enum class Kind { Email, Phone, IdCard, BankCard, Iban, Ip, Name };
constexpr size_t kKinds = 7;
constexpr std::array<const char*, kKinds> kKindNames = {"email", "phone", "id_card", "bank_card",
                                                        "iban",  "ip",    "name"};
using KindSet = std::array<bool, kKinds>;

struct Span {
    size_t from = 0, length = 0;
    Kind kind = Kind::Email;
};

/// What stands in `text`, from left to right, not overlapping. Names are not found in texts.
std::vector<Span> find(std::string_view text, const KindSet& kinds);

/// Whether a column of this name holds people's names: "full_name", "姓名" …
bool isNameColumn(std::string_view column);

bool isDigit(char c);
bool isAlnum(char c);

// Each gives the length of what begins at `at`, or 0. What is before `at` is no letter or digit.
size_t emailAt(std::string_view text, size_t at);
size_t ipAt(std::string_view text, size_t at);
size_t phoneAt(std::string_view text, size_t at);
/// Chinese resident identity card, 18 places: a real date of birth, and the check digit of GB 11643.
size_t idCardAt(std::string_view text, size_t at);
/// 13 to 19 digits, maybe in groups, with Luhn's check digit and a first digit that cards have.
size_t bankCardAt(std::string_view text, size_t at);
/// The country's length, and the remainder 1 of ISO 7064 (mod 97-10).
size_t ibanAt(std::string_view text, size_t at);

}  // namespace pii
