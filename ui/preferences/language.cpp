// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/preferences/language.h"

#include <QtCore/QCoreApplication>
#include <QtCore/QLibraryInfo>
#include <QtCore/QLocale>
#include <string>
#include <string_view>

// Outside every namespace: Qt's macro wants it so. A static library's resources are dropped unless somebody
// asks.
static void initTranslations() {
    Q_INIT_RESOURCE(translations);
}

namespace tributary::ui {

namespace {

QString resolve(const QString& code) {
    if (!code.isEmpty()) return code;
    return QLocale::system().language() == QLocale::Chinese ? QStringLiteral("zh_CN") : QStringLiteral("en");
}

}  // namespace

/// Texts that plugins bring along, in the form Qt asks its translators for them.
class DescriptorTexts : public QTranslator {
  public:
    void learn(const std::map<std::string, std::map<std::string, std::string>>& texts) {
        for (const auto& [language, all] : texts) {
            for (const auto& [english, text] : all) m_texts[language][english] = QString::fromStdString(text);
        }
    }
    void use(const QString& code) { m_code = code.toStdString(); }

    bool isEmpty() const override { return false; }
    QString translate(const char* context, const char* source, const char*, int) const override {
        if (!source || !context || std::string_view(context) != "Descriptor") return {};
        for (const std::string& code : {m_code, m_code.substr(0, m_code.find('_'))}) {
            const auto language = m_texts.find(code);
            if (language == m_texts.end()) continue;
            const auto text = language->second.find(source);
            if (text != language->second.end()) return text->second;
        }
        return {};
    }

  private:
    std::map<std::string, std::map<std::string, QString>> m_texts;
    std::string m_code;
};

Language::Language() : m_descriptorTexts(std::make_unique<DescriptorTexts>()) {}
Language::~Language() = default;

void Language::learn(const std::map<std::string, std::map<std::string, std::string>>& texts) {
    m_descriptorTexts->learn(texts);
}

void Language::use(const QString& code) {
    for (const auto& translator : m_translators) QCoreApplication::removeTranslator(translator.get());
    QCoreApplication::removeTranslator(m_descriptorTexts.get());
    m_translators.clear();
    initTranslations();
    m_current = resolve(code);
    QLocale::setDefault(QLocale(m_current == QLatin1String("en") ? QStringLiteral("en_US") : m_current));
    if (m_current == QLatin1String("en")) return;
    const auto install = [this](const QString& name, const QString& folder) {
        auto translator = std::make_unique<QTranslator>();
        if (!translator->load(name, folder)) return;  // Qt's own may be missing: its few texts stay English
        QCoreApplication::installTranslator(translator.get());
        m_translators.push_back(std::move(translator));
    };
    m_descriptorTexts->use(m_current);
    QCoreApplication::installTranslator(m_descriptorTexts.get());  // asked last: what is built in goes first
    install(QStringLiteral("qtbase_") + m_current, QLibraryInfo::location(QLibraryInfo::TranslationsPath));
    install(QStringLiteral("tributary_") + m_current, QStringLiteral(":/translations"));
}

QString Language::descriptorText(const std::string& english) {
    return english.empty() ? QString() : QCoreApplication::translate("Descriptor", english.c_str());
}

}  // namespace tributary::ui
