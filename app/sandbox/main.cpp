// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/sandbox/sandbox.h"

#ifdef __SANITIZE_ADDRESS__
/// AddressSanitizer would look for leaks with a process of its own, which is refused here, and would turn the
/// signals a guard tells about into exit statuses.
extern "C" const char* __asan_default_options() {
    return "detect_leaks=0:handle_segv=0:handle_sigbus=0:handle_abort=0:handle_sigill=0:handle_sigfpe=0";
}
#endif

int main() {
    return tributary::sandbox::run();
}
