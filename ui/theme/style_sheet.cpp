// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/theme/style_sheet.h"

#include <QtCore/QPair>
#include <QtCore/QVector>

#include "ui/theme/metrics.h"

namespace tributary::ui {

namespace {

// @name@ stands for a role, %name% for a text size; see `buildStyleSheet`.
constexpr const char* kFrames = R"(
* { outline: none; }
QMainWindow, QDialog { background: @window@; }
QDialog { background: @surface@; }
QToolTip { background: @surface@; color: @text@; border: 1px solid @border@; padding: 4px 6px; }
QFrame[kind="bar"] { background: @window@; border: none; }
QFrame[kind="surface"] { background: @surface@; border: none; }
QFrame[kind="alt"] { background: @surfaceAlt@; border: none; }
QFrame[kind="line"] { background: @border@; border: none; }
QFrame[kind="card"] { background: @surface@; border: 1px solid @border@; border-radius: 8px; }
QFrame[kind="note"] { background: @surfaceAlt@; border: none; border-radius: 8px; }
QFrame[kind="float"] { background: @surface@; border: 1px solid @outline@; border-radius: 8px; }
QSplitter { background: @surface@; }
QSplitter::handle { background: @border@; }
QSplitter::handle:hover { background: @accent@; }
QScrollArea, QStackedWidget, QAbstractScrollArea { border: none; background: transparent; }
QLabel { background: transparent; }
QLabel[kind="title"] { font-size: %title%pt; font-weight: 600; }
QLabel[kind="hero"] { font-size: %hero%pt; font-weight: 600; }
QLabel[kind="strong"] { font-weight: 600; }
QLabel[kind="muted"] { color: @muted@; }
QLabel[kind="faint"] { color: @faint@; font-size: %small%pt; }
QLabel[kind="small"] { color: @muted@; font-size: %small%pt; }
QLabel[kind="error"] { color: @danger@; }
QLabel[kind="warning"] { color: @warning@; font-size: %small%pt; }
QLabel[kind="success"] { color: @success@; }
QLabel[kind="successSmall"] { color: @success@; font-size: %small%pt; }
QLabel[kind="badge"] { background: @danger@; color: @onDanger@; border-radius: 7px; font-size: %tiny%pt; font-weight: 600; padding: 0 3px; }
QLabel[kind="dangerSmall"] { color: @danger@; font-size: %small%pt; }
QLabel:disabled { color: @faint@; }
)";

constexpr const char* kButtons = R"(
QPushButton { background: @surface@; color: @text@; border: 1px solid @outline@; border-radius: 6px; min-height: 26px;
  padding: 0 12px; }
QPushButton:hover { background: @surfaceAlt@; }
QPushButton:pressed { background: @border@; }
QPushButton:focus { border: 1px solid @accent@; }
QPushButton:disabled { color: @faint@; background: @window@; border-color: @border@; }
QPushButton[kind="primary"] { background: @accent@; color: @onAccent@; border: 1px solid @accent@; font-weight: 600; }
QPushButton[kind="primary"]:hover { background: @accentHover@; border-color: @accentHover@; }
QPushButton[kind="primary"]:pressed { background: @accentPressed@; }
QPushButton[kind="primary"]:focus { border: 1px solid @text@; }
QPushButton[kind="primary"]:disabled { background: @surfaceAlt@; color: @faint@; border-color: @border@; }
QPushButton[kind="ghost"] { background: transparent; border: 1px solid transparent; padding: 0 8px; }
QPushButton[kind="ghost"]:hover { background: @surfaceAlt@; }
QPushButton[kind="ghost"]:checked { background: @accentSoft@; color: @text@; }
QPushButton[kind="ghost"]:focus { border: 1px solid @accent@; }
QPushButton[kind="ghost"]:disabled { color: @faint@; }
QPushButton[kind="link"] { background: transparent; border: none; color: @accent@; padding: 0; min-height: 20px; }
QPushButton[kind="link"]:hover, QPushButton[kind="link"]:focus { text-decoration: underline; }
QPushButton[kind="danger"] { color: @danger@; }
QPushButton::menu-indicator { image: url(@images@/chevron-down.svg); width: 12px; height: 12px;
  subcontrol-origin: padding; subcontrol-position: right center; right: 8px; }
QPushButton[kind="boxed"] { padding: 0 24px 0 10px; }
QToolButton { background: transparent; border: 1px solid transparent; border-radius: 6px; padding: 3px; }
QToolButton:hover { background: @surfaceAlt@; }
QToolButton:pressed, QToolButton:checked { background: @accentSoft@; }
QToolButton:focus { border: 1px solid @accent@; }
QToolButton::menu-indicator { image: none; }
QFrame[kind="bar"] QToolButton:hover { background: @border@; }
QToolButton[kind="activity"] { border-radius: 8px; padding: 0; }
QFrame[kind="bar"] QToolButton[kind="activity"]:checked { background: @accentSoft@; }
QToolButton#gotoField { background: @surface@; border: 1px solid @outline@; border-radius: 6px; color: @faint@;
  text-align: left; padding: 0 8px; }
