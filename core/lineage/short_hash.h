// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string>

namespace tributary::lineage {

/// Eight hexadecimal digits that tell texts apart in names; the same on every machine, not for secrets.
std::string shortHash(const std::string& text);

}  // namespace tributary::lineage
