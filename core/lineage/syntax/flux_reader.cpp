// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/lineage/syntax/flux_reader.h"

#include <algorithm>

namespace tributary::lineage {
namespace {

/// The text behind `key:` inside the brackets at `open`.
std::string argument(const TokenStream& tokens, size_t open, std::string_view key) {
    const size_t close = std::min<size_t>(tokens[open].match, tokens.size());
    for (size_t i = open + 1; i + 2 < close + 1; ++i) {
        if (tokens.raw(i) == key && tokens.isOp(i + 1, ":") && tokens[i + 2].kind == TokenKind::String) {
            return tokens.literal(i + 2);
        }
    }
    return {};
}

/// r._measurement == "cpu"
std::string measurement(const TokenStream& tokens, size_t at) {
    const bool equals = tokens.raw(at) == "_measurement" && tokens.isOp(at + 1, "==") &&
                        tokens[at + 2].kind == TokenKind::String;
    return equals ? tokens.literal(at + 2) : std::string();
}

}  // namespace

FluxFlows readFlux(const TokenStream& tokens) {
    FluxFlows flows;
    const auto add = [](std::vector<std::vector<std::string>>& list, std::vector<std::string> name) {
        if (std::find(list.begin(), list.end(), name) == list.end()) list.push_back(std::move(name));
    };
    std::string bucket;
    for (size_t i = 0; i < tokens.size(); ++i) {
        const std::string name = measurement(tokens, i);
        if (!name.empty() && !bucket.empty()) {
            std::erase(flows.reads, std::vector<std::string>{bucket});
            add(flows.reads, {bucket, name});
        }
        if (!tokens.isName(i) || !tokens.isOp(i + 1, "(")) continue;
        const std::string_view function = tokens.raw(i);
        if (function != "from" && function != "to") continue;
        const std::string target = argument(tokens, i + 1, "bucket");
        if (target.empty()) continue;
        if (function == "from") {
            bucket = target;
            add(flows.reads, {bucket});
        } else {
            const std::string column = argument(tokens, i + 1, "measurement");
            add(flows.writes,
                column.empty() ? std::vector<std::string>{target} : std::vector<std::string>{target, column});
        }
    }
    return flows;
}

}  // namespace tributary::lineage
