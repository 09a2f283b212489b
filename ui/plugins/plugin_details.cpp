// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/plugins/plugin_details.h"

#include <QtCore/QDateTime>
#include <QtCore/QLocale>
#include <QtWidgets/QLabel>
#include <QtWidgets/QPlainTextEdit>
#include <QtWidgets/QPushButton>
#include <QtWidgets/QStackedWidget>
#include <QtWidgets/QTabBar>

#include "ui/plugins/permission_list.h"
#include "ui/plugins/plugin_words.h"
#include "ui/steps/step_text.h"
#include "ui/theme/metrics.h"
#include "ui/widgets/make.h"
#include "ui/widgets/wrapped_label.h"

namespace tributary::ui {

namespace {

constexpr int kReadme = 4;  ///< its tab

QLabel* wrapped(const char* kind) {
    auto* label = new WrappedLabel(QString(), kind);
    label->setTextInteractionFlags(Qt::TextSelectableByMouse);
    return label;
}

QString moment(int64_t milliseconds) {
    return QLocale().toString(QDateTime::fromMSecsSinceEpoch(milliseconds), QLocale::ShortFormat);
}

}  // namespace

PluginDetails::PluginDetails(Theme& theme, QWidget* parent) : QFrame(parent), m_theme(theme) {
    setProperty("kind", "surface");
    auto* column = make::column(10);
    column->setContentsMargins(16, 16, 16, 16);
    setLayout(column);
    m_title = wrapped("title");
    m_state = wrapped("small");
    m_summary = wrapped("");
    m_warning = wrapped("warning");
    column->addWidget(m_title);
    column->addWidget(m_state);
    column->addWidget(m_summary);
    column->addWidget(m_warning);
    column->addWidget(buildActions());
    column->addWidget(buildPages(), 1);
    clear();
}

QWidget* PluginDetails::buildActions() {
    auto* bar = new QWidget;
    auto* column = make::column(8);
    bar->setLayout(column);
    auto* first = make::row(8);
    auto* second = make::row(8);
    m_install = make::button(tr("Install"), "primary");
    m_enable = make::button(QString(), "normal");
    m_rollback = make::button(tr("Roll back"), "normal");
    m_rollback->setToolTip(tr("Use the version before again"));
    m_readmit = make::button(tr("Let it start again"), "normal");
    m_stop = make::button(tr("Stop"), "normal");
    m_remove = make::button(tr("Remove…"), "normal");
    for (auto* button : {m_install, m_enable, m_remove}) first->addWidget(button);
    for (auto* button : {m_readmit, m_stop, m_rollback}) second->addWidget(button);
    first->addStretch(1);
    second->addStretch(1);
    column->addLayout(first);
    column->addLayout(second);
    connect(m_install, &QPushButton::clicked, this, &PluginDetails::installWanted);
    connect(m_enable, &QPushButton::clicked, this, [this] { Q_EMIT enableWanted(!m_enabled); });
    connect(m_rollback, &QPushButton::clicked, this, &PluginDetails::rollbackWanted);
    connect(m_readmit, &QPushButton::clicked, this, &PluginDetails::readmitWanted);
    connect(m_stop, &QPushButton::clicked, this, &PluginDetails::stopWanted);
    connect(m_remove, &QPushButton::clicked, this, &PluginDetails::removeWanted);
    return bar;
}

QWidget* PluginDetails::buildPages() {
    auto* place = new QWidget;
    auto* column = make::column(8);
    place->setLayout(column);
    m_tabs = new QTabBar;
    m_tabs->setExpanding(false);
    m_tabs->setDrawBase(false);
    for (const QString& name : {tr("About"), tr("Permissions"), tr("Crashes"), tr("Log"), tr("Read me")})
        m_tabs->addTab(name);
    m_pages = new QStackedWidget;
    m_facts = wrapped("");
    m_facts->setAlignment(Qt::AlignTop);
    auto* permissions = new QWidget;
    auto* lines = make::column(10);
    permissions->setLayout(lines);
    m_permissions = new PermissionList(m_theme);
    m_blocked = wrapped("muted");
    lines->addWidget(m_permissions);
    lines->addWidget(m_blocked);
    lines->addStretch(1);
    const auto text = [&](const QString& name) {
        auto* edit = new QPlainTextEdit;
        edit->setReadOnly(true);
        edit->setFrameShape(QFrame::NoFrame);
        edit->setFont(m_theme.monospace(metrics::kTextSmall));
        edit->setLineWrapMode(QPlainTextEdit::WidgetWidth);
        edit->setAccessibleName(name);
        return edit;
    };
    m_crashes = text(tr("Crashes"));
    m_log = text(tr("Log"));
    m_readme = text(tr("Read me"));
    for (QWidget* page : std::initializer_list<QWidget*>{m_facts, permissions, m_crashes, m_log, m_readme})
        m_pages->addWidget(page);
    connect(m_tabs, &QTabBar::currentChanged, m_pages, &QStackedWidget::setCurrentIndex);
    connect(m_permissions, &PermissionList::grantedChanged, this, &PluginDetails::grantedChanged);
    column->addWidget(m_tabs);
    column->addWidget(m_pages, 1);
    return place;
}

void PluginDetails::clear() {
    m_id.clear();
    hide();
}

void PluginDetails::show(const PluginCard& card) {
    if (m_id != card.id) {
        m_modified.clear();
        m_crashes->clear();
        m_log->clear();
        m_readme->clear();
        m_tabs->setTabVisible(kReadme, false);
        m_blocked->clear();
    }
    m_id = card.id;
    m_installed = card.installed.has_value();
    m_enabled = m_installed && card.installed->enabled;
    m_title->setText(stepText(card.name));
    m_summary->setText(stepText(card.summary));
    const auto state = card.status ? card.status->state : plugin::PluginState::Enabled;
    const auto standing = m_installed ? PluginWords::standing(card)
                                      : PluginWords::Standing{tr("Not installed"), Role::TextMuted, false};
    m_state->setText(standing.text);
    m_state->setStyleSheet(QStringLiteral("color: %1").arg(m_theme.color(standing.role).name()));
    m_install->setVisible(!m_installed || card.update);
    m_install->setText(card.update ? tr("Update to %1").arg(make::text(card.offer->version.version.text()))
                                   : tr("Install"));
    m_install->setEnabled(card.offer && !card.offer->expired);
    m_enable->setVisible(m_installed);
    m_enable->setText(m_enabled ? tr("Disable") : tr("Enable"));
    m_rollback->setVisible(m_installed && !card.installed->olderVersions.empty());
    m_readmit->setVisible(state == plugin::PluginState::Quarantined || state == plugin::PluginState::Failed);
    m_stop->setVisible(card.status && card.status->processes > 0);
    m_remove->setVisible(m_installed);
    m_tabs->setTabVisible(1, m_installed || card.offer);
    for (int tab : {2, 3}) m_tabs->setTabVisible(tab, m_installed);
    tellWarning(card);
    showFacts(card);
    if (m_installed)
        m_permissions->setSwitches(card.installed->manifest.permissions, card.installed->granted);
    else if (card.offer)
        m_permissions->tell(card.offer->version.permissions);
    QFrame::show();
}

void PluginDetails::showFound(const plugin::FoundDriver& driver) {
    PluginCard card;
    card.id = "found/" + driver.id;
    card.name.byLanguage[""] = driver.name.empty() ? driver.id : driver.name;
    card.publisher = driver.publisher;
    card.license = driver.license;
    card.kinds = {plugin::Kind::Source};
    show(card);
    m_summary->setText(
        tr("An ADBC driver that is on this computer. Connections can use it once it is "
           "installed here: then it runs apart from the program, with the rights you give."));
    m_install->setEnabled(driver.problem.empty());
    m_warning->setText(make::text(driver.problem));
    m_warning->setVisible(!driver.problem.empty());
    m_facts->setText(m_facts->text() + QStringLiteral("\n\n") + make::text(driver.library.string()));
    m_tabs->setTabVisible(1, false);
    m_tabs->setCurrentIndex(0);
}

void PluginDetails::tellWarning(const PluginCard& card) {
    QStringList lines;
    if (card.installed && !card.installed->revoked.empty())
        lines << tr("It is not started any more: %1").arg(make::text(card.installed->revoked));
    if (!m_modified.isEmpty())
        lines << tr("Its files are not as they were when they were installed (%1): it is not started. "
                    "Install it again.")
                     .arg(m_modified.join(QStringLiteral(", ")));
    if (card.status && card.status->state == plugin::PluginState::Quarantined)
        lines << tr("It crashed %1 times within ten minutes and is not started any more.")
                     .arg(card.status->recentCrashes);
    if (card.status && !card.status->lastError.empty() &&
        (card.status->state == plugin::PluginState::Failed ||
         card.status->state == plugin::PluginState::Quarantined))
        lines << make::text(card.status->lastError);
    if (card.status && card.status->suggestRollback)
        lines << tr("This version has never run here. The one before can be used again: Roll back.");
    if (card.offer && card.offer->expired)
        lines << tr("The list of its repository is too old to install from.");
    m_warning->setText(lines.join(QLatin1Char('\n')));
    m_warning->setVisible(!lines.isEmpty());
}

void PluginDetails::showFacts(const PluginCard& card) {
    const QLocale locale;
    QStringList lines;
    lines << PluginWords::kinds(card.kinds);
    if (m_installed) {
        QStringList older;
        for (const auto& version : card.installed->olderVersions) older << make::text(version.text());
        lines << tr("Version %1, installed on %2")
                     .arg(make::text(card.installed->manifest.version.text()),
                          moment(card.installed->installedAt));
        if (!older.isEmpty()) lines << tr("Kept for a way back: %1").arg(older.join(QStringLiteral(", ")));
        lines << PluginWords::tierSentence(card.installed->tier, make::text(card.installed->keyId));
    } else if (card.offer) {
        lines << tr("Version %1, %2, from the repository %3")
                     .arg(make::text(card.offer->version.version.text()),
                          locale.formattedDataSize(static_cast<qint64>(card.offer->version.size)),
                          make::text(card.offer->repository));
    }
    if (!card.publisher.empty() || !card.license.empty())
        lines << tr("By %1, licence %2").arg(make::text(card.publisher), make::text(card.license));
    if (!card.homepage.empty()) lines << make::text(card.homepage);
    if (card.status && card.status->protection) lines << PluginWords::protection(*card.status->protection);
    m_facts->setText(lines.join(QStringLiteral("\n\n")));
}

void PluginDetails::showDepth(const PluginDepth& depth) {
    if (depth.id != m_id) return;
    m_modified.clear();
    for (const auto& file : depth.modified) m_modified << make::text(file);
    QStringList blocked;
    for (const auto& one : depth.blocked) blocked << tr("%1 × %2").arg(make::text(one.target)).arg(one.count);
    m_blocked->setText(blocked.isEmpty() ? tr("Nothing it was not allowed was tried.")
                                         : tr("Tried without permission, and refused:") + QLatin1Char('\n') +
                                               blocked.join(QLatin1Char('\n')));
    QStringList crashes;
    for (const auto& crash : depth.crashes) {
        crashes << moment(crash.at) + QStringLiteral("  ") + make::text(crash.version) + QLatin1Char('\n') +
                       make::text(crash.what) +
                       (crash.doing.empty()
                            ? QString()
                            : QLatin1Char('\n') + tr("During: %1").arg(make::text(crash.doing))) +
                       (crash.output.empty() ? QString() : QLatin1Char('\n') + make::text(crash.output));
    }
    m_crashes->setPlainText(crashes.isEmpty() ? tr("It has not crashed.")
                                              : crashes.join(QStringLiteral("\n\n")));
    QStringList log;
    for (const auto& line : depth.log) log << make::text(line);
    const QString text = log.isEmpty() ? tr("The log is empty.") : log.join(QLatin1Char('\n'));
    if (m_log->toPlainText() != text) m_log->setPlainText(text);
    const QString readme = make::text(depth.readme);
    if (m_readme->toPlainText() != readme) m_readme->setPlainText(readme);
    m_tabs->setTabVisible(kReadme, !readme.isEmpty());
}

}  // namespace tributary::ui
