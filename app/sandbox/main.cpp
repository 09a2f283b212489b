// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/sandbox/sandbox.h"

int main() {
    return tributary::sandbox::run();
}
