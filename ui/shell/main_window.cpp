// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/shell/main_window.h"

#include <QtGui/QCloseEvent>
#include <utility>

#include "ui/theme/metrics.h"
#include "ui/widgets/make.h"

namespace tributary::ui {

namespace {

const char* const kGeometry = "window/geometry";

}  // namespace

MainWindow::MainWindow(Theme& theme, Preferences& preferences, WindowHooks hooks)
    : m_theme(theme), m_preferences(preferences), m_hooks(std::move(hooks)), m_root(new QWidget(this)) {
    setWindowTitle(QStringLiteral("Tributary"));
    setMinimumSize(720, 480);
    resize(1440, 900);
    restoreGeometry(preferences.bytes(QLatin1String(kGeometry)));
    m_root->setLayout(make::column(0));
    setCentralWidget(m_root);
    showBusy(tr("Opening the workspace…"));
}

MainWindow::~MainWindow() {
    closeWorkspace();
}

void MainWindow::closeWorkspace() {
    if (!m_view) return;
    m_view->prepareToClose();
    delete std::exchange(m_view, nullptr);  // at once: the workbench it stands on goes next
}

void MainWindow::showPage(QWidget* page) {
    auto* layout = static_cast<QVBoxLayout*>(m_root->layout());
    delete std::exchange(m_page, nullptr);
    delete std::exchange(m_top, nullptr);
    if (m_view) {
        auto* bar = new TopBar(m_theme, m_view->commands(), m_root);
        bar->setWorkspaceName(m_view->name());
        auto* box = new QWidget(m_root);
        box->setLayout(make::column(0));
        box->layout()->addWidget(bar);
        box->layout()->addWidget(make::horizontalLine(box));
        m_top = box;
        layout->addWidget(m_top);
    } else {
        m_page = page;
    }
    layout->addWidget(page, 1);
    page->show();
}

WorkspaceView* MainWindow::showWorkspace(engine::Workbench& workbench, Background& background,
                                         const PluginParts* plugins) {
    closeWorkspace();
    m_view = new WorkspaceView(workbench, background, m_theme, m_preferences, m_hooks, plugins, m_root);
    showPage(m_view);
    setWindowTitle(QStringLiteral("%1 – Tributary").arg(m_view->name()));
    return m_view;
}

QWidget* MainWindow::messagePage(const QString& icon, Role tint, const QString& text) {
    auto* page = make::frame("surface", m_root);
    auto* column = make::column(16);
    page->setLayout(column);
    auto* picture = new QLabel(page);
    picture->setPixmap(m_theme.icon(icon, tint).pixmap(36, 36));
    auto* words = make::label(text, "muted", page);
    words->setWordWrap(true);
    words->setAlignment(Qt::AlignCenter);
    words->setFixedWidth(560);
    words->setTextInteractionFlags(Qt::TextSelectableByMouse);
    column->addStretch(1);
    column->addWidget(picture, 0, Qt::AlignHCenter);
    column->addWidget(words, 0, Qt::AlignHCenter);
    return page;
}

void MainWindow::showBusy(const QString& message) {
    closeWorkspace();
    QWidget* page = messagePage(QStringLiteral("waves"), Role::Accent, message);
    auto* column = static_cast<QVBoxLayout*>(page->layout());
    column->addStretch(1);
    showPage(page);
}

void MainWindow::showFailure(const Error& error) {
    closeWorkspace();
    QWidget* page = messagePage(QStringLiteral("triangle-alert"), Role::Danger, make::errorText(error));
    auto* column = static_cast<QVBoxLayout*>(page->layout());
    auto* again = make::button(tr("Open the usual workspace"), "primary", page);
    connect(again, &QPushButton::clicked, this, [this] { m_hooks.openWorkspace({}); });
    column->addWidget(again, 0, Qt::AlignHCenter);
    column->addStretch(1);
    showPage(page);
}

void MainWindow::closeEvent(QCloseEvent* event) {
    m_preferences.setBytes(QLatin1String(kGeometry), saveGeometry());
    closeWorkspace();
    event->accept();
    m_hooks.quit();
}

}  // namespace tributary::ui
