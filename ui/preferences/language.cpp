// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/preferences/language.h"

#include <QtCore/QCoreApplication>
#include <QtCore/QLibraryInfo>
#include <QtCore/QLocale>
#include <string>

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

void Language::use(const QString& code) {
    for (const auto& translator : m_translators) QCoreApplication::removeTranslator(translator.get());
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
    install(QStringLiteral("qtbase_") + m_current, QLibraryInfo::location(QLibraryInfo::TranslationsPath));
    install(QStringLiteral("tributary_") + m_current, QStringLiteral(":/translations"));
}

QString Language::descriptorText(const std::string& english) {
    return english.empty() ? QString() : QCoreApplication::translate("Descriptor", english.c_str());
}

}  // namespace tributary::ui
