// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string>
#include <vector>

#include "core/lineage/syntax/token_stream.h"

namespace tributary::lineage {

/// What a Flux script reads and writes: buckets, with the measurement where a filter or `to` names one.
struct FluxFlows {
    std::vector<std::vector<std::string>> reads;
    std::vector<std::vector<std::string>> writes;
};

FluxFlows readFlux(const TokenStream& tokens);

}  // namespace tributary::lineage
