// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QtCore/QString>
#include <functional>

namespace tributary::ui {

/// What the window asks of the program that owns it. Called in the UI thread, return at once.
struct WindowHooks {
    std::function<void(const QString& path)> openWorkspace;
    std::function<void()> openDemo;
    std::function<void()> quit;
};

}  // namespace tributary::ui
