// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QtCore/QString>
#include <QtCore/QTranslator>
#include <map>
#include <memory>
#include <string>
#include <vector>

namespace tributary::ui {

class DescriptorTexts;

/// The language of the window: our translations (compiled in) and Qt's own (from the desktop). One per
/// program.
class Language {
  public:
    Language();
    ~Language();
    /// "en", "zh_CN"; empty: what the desktop speaks, English when we do not.
    void use(const QString& code);
    QString current() const { return m_current; }

    /// What plugins call the texts of their forms in other languages: language → English text → text.
    void learn(const std::map<std::string, std::map<std::string, std::string>>& texts);

    /// Turns English text that comes from a connector's descriptor into the window's language.
    static QString descriptorText(const std::string& english);

  private:
    QString m_current;
    std::vector<std::unique_ptr<QTranslator>> m_translators;
    std::unique_ptr<DescriptorTexts> m_descriptorTexts;
};

}  // namespace tributary::ui
