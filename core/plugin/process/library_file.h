// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/error.h"
#include "core/plugin/confine/descriptor.h"
#include "core/plugin/process/launch.h"

namespace tributary::plugin {

/// Opens a plugin's library once; the process loads it through this descriptor. NotFound, Io.
Result<Descriptor> openLibrary(const Launch& launch);
/// Compares that very file with the hash it was installed with, if one is known. Corrupt: changed since.
Result<void> checkLibrary(const Launch& launch, int library);

}  // namespace tributary::plugin
