// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QtWidgets/QFormLayout>

#include "ui/preferences/preferences.h"
#include "ui/widgets/dialog_frame.h"

namespace tributary::ui {

/// Theme, language, text size, row limit and timeout. Every change takes effect at once.
class PreferencesDialog : public DialogFrame {
    Q_OBJECT

  public:
    PreferencesDialog(Preferences& preferences, QWidget* parent = nullptr);

  private:
    QWidget* themeRow();
    QWidget* languageField();
    QWidget* textSizeField();
    QWidget* rowLimitField();
    QWidget* timeoutField();

    Preferences& m_preferences;
};

}  // namespace tributary::ui
