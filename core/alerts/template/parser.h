// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <functional>
#include <set>
#include <string>

#include "core/alerts/template/node.h"
#include "core/base/error.h"

namespace tributary::alerts::templates {

struct Parsed {
    std::shared_ptr<const Definition> main;
    Definitions definitions;  ///< of {{define}} and {{block}}
};

/// `variables` are known from the start, with '$'. Unknown functions and variables are errors here.
Result<Parsed> parse(std::string_view text, const std::string& origin, const std::set<std::string>& variables,
                     size_t maxDepth);

}  // namespace tributary::alerts::templates
