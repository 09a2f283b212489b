// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string>
#include <string_view>

#include "core/base/error.h"

namespace tributary::plugin {

// What guard and child say to each other on kGuardDescriptor (SEQPACKET, one letter and a text), in this
// order:
//   child → guard  R it runs
//   guard → child  G "1" or "0", whether the guard can look into the child, and the grants
//   child → guard  L numbers in the child: of the filter's listener, of the socket for names; -1: none
//   guard → child  B "1": the guard has the listener and can see into the child, "0": not
//   child → guard  P protection            (or at any time E what went wrong)
constexpr char kSaysReady = 'R';
constexpr char kSaysGrants = 'G';
constexpr char kSaysListener = 'L';
constexpr char kSaysBroker = 'B';
constexpr char kSaysProtection = 'P';
constexpr char kSaysGo = 'O';  ///< what the process does from now on is the plugin's doing
constexpr char kSaysError = 'E';

constexpr size_t kLargestSaying = 512 * 1024;

Result<void> say(int socket, char what, std::string_view text);
/// Waits for the next saying, which has to be `what`. An E becomes its error, an end of the stream one, too.
Result<std::string> hear(int socket, char what);

}  // namespace tributary::plugin
