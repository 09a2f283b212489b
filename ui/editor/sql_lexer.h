// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/editor/qscintilla.h"

#include <QtCore/QByteArray>

#include "ui/theme/theme.h"

namespace tributary::ui {

/// Colours SQL by the theme's roles. Call `restyle` when the theme changes.
class SqlLexer : public QsciLexerSQL {
    Q_OBJECT

  public:
    SqlLexer(const Theme& theme, QObject* parent);
    const char* keywords(int set) const override;
    void restyle();

  private:
    const Theme& m_theme;
    QByteArray m_keywords;
    QByteArray m_functions;
    QByteArray m_types;
};

}  // namespace tributary::ui