QToolButton#gotoField:hover { border-color: @accent@; background: @surface@; }
)";

constexpr const char* kFields = R"(
QLineEdit, QSpinBox, QComboBox, QDateTimeEdit { background: @field@; border: 1px solid @outline@;
  border-radius: 6px; min-height: 26px; padding: 0 8px; selection-background-color: @selectionStrong@;
  selection-color: @text@; }
QLineEdit:focus, QSpinBox:focus, QComboBox:focus, QDateTimeEdit:focus { border: 1px solid @accent@; }
QLineEdit:disabled, QSpinBox:disabled, QComboBox:disabled { color: @faint@; background: @window@; }
QLineEdit[state="error"] { border: 1px solid @danger@; }
QLineEdit#paletteInput { border: none; border-radius: 0; background: transparent; font-size: %title%pt;
  min-height: 38px; padding: 0 4px; }
QPlainTextEdit, QTextEdit, QTextBrowser { background: @surface@; color: @text@; border: 1px solid @outline@;
  border-radius: 6px; selection-background-color: @selectionStrong@; selection-color: @text@; }
QPlainTextEdit:focus, QTextEdit:focus { border: 1px solid @accent@; }
QPlainTextEdit[kind="flat"], QTextBrowser[kind="flat"], QTextEdit[kind="flat"] { border: none; border-radius: 0; }
QComboBox { padding-right: 22px; }
QComboBox::drop-down { border: none; width: 24px; }
QComboBox::down-arrow { image: url(@images@/chevron-down.svg); width: 14px; height: 14px; }
QComboBox QAbstractItemView { background: @surface@; border: 1px solid @outline@; padding: 4px; outline: none;
  selection-background-color: @accentSoft@; selection-color: @text@; }
QComboBox QAbstractItemView::item { min-height: 26px; padding: 0 6px; border-radius: 4px; }
QSpinBox::up-button, QSpinBox::down-button { border: none; width: 18px; background: transparent; }
QSpinBox::up-arrow { image: url(@images@/chevron-up.svg); width: 12px; height: 12px; }
QSpinBox::down-arrow { image: url(@images@/chevron-down.svg); width: 12px; height: 12px; }
QCheckBox, QRadioButton { spacing: 8px; background: transparent; border: 1px solid transparent; border-radius: 4px;
  padding: 2px; }
QCheckBox:focus, QRadioButton:focus { border-color: @accent@; }
QCheckBox::indicator, QRadioButton::indicator { width: 14px; height: 14px; border: 1px solid @control@;
  background: @field@; border-radius: 4px; }
QCheckBox::indicator:checked { background: @accent@; border-color: @accent@;
  image: url(@images@/check.svg); }
QRadioButton::indicator { border-radius: 7px; }
QRadioButton::indicator:checked { background: @onAccent@; border: 5px solid @accent@; width: 6px; height: 6px;
  border-radius: 8px; }
QProgressBar { background: @surfaceAlt@; border: none; border-radius: 2px; max-height: 4px; min-height: 4px; }
QProgressBar::chunk { background: @accent@; border-radius: 2px; }
)";

constexpr const char* kViews = R"(
QAbstractItemView { background: @surface@; alternate-background-color: @window@; color: @text@; border: none;
  selection-background-color: @selection@; selection-color: @text@; }
QTreeView::item, QListView::item { border: none; padding: 0 4px; }
QTreeView::item { min-height: 26px; }
QTreeView::item:hover, QListView::item:hover { background: @hover@; }
QTreeView::item:selected, QListView::item:selected { background: @accentSoft@; color: @text@; }
QTreeView::branch { background: transparent; }
QTreeView::branch:selected { background: @accentSoft@; }
QTreeView::branch:hover:!selected { background: @hover@; }
QTreeView::branch:has-children:closed { image: url(@images@/chevron-right.svg); }
QTreeView::branch:has-children:open { image: url(@images@/chevron-down.svg); }
QTableView { gridline-color: @border@; }
QTableView::item:selected { background: @selection@; color: @text@; }
QHeaderView { background: @surfaceAlt@; border: none; }
QHeaderView::section { background: @surfaceAlt@; color: @text@; border: none; border-right: 1px solid @border@;
  border-bottom: 1px solid @border@; padding: 0 8px; }
QTableCornerButton::section { background: @surfaceAlt@; border: none; border-right: 1px solid @border@;
  border-bottom: 1px solid @border@; }
QScrollBar { background: transparent; border: none; margin: 0; }
QScrollBar:vertical { width: 12px; }
QScrollBar:horizontal { height: 12px; }
QScrollBar::handle { background: @scroll@; border-radius: 3px; margin: 3px; }
QScrollBar::handle:vertical { min-height: 32px; }
QScrollBar::handle:horizontal { min-width: 32px; }
QScrollBar::handle:hover { background: @scrollHover@; }
QScrollBar::add-line, QScrollBar::sub-line, QScrollBar::add-page, QScrollBar::sub-page { background: transparent;
  border: none; width: 0; height: 0; }
