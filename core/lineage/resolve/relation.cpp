// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/lineage/resolve/relation.h"

#include <algorithm>

namespace tributary::lineage {
namespace {

char lower(char c) {
    return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
}

}  // namespace

bool sameName(std::string_view a, std::string_view b) {
    return a.size() == b.size() &&
           std::equal(a.begin(), a.end(), b.begin(), [](char x, char y) { return lower(x) == lower(y); });
}

bool Relation::open() const {
    return std::any_of(columns.begin(), columns.end(), [](const Output& c) { return c.star; });
}

void append(Flows& to, const Flows& from) {
    to.insert(to.end(), from.begin(), from.end());
}

void normalize(Flows& flows) {
    if (flows.size() < 2) return;
    std::sort(flows.begin(), flows.end());
    Flows out;
    for (auto& flow : flows) {
        const bool same = !out.empty() && out.back().table == flow.table && out.back().column == flow.column;
        if (same && out.back().subtype == flow.subtype) {
            out.back().masking = out.back().masking && flow.masking;
        } else if (same && isDirect(out.back().subtype) && isDirect(flow.subtype)) {
            out.back().subtype = flow.subtype;
            out.back().masking = out.back().masking && flow.masking;
        } else {
            out.push_back(std::move(flow));
        }
    }
    flows = std::move(out);
}

}  // namespace tributary::lineage
