// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <optional>
#include <string>

#include "core/plugin/package/manifest.h"

namespace tributary::plugin {

struct FieldFault {
    std::string part;  ///< "connection", "processor" …
    std::string why;
};

/// The first field of a manifest that would allow something by itself. What a field opens is for the person
/// to write into it: a manifest may propose a host only if its `permissions` name it, too, and a port, which
/// only says which one of that host; it proposes no files.
std::optional<FieldFault> grantFault(const Manifest& manifest);

}  // namespace tributary::plugin
