// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/lineage/syntax/constant_text.h"

#include <algorithm>

#include "core/lineage/schema.h"

namespace tributary::lineage {
namespace {

bool isConcat(std::string_view word) {
    return word.size() == 6 && std::equal(word.begin(), word.end(), "CONCAT", [](char a, char b) {
               return (a >= 'a' && a <= 'z' ? a - 'a' + 'A' : a) == b;
           });
}

}  // namespace

std::optional<std::string> constantText(const TokenStream& tokens, size_t first, size_t last,
                                        const std::map<std::string, std::string>& variables) {
    std::string out;
    bool any = false;
    last = std::min(last, tokens.size());
    for (size_t at = first; at < last; ++at) {
        const Token& token = tokens[at];
        // Brackets and CONCAT's commas only group: the parts stand in their order.
        const bool glue = tokens.isOp(at, "||") || tokens.isOp(at, "+") || tokens.isOp(at, "(") ||
                          tokens.isOp(at, ")") || tokens.isOp(at, ",");
        if (glue) continue;
        if (token.kind == TokenKind::String) {
            out += tokens.literal(at);
            any = true;
        } else if (token.kind == TokenKind::Word && isConcat(tokens.raw(at)) && tokens.isOp(at + 1, "(")) {
            continue;
        } else if (token.kind == TokenKind::Word || token.kind == TokenKind::Parameter ||
                   token.kind == TokenKind::Quoted) {
            std::string name = tokens.name(at);
            if (name.starts_with(":")) name.erase(0, 1);
            const auto known = variables.find(foldName(name));
            if (known == variables.end() || tokens.isOp(at + 1, "(")) return std::nullopt;
            out += known->second;
            any = true;
        } else {
            return std::nullopt;
        }
    }
    if (!any) return std::nullopt;
    return out;
}

}  // namespace tributary::lineage
