// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/welcome/welcome_page.h"

#include <QtCore/QDateTime>
#include <QtCore/QFileInfo>
#include <QtWidgets/QLabel>

#include "ui/theme/metrics.h"
#include "ui/welcome/action_card.h"
#include "ui/widgets/make.h"

namespace tributary::ui {

namespace {

constexpr int kWidth = 788;
constexpr int kLogo = 44;
constexpr int kRecentShown = 5;

QString lastUsed(const QFileInfo& file) {
    const qint64 days = file.lastModified().date().daysTo(QDate::currentDate());
    if (days == 0) return WelcomePage::tr("today");
    if (days == 1) return WelcomePage::tr("yesterday");
    return QLocale().toString(file.lastModified().date(), QLocale::ShortFormat);
}

}  // namespace

WelcomePage::WelcomePage(Theme& theme, Preferences& preferences, Navigator& navigator,
                         const QString& currentWorkspace, QWidget* parent)
    : QWidget(parent), m_theme(theme), m_preferences(preferences), m_navigator(navigator) {
    auto* content = new QWidget(this);
    content->setMaximumWidth(qRound(theme.scaled(kWidth)));
    auto* column = make::column(0);
    content->setLayout(column);
    column->addLayout(buildHero());
    column->addSpacing(24);
    column->addLayout(buildCards());
    column->addSpacing(32);
    addRecent(*column, currentWorkspace);
    auto* layout = make::column(0);
    setLayout(layout);
    layout->addStretch(2);
    auto* middle = make::row(0);  // as wide as it may be, with air at both sides where there is less room
    middle->setContentsMargins(24, 0, 24, 0);
    middle->addStretch(1);
    middle->addWidget(content, 1000);
    middle->addStretch(1);
    layout->addLayout(middle);
    layout->addStretch(3);
}

QLayout* WelcomePage::buildHero() {
    auto* logo = new QLabel(this);
    const auto draw = [this, logo] {
        logo->setPixmap(m_theme.icon(QStringLiteral("waves"), Role::Accent).pixmap(kLogo, kLogo));
    };
    draw();
    connect(&m_theme, &Theme::changed, logo, draw);
    auto* words = make::column(0);
    words->addWidget(make::label(tr("Welcome to Tributary"), "hero", this));
    words->addWidget(make::label(tr("All your databases, one question at a time."), "muted", this));
    auto* row = make::row(16);
    row->addStretch(1);
    row->addWidget(logo);
    row->addLayout(words);
    row->addStretch(1);
    return row;
}

QLayout* WelcomePage::buildCards() {
    auto* row = make::row(16);
    auto* demo =
        new ActionCard(m_theme, QStringLiteral("play"), Role::Accent, tr("Open the demo"),
                       tr("A shop, a million sensor readings and exchange rates. Join them in three clicks, "
                          "no server needed."),
                       this);
    auto* connection =
        new ActionCard(m_theme, QStringLiteral("plug"), Role::Info, tr("Connect a database"),
                       tr("PostgreSQL, MySQL, ClickHouse, InfluxDB, SQLite, DuckDB, and folders of "
                          "files."),
                       this);
    auto* query = new ActionCard(
        m_theme, QStringLiteral("file-code-2"), Role::Warning, tr("Write a query"),
        tr("One SQL editor over every connection of this workspace, and over local files."), this);
    connect(demo, &ActionCard::clicked, this, [this] { m_navigator.openDemo(); });
    connect(connection, &ActionCard::clicked, this, [this] { m_navigator.newConnection(); });
    connect(query, &ActionCard::clicked, this, [this] { m_navigator.openQuery({}); });
    for (QWidget* card : std::initializer_list<QWidget*>{demo, connection, query}) row->addWidget(card);
    return row;
}

void WelcomePage::addRecent(QVBoxLayout& column, const QString& currentWorkspace) {
    auto* title = make::row();
    title->addWidget(make::label(tr("Recent workspaces"), "small", this), 1);
    auto* other = make::button(tr("Open another…"), "link", this);
    connect(other, &QPushButton::clicked, this, [this] { m_navigator.browseWorkspace(); });
    title->addWidget(other);
    column.addLayout(title);
    column.addSpacing(4);
    int shown = 0;
    for (const QString& path : m_preferences.recentWorkspaces()) {
        if (shown++ == kRecentShown) break;
        const QFileInfo file(path);
        const QString right = path == currentWorkspace ? tr("open now") : lastUsed(file);
        auto* row = new WorkspaceRow(m_theme, file.completeBaseName(), file.absolutePath(), right, this);
        connect(row, &WorkspaceRow::clicked, this, [this, path] { m_navigator.openWorkspace(path); });
        column.addWidget(row);
    }
}

}  // namespace tributary::ui
