// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/sql/keywords.h"

#include <algorithm>
#include <array>

namespace tributary::sql {
namespace {

char upperCharacter(char c) {
    return c >= 'a' && c <= 'z' ? static_cast<char>(c - 'a' + 'A') : c;
}

bool sameWord(std::string_view text, std::string_view word) {
    return std::equal(text.begin(), text.end(), word.begin(), word.end(),
                      [](char a, char b) { return upperCharacter(a) == b; });
}

// In alphabetical order.
constexpr std::array kReserved = {
    std::string_view("ALL"),       std::string_view("ALTER"),     std::string_view("AND"),
    std::string_view("AS"),        std::string_view("ASC"),       std::string_view("BETWEEN"),
    std::string_view("BY"),        std::string_view("CASE"),      std::string_view("CREATE"),
    std::string_view("CROSS"),     std::string_view("DELETE"),    std::string_view("DESC"),
    std::string_view("DISTINCT"),  std::string_view("DROP"),      std::string_view("ELSE"),
    std::string_view("END"),       std::string_view("EXCEPT"),    std::string_view("EXISTS"),
    std::string_view("FALSE"),     std::string_view("FROM"),      std::string_view("FULL"),
    std::string_view("GROUP"),     std::string_view("HAVING"),    std::string_view("ILIKE"),
    std::string_view("IN"),        std::string_view("INNER"),     std::string_view("INSERT"),
    std::string_view("INTERSECT"), std::string_view("INTO"),      std::string_view("IS"),
    std::string_view("JOIN"),      std::string_view("LEFT"),      std::string_view("LIKE"),
    std::string_view("LIMIT"),     std::string_view("NATURAL"),   std::string_view("NOT"),
    std::string_view("NULL"),      std::string_view("OFFSET"),    std::string_view("ON"),
    std::string_view("OR"),        std::string_view("ORDER"),     std::string_view("OUTER"),
    std::string_view("OVER"),      std::string_view("PARTITION"), std::string_view("QUALIFY"),
    std::string_view("RETURNING"), std::string_view("RIGHT"),     std::string_view("SELECT"),
    std::string_view("SET"),       std::string_view("TABLE"),     std::string_view("THEN"),
    std::string_view("TRUE"),      std::string_view("UNION"),     std::string_view("UPDATE"),
    std::string_view("USING"),     std::string_view("VALUES"),    std::string_view("VIEW"),
    std::string_view("WHEN"),      std::string_view("WHERE"),     std::string_view("WINDOW"),
    std::string_view("WITH")};

}  // namespace

bool isWord(std::string_view text, std::initializer_list<std::string_view> words) {
    return std::any_of(words.begin(), words.end(),
                       [text](std::string_view word) { return sameWord(text, word); });
}

std::string upper(std::string_view text) {
    std::string out(text);
    std::transform(out.begin(), out.end(), out.begin(), upperCharacter);
    return out;
}

bool isReserved(std::string_view text) {
    if (text.size() > 9) return false;
    return std::binary_search(kReserved.begin(), kReserved.end(), std::string_view(upper(text)));
}

}  // namespace tributary::sql
