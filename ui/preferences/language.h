// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QtCore/QString>
#include <QtCore/QTranslator>
#include <memory>
#include <vector>

namespace tributary::ui {

/// The language of the window: our translations (compiled in) and Qt's own (from the desktop). One per
/// program.
class Language {
  public:
    /// "en", "zh_CN"; empty: what the desktop speaks, English when we do not.
    void use(const QString& code);
    QString current() const { return m_current; }

    /// Turns English text that comes from a connector's descriptor into the window's language.
    static QString descriptorText(const std::string& english);

  private:
    QString m_current;
    std::vector<std::unique_ptr<QTranslator>> m_translators;
};

}  // namespace tributary::ui
