// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string>

#include "core/base/error.h"
#include "core/plugin/package/manifest.h"
#include "core/plugin/package/repository_index.h"

namespace tributary::plugin {

/// What a plugin has to fit.
struct Host {
    Version version;
    std::string platform;  ///< "linux_amd64"
    std::string glibc;
    /// Of this program on this machine.
    static Host present();
};

/// Unsupported, naming both sides: "built for plugin ABI tributary 2.0, this program offers 1.0".
Result<void> checkCompatible(const Manifest& manifest, const Host& host);
Result<void> checkCompatible(const std::string& id, const IndexVersion& offer, const Host& host);

}  // namespace tributary::plugin
