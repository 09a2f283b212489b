// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/theme/theme.h"

#include <QtCore/QDir>
#include <QtCore/QFile>
#include <QtGui/QGuiApplication>
#include <QtGui/QScreen>
#include <QtWidgets/QApplication>
#include <algorithm>
#include <cmath>

#include "ui/theme/icon_engine.h"
#include "ui/theme/metrics.h"
#include "ui/theme/style_sheet.h"

// Outside every namespace: Qt's macro wants it so. A static library's resources are dropped unless somebody
// asks.
static void initResources() {
    Q_INIT_RESOURCE(icons);
}

namespace tributary::ui {

namespace {

QString folderName(Scheme scheme) {
    return scheme == Scheme::Dark ? QStringLiteral("dark") : QStringLiteral("light");
}

const QString kInterface = QStringLiteral("Inter");
const QString kMonospace = QStringLiteral("JetBrains Mono");
constexpr int kSmallestText = 11;
constexpr int kLargestText = 20;

Scheme resolve(Theme::Mode mode, const QPalette& system) {
    if (mode == Theme::Mode::Light) return Scheme::Light;
    if (mode == Theme::Mode::Dark) return Scheme::Dark;
    const bool dark =
        system.color(QPalette::Window).lightness() < system.color(QPalette::WindowText).lightness();
    return dark ? Scheme::Dark : Scheme::Light;
}

// Points, because a style sheet and QFont take fractions of those only.
double points(double pixels) {
    const QScreen* screen = QGuiApplication::primaryScreen();
    return pixels * 72.0 / (screen ? screen->logicalDotsPerInchY() : 96.0);
}

}  // namespace

Theme::Theme(QObject* parent) : QObject(parent), m_systemPalette(QGuiApplication::palette()) {
    initResources();
    // Substitutions and not QFont::setFamilies: a list on the program's font would win over the family
    // Scintilla sets.
    const QString chinese = QStringLiteral("Noto Sans CJK SC");
    QFont::insertSubstitutions(kInterface, {chinese, QStringLiteral("sans-serif")});
    QFont::insertSubstitutions(
        kMonospace, {QStringLiteral("Noto Sans Mono CJK SC"), chinese, QStringLiteral("monospace")});
    m_scheme = resolve(m_mode, m_systemPalette);
    writeImages();
}

void Theme::writeImages() {
    for (const Scheme scheme : {Scheme::Light, Scheme::Dark}) {
        const QString folder = m_images.filePath(folderName(scheme));
        QDir().mkpath(folder);
        for (const auto& [name, role] : styleSheetImages()) {
            QFile file(folder + QStringLiteral("/%1.svg").arg(name));
            if (file.open(QIODevice::WriteOnly)) file.write(tintedSvg(name, tokenColor(role, scheme)));
        }
    }
}

QString Theme::imageFolder() const {
    return m_images.filePath(folderName(m_scheme));
}

void Theme::setMode(Mode mode) {
    m_mode = mode;
    m_scheme = resolve(mode, m_systemPalette);
    apply();
    Q_EMIT changed();
}

void Theme::setTextSize(int pixels) {
    m_textSize = std::clamp(pixels, kSmallestText, kLargestText);
    apply();
    Q_EMIT changed();
}

QColor Theme::sourceColor(const QString& light, const QString& dark) const {
    QColor wanted(isDark() && !dark.isEmpty() ? dark : light);
    if (!wanted.isValid()) wanted = color(Role::TextMuted);
    return withContrast(wanted, color(Role::Surface), 3.0);
}

QFont Theme::font(double pixels, bool semibold) const {
    QFont font;
    font.setFamily(kInterface);
    font.setPointSizeF(points(scaled(pixels)));
    font.setWeight(semibold ? QFont::DemiBold : QFont::Normal);
    return font;
}

QFont Theme::monospace(double pixels) const {
    QFont font;
    font.setFamily(kMonospace);
    font.setStyleHint(QFont::Monospace);
    // Scintilla measures in whole pixels and paints in fractions: a letter must be whole pixels wide (0.6
    // em).
    constexpr double kAdvance = 0.6;
    font.setPointSizeF(points(std::round(scaled(pixels) * kAdvance) / kAdvance));
    return font;
}

QIcon Theme::icon(const QString& name, Role role) const {
    return QIcon(new IconEngine(*this, name, role, std::nullopt));
}

QIcon Theme::icon(const QString& name, const QColor& color) const {
    return QIcon(new IconEngine(*this, name, Role::Text, color));
}

QPalette Theme::palette() const {
    QPalette p;
    const QColor text = color(Role::Text);
    const QColor faint = color(Role::TextFaint);
    p.setColor(QPalette::Window, color(Role::Window));
    p.setColor(QPalette::Base, color(Role::Surface));
    p.setColor(QPalette::AlternateBase, color(Role::SurfaceAlt));
    p.setColor(QPalette::Button, color(Role::Surface));
    p.setColor(QPalette::ToolTipBase, color(Role::Surface));
    for (const auto role :
         {QPalette::WindowText, QPalette::Text, QPalette::ButtonText, QPalette::ToolTipText}) {
        p.setColor(role, text);
        p.setColor(QPalette::Disabled, role, faint);
    }
    p.setColor(QPalette::BrightText, color(Role::Danger));
    p.setColor(QPalette::PlaceholderText, faint);
    p.setColor(QPalette::Highlight, color(Role::Selection));
    p.setColor(QPalette::HighlightedText, text);
    p.setColor(QPalette::Link, color(Role::Accent));
    p.setColor(QPalette::LinkVisited, color(Role::Accent));
    p.setColor(QPalette::Light, color(Role::Surface));
    p.setColor(QPalette::Midlight, color(Role::SurfaceAlt));
    p.setColor(QPalette::Mid, color(Role::Border));
    p.setColor(QPalette::Dark, color(Role::Outline));
    p.setColor(QPalette::Shadow, color(Role::Shadow));
    return p;
}

QString Theme::styleSheet() const {
    return buildStyleSheet(m_scheme, imageFolder(), [this](double pixels) { return points(scaled(pixels)); });
}

void Theme::apply() {
    QApplication::setFont(font(metrics::kTextBody));
    QApplication::setPalette(palette());
    if (auto* app = qobject_cast<QApplication*>(QCoreApplication::instance()))
        app->setStyleSheet(styleSheet());
}

}  // namespace tributary::ui
