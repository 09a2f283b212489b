// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string_view>

namespace tributary::lineage {

/// What lineage needs to know of a function, by its upper-case name over all dialects.
struct FunctionFacts {
    bool aggregate = false;     ///< many rows make one value
    bool masking = false;       ///< the argument cannot be read back from the value
    bool firstDecides = false;  ///< the first argument only picks among the others
    bool datePart = false;      ///< takes bare words such as MONTH
    bool cast = false;          ///< f(x AS type)
    bool typeFirst = false;     ///< f(type, x)
    bool dictionary = false;    ///< the first argument names a table
};

FunctionFacts factsOf(std::string_view upperName);
/// DAY, MONTH … as date functions and INTERVAL take them.
bool isDatePart(std::string_view upperName);

}  // namespace tributary::lineage