QAbstractScrollArea::corner { background: transparent; border: none; }
)";

constexpr const char* kChrome = R"(
QTabBar { background: transparent; border: none; qproperty-drawBase: 0; }
QTabBar::tab { background: transparent; color: @muted@; border: none; border-right: 1px solid transparent;
  border-top: 2px solid transparent; height: 32px; padding: 0 12px; }
QTabBar::tab:hover { color: @text@; background: @hover@; }
QTabBar::tab:selected { color: @text@; background: @surface@; border-top: 2px solid @accent@;
  border-right: 1px solid @border@; }
QTabBar::tab:focus { color: @accent@; }
QTabBar::close-button { image: url(@images@/x.svg); width: 14px; height: 14px; subcontrol-position: right; margin: 0 2px; }
QTabBar::close-button:hover { background: @border@; border-radius: 4px; }
QTabBar::scroller { width: 28px; }
QTabBar QToolButton { background: @window@; border: none; border-radius: 0; }
QTabWidget::pane { border: none; }
QTabBar[kind="segments"]::tab { background: transparent; border: none; border-bottom: 2px solid transparent;
  height: 30px; padding: 0 10px; }
QTabBar[kind="segments"]::tab:selected { border-bottom: 2px solid @accent@; color: @text@; background: transparent; }
QMenu { background: @surface@; border: 1px solid @outline@; padding: 4px; }
QMenu::item { padding: 5px 24px 5px 8px; border-radius: 4px; min-height: 18px; }
QMenu::icon { padding-left: 6px; }
QMenu::item:selected { background: @accentSoft@; color: @text@; }
QMenu::item:disabled { color: @faint@; }
QMenu::separator { height: 1px; background: @border@; margin: 4px 6px; }
QMenu::right-arrow { image: url(@images@/chevron-right.svg); width: 12px; height: 12px; }
QStatusBar { background: @window@; }
QStatusBar::item { border: none; }
)";

struct Value {
    const char* name;
    QColor color;
};

QVector<Value> colorValues(Scheme scheme) {
    const auto token = [scheme](Role role) { return tokenColor(role, scheme); };
    const QColor text = token(Role::Text);
    const QColor accent = token(Role::Accent);
    const QColor surface = token(Role::Surface);
    const bool dark = scheme == Scheme::Dark;
    return {
        {"window", token(Role::Window)},
        {"surface", surface},
        {"surfaceAlt", token(Role::SurfaceAlt)},
        {"border", token(Role::Border)},
        {"outline", token(Role::Outline)},
        {"text", text},
        {"muted", token(Role::TextMuted)},
        {"faint", token(Role::TextFaint)},
        {"accent", accent},
        {"onAccent", token(Role::OnAccent)},
        {"accentSoft", token(Role::AccentSoft)},
        {"selection", token(Role::Selection)},
        {"danger", token(Role::Danger)},
        {"onDanger", token(Role::Surface)},
        {"warning", token(Role::Warning)},
        {"success", token(Role::Success)},
        {"accentHover", blend(text, accent, 0.12)},
        {"accentPressed", blend(text, accent, 0.24)},
        {"selectionStrong", blend(accent, surface, dark ? 0.35 : 0.22)},
        {"hover", blend(text, surface, 0.05)},
        {"field", dark ? token(Role::Window) : surface},
        {"control", withContrast(token(Role::Outline), surface, 3.0)},
        {"scroll", blend(text, surface, 0.18)},
        {"scrollHover", blend(text, surface, 0.34)},
    };
}

}  // namespace

QString buildStyleSheet(Scheme scheme, const QString& imageFolder,
                        const std::function<double(double)>& points) {
    QString sheet;
    for (const char* part : {kFrames, kButtons, kFields, kViews, kChrome}) sheet += QString::fromLatin1(part);
    for (const Value& value : colorValues(scheme)) {
        sheet.replace(QStringLiteral("@%1@").arg(QLatin1String(value.name)), value.color.name());
    }
    sheet.replace(QStringLiteral("@images@"), imageFolder);
    const QVector<QPair<QString, double>> sizes{
        {QStringLiteral("tiny"), metrics::kTextTiny},
        {QStringLiteral("small"), metrics::kTextSmall},
        {QStringLiteral("title"), metrics::kTextTitle},
        {QStringLiteral("hero"), metrics::kTextHero},
    };
    for (const auto& [name, pixels] : sizes) {
        sheet.replace(QStringLiteral("%%1%").arg(name), QString::number(points(pixels), 'f', 2));
    }
    return sheet;
}

const std::vector<std::pair<QString, Role>>& styleSheetImages() {
    static const std::vector<std::pair<QString, Role>> kImages{
        {QStringLiteral("chevron-down"), Role::TextMuted},
        {QStringLiteral("chevron-right"), Role::TextMuted},
        {QStringLiteral("chevron-up"), Role::TextMuted},
        {QStringLiteral("check"), Role::OnAccent},
        {QStringLiteral("x"), Role::TextFaint},
    };
    return kImages;
}

}  // namespace tributary::ui
