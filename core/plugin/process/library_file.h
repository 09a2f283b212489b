// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/error.h"
#include "core/plugin/confine/descriptor.h"
#include "core/plugin/process/launch.h"

namespace tributary::plugin {

/// Opens a plugin's library once and compares that very file with the hash it was installed with; the process
/// loads it through this descriptor. NotFound, Permission, Corrupt (changed since), Io.
Result<Descriptor> openLibrary(const Launch& launch);

}  // namespace tributary::plugin
