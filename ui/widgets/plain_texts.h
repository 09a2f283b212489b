// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QtCore/QObject>

namespace tributary::ui {

/// Shows every text as it is written. Qt's labels, tool tips and message boxes take a text that looks like
/// HTML for HTML, so that a name in a database or a plugin's message could hide words or load pictures.
/// Installed on the application, this makes each of them plain before it is first shown, but those that were
/// made Qt::RichText on purpose.
class PlainTexts : public QObject {
  public:
    using QObject::QObject;
    bool eventFilter(QObject* watched, QEvent* event) override;
};

}  // namespace tributary::ui
