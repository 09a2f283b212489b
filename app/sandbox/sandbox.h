// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

namespace tributary::sandbox {

/// One plugin process, from the lock-down to the end of the channel. Started by the program only, with the
/// descriptors core/plugin/wire/message.h names; by hand it says so and returns 2.
int run();

}  // namespace tributary::sandbox
