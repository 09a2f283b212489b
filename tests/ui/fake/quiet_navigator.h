// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QtCore/QStringList>

#include "ui/session/navigator.h"

namespace tributary::testing {

/// Goes nowhere and remembers what it was told.
class QuietNavigator : public ui::Navigator {
  public:
    void openQuery(const ui::NewQuery&) override {}
    void newConnection() override {}
    void editConnection(const std::string&) override {}
    void duplicateConnection(const std::string&) override {}
    void insertNames(const std::vector<ui::DraggedName>&) override {}
    void openDemo() override {}
    void openWorkspace(const QString&) override {}
    void browseWorkspace() override {}
    void reveal(const std::string&, const std::vector<std::string>&) override {}
    void showLineage(const QString&, LineageSide) override {}
    void newAlertRule(const ui::RuleDraft&) override {}
    void tell(const QString& message) override { told << message; }

    QStringList told;
};

}  // namespace tributary::testing
