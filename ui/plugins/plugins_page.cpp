// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/plugins/plugins_page.h"

#include <QtCore/QDateTime>
#include <QtCore/QLocale>
#include <QtWidgets/QCheckBox>
#include <QtWidgets/QFileDialog>
#include <QtWidgets/QMenu>
#include <QtWidgets/QMessageBox>
#include <QtWidgets/QSplitter>
#include <QtWidgets/QToolButton>

#include "ui/plugins/install_dialog.h"
#include "ui/plugins/plugin_details.h"
#include "ui/plugins/plugin_rows.h"
#include "ui/plugins/plugin_words.h"
#include "ui/steps/step_text.h"
#include "ui/theme/metrics.h"
#include "ui/widgets/empty_state.h"
#include "ui/widgets/make.h"

namespace tributary::ui {

namespace {

constexpr int kSearchWidth = 200;
constexpr int kDetailsWidth = 396;
constexpr plugin::Kind kKinds[] = {plugin::Kind::Source, plugin::Kind::Processor, plugin::Kind::Visual,
                                   plugin::Kind::Exporter, plugin::Kind::Notifier};

}  // namespace

PluginsPage::PluginsPage(Theme& theme, Background& background, PluginWatch& watch, QWidget* parent)
    : QWidget(parent), m_theme(theme), m_background(background), m_watch(watch) {
    auto* column = make::column(0);
    setLayout(column);
    column->addWidget(buildToolBar());
    column->addWidget(make::horizontalLine(this));
    m_notice = make::label({}, "warning", this);
    m_notice->setWordWrap(true);
    m_notice->setContentsMargins(12, 8, 12, 8);
    m_notice->hide();
    column->addWidget(m_notice);
    m_stack = new QStackedWidget(this);
    addTable(PluginRows::installedColumns(), tr("Installed plugins"),
             tr("No plugin is installed. The catalogue has sources, processors, visuals, exporters and "
                "notifiers."));
    addTable(PluginRows::catalogueColumns(), tr("Catalogue"), tr("No repository offers anything that fits."));
    addTable(PluginRows::catalogueColumns(), tr("Updates"),
             tr("Nothing newer is known. The repositories may know more by now."));
    addTable(PluginRows::foundColumns(), tr("Drivers on this computer"),
             tr("No ADBC driver was found on this computer."));
    m_details = new PluginDetails(theme, this);
    auto* splitter = new QSplitter(Qt::Horizontal, this);
    splitter->setHandleWidth(1);
    splitter->setChildrenCollapsible(false);
    splitter->addWidget(m_stack);
    splitter->addWidget(m_details);
    splitter->setStretchFactor(0, 1);
    m_details->setMinimumWidth(static_cast<int>(theme.scaled(kDetailsWidth)));
    column->addWidget(splitter, 1);
    column->addWidget(make::horizontalLine(this));
    column->addWidget(buildFoot());
    connectDetails();
    connect(&watch, &PluginWatch::changed, this, &PluginsPage::fill);
    connect(&watch, &PluginWatch::failed, this, &PluginsPage::told);
    fill();
}

QWidget* PluginsPage::buildToolBar() {
    auto* bar = new QWidget(this);
    bar->setFixedHeight(metrics::kToolBar);
    auto* row = make::row(8);
    bar->setLayout(row);
    row->setContentsMargins(8, 0, 12, 0);
    m_tabs = new QTabBar(bar);
    m_tabs->setProperty("kind", "segments");
    m_tabs->setDrawBase(false);
    m_tabs->setExpanding(false);
    for (const QString& name : {tr("Installed"), tr("Catalogue"), tr("Updates"), tr("Found here")})
        m_tabs->addTab(name);
    row->addWidget(m_tabs);
    row->addStretch(1);
    m_kind = new QComboBox(bar);
    m_kind->setAccessibleName(tr("Kind"));
    m_kind->addItem(tr("All kinds"), -1);
    for (const auto kind : kKinds) m_kind->addItem(PluginWords::kind(kind), static_cast<int>(kind));
    row->addWidget(m_kind);
    m_search = new QLineEdit(bar);
    m_search->setPlaceholderText(tr("Search"));
    m_search->setAccessibleName(tr("Search"));
    m_search->setClearButtonEnabled(true);
    m_search->setFixedWidth(kSearchWidth);
    m_search->addAction(m_theme.icon(QStringLiteral("search")), QLineEdit::LeadingPosition);
    row->addWidget(m_search);
    auto* more = make::iconButton(m_theme.icon(QStringLiteral("ellipsis")), tr("More"), bar);
    buildMenu(more);
    row->addWidget(more);
    auto* install = make::iconTextButton(m_theme.icon(QStringLiteral("plus"), Role::OnAccent),
                                         tr("Install from file…"), "primary", bar);
    row->addWidget(install);
    connect(install, &QPushButton::clicked, this, &PluginsPage::installFile);
    connect(m_search, &QLineEdit::textChanged, this, &PluginsPage::fill);
    connect(m_kind, QOverload<int>::of(&QComboBox::currentIndexChanged), this, &PluginsPage::fill);
    connect(m_tabs, &QTabBar::currentChanged, this, [this](int tab) {
        m_stack->setCurrentIndex(tab);
        fill();
    });
    return bar;
}

void PluginsPage::buildMenu(QToolButton* button) {
    button->setPopupMode(QToolButton::InstantPopup);
    auto* menu = new QMenu(button);
    connect(menu->addAction(tr("Look for updates")), &QAction::triggered, this, &PluginsPage::lookForUpdates);
    connect(menu->addAction(tr("Add a repository…")), &QAction::triggered, this,
            [this] { trust(TrustDialog::What::Repository); });
    connect(menu->addAction(tr("Trust a key…")), &QAction::triggered, this,
            [this] { trust(TrustDialog::What::Key); });
    m_developer = menu->addAction(tr("Developer mode: allow unsigned plugins"));
    m_developer->setCheckable(true);
    connect(m_developer, &QAction::triggered, this, [this](bool on) {
        m_watch.change([on](const PluginServices& services, const CancelToken&) {
            return services.home.store().setDeveloperMode(on);
        });
    });
    button->setMenu(menu);
}

void PluginsPage::trust(TrustDialog::What what) {
    auto* dialog = new TrustDialog(what, m_theme, m_background, m_watch.services(), window());
    connect(dialog, &TrustDialog::done, this, [this](const QString& message) {
        m_watch.reload();
        Q_EMIT told(message);
    });
    dialog->open();
}

void PluginsPage::lookForUpdates() {
    m_watch.change(
        [](const PluginServices& services, const CancelToken& token) -> Result<void> {
            auto repositories = services.home.repositories().list();
            if (!repositories) return fail(repositories.error());
            for (const auto& one : *repositories) {
                if (one.fetchedAt == 0) continue;  // the built-in one comes with the program
                if (auto done = services.home.repositories().refresh(one.id, token); !done)
                    return fail(done.error());
            }
            return {};
        },
        [this] { Q_EMIT told(tr("The repositories were read again.")); });
}

/// As old as the answer of the repository that was asked longest ago.
QString PluginsPage::askedAt() const {
    int64_t oldest = 0;
    for (const auto& one : m_watch.picture()->repositories)
        if (one.fetchedAt > 0 && (oldest == 0 || one.fetchedAt < oldest)) oldest = one.fetchedAt;
    if (oldest == 0) return tr("Only the repository that comes with the program is known");
    return tr("Repositories asked on %1")
        .arg(QLocale().toString(QDateTime::fromMSecsSinceEpoch(oldest), QLocale::ShortFormat));
}

QWidget* PluginsPage::buildFoot() {
    auto* foot = make::row(12);
    foot->setContentsMargins(12, 0, 12, 0);
    m_summary = make::label({}, "small", this);
    m_protection = make::label({}, "small", this);
    foot->addWidget(m_summary);
    foot->addStretch(1);
    foot->addWidget(m_protection);
    auto* frame = make::frame("bar", this);
    frame->setFixedHeight(metrics::kStatusBar);
    frame->setLayout(foot);
    return frame;
}

RecordTable* PluginsPage::addTable(std::vector<RecordColumn> columns, const QString& name,
                                   const QString& empty) {
    auto* place = new QStackedWidget(m_stack);
    auto* table = new RecordTable(m_theme, std::move(columns), name, place);
    const auto which = static_cast<Tab>(m_tables.size());
    auto* nothing = new EmptyState(m_theme.icon(QStringLiteral("package")), empty,
                                   which == Tab::Installed ? tr("Open the catalogue")
                                   : which == Tab::Updates ? tr("Look for updates")
                                                           : QString(),
                                   QIcon(), place);
    connect(nothing, &EmptyState::activated, this, [this, which] {
        if (which == Tab::Updates)
            lookForUpdates();
        else
            showTab(Tab::Catalogue);
    });
    place->addWidget(table);
    place->addWidget(nothing);
    m_stack->addWidget(place);
    m_tables.push_back(table);
    m_places.push_back(place);
    connect(table, &RecordTable::chosen, this, &PluginsPage::showSelected);
    connect(table, &RecordTable::opened, this, [this](const QString& id) {
        if (tab() == Tab::Found) install("found/" + id.toStdString());
        if (tab() == Tab::Catalogue || tab() == Tab::Updates) install(id.toStdString());
    });
    return table;
}

void PluginsPage::connectDetails() {
    using Change = std::function<Result<void>(const PluginServices&, const CancelToken&)>;
    const auto change = [this](Change work) { m_watch.change(std::move(work)); };
    connect(m_details, &PluginDetails::installWanted, this, [this] { install(m_details->id()); });
    connect(m_details, &PluginDetails::enableWanted, this, [this, change](bool enabled) {
        change([id = m_details->id(), enabled](const PluginServices& services, const CancelToken&) {
            if (!enabled) services.supervisor.stop(id, id + " was disabled.");
            return services.home.store().setEnabled(id, enabled);
        });
    });
    connect(m_details, &PluginDetails::rollbackWanted, this, [this, change] {
        change([id = m_details->id()](const PluginServices& services, const CancelToken&) -> Result<void> {
            auto version = services.home.store().rollback(id);
            if (!version) return fail(version.error());
            services.supervisor.stop(id, "Another version of " + id + " is in use now.");
            return services.supervisor.readmit(id);
        });
    });
    connect(m_details, &PluginDetails::readmitWanted, this, [this, change] {
        change([id = m_details->id()](const PluginServices& services, const CancelToken&) {
            return services.supervisor.readmit(id);
        });
    });
    connect(m_details, &PluginDetails::stopWanted, this, [this, change] {
        change([id = m_details->id()](const PluginServices& services, const CancelToken&) -> Result<void> {
            services.supervisor.stop(id, id + " was stopped in the plugin manager.");
            return {};
        });
    });
    connect(m_details, &PluginDetails::grantedChanged, this,
            [this, change](const plugin::Permissions& granted) {
                change([id = m_details->id(), granted](const PluginServices& services, const CancelToken&) {
                    services.supervisor.stop(id, "The permissions of " + id + " were changed.");
                    return services.home.store().setGranted(id, granted);
                });
            });
    connect(m_details, &PluginDetails::removeWanted, this, &PluginsPage::remove);
}

void PluginsPage::fill() {
    const auto& picture = *m_watch.picture();
    const int kind = m_kind->currentData().toInt();
    const PluginRows rows(picture, m_search->text().trimmed(),
                          kind < 0 ? std::nullopt : std::optional(static_cast<plugin::Kind>(kind)));
    const std::vector<std::vector<RecordRow>> all{rows.installed(), rows.catalogue(), rows.updates(),
                                                  rows.found()};
    for (size_t i = 0; i < all.size(); ++i) {
        const bool expand = i == static_cast<size_t>(Tab::Catalogue) && m_tables[i]->records().rows().empty();
        m_tables[i]->setRows(all[i]);
        if (expand) m_tables[i]->expandAll();
        m_places[i]->setCurrentIndex(all[i].empty() && m_watch.isLoaded() ? 1 : 0);
    }
    m_tabs->setTabText(static_cast<int>(Tab::Updates),
                       all[2].empty() ? tr("Updates") : tr("Updates (%1)").arg(all[2].size()));
    m_developer->setChecked(picture.developerMode);
    size_t running = 0;
    for (const auto& card : picture.cards) running += card.status ? card.status->processes : 0;
    m_summary->setText(m_watch.isLoaded() ? tr("%1 installed · %2 running").arg(all[0].size()).arg(running)
                                          : tr("Reading…"));
    if (m_watch.isLoaded() && (tab() == Tab::Updates || tab() == Tab::Catalogue))
        m_summary->setText(askedAt());
    if (!picture.problems.empty()) m_summary->setText(make::errorText(picture.problems.front()));
    m_protection->setText(m_watch.isLoaded() ? PluginWords::protection(picture.protection) : QString());
    showSelected();
}

void PluginsPage::showSelected() {
    const QString id = table()->currentId();
    const auto& picture = *m_watch.picture();
    std::string wanted = id.toStdString();
    if (tab() == Tab::Found && !id.isEmpty()) {
        const FoundCard* found = picture.findDriver(wanted);
        if (!found) return m_details->clear();
        if (found->installedAs.empty()) return m_details->showFound(found->driver);
        wanted = found->installedAs;
    }
    const PluginCard* card = id.isEmpty() ? nullptr : picture.find(wanted);
    if (!card) return m_details->clear();
    m_details->show(*card);
    if (card->installed) readDepth();
}

void PluginsPage::readDepth() {
    if (m_readingDepth || !isVisible()) return;
    m_readingDepth = true;
    m_background.run(
        this,
        [services = m_watch.services(), id = m_details->id()](const CancelToken& token) {
            return loadDepth(services, id, token);
        },
        [this](const Result<PluginDepth>& depth) {
            m_readingDepth = false;
            if (depth)
                m_details->showDepth(*depth);
            else if (depth.error().code != ErrorCode::NotFound)
                Q_EMIT told(make::errorText(depth.error()));
        });
}

void PluginsPage::tellSafeStart() {
    m_notice->setText(tr(
        "The program was started without plugins: none of these runs. What you change here counts from the "
        "next normal start."));
    m_notice->show();
}

void PluginsPage::showTab(Tab tab) {
    m_tabs->setCurrentIndex(static_cast<int>(tab));
}

void PluginsPage::choose(const std::string& id) {
    table()->choose(make::text(id));
}

void PluginsPage::install(const std::string& what) {
    auto* dialog = new InstallDialog(m_theme, m_background, m_watch.services(), what, window());
    connect(dialog, &InstallDialog::installed, this, [this](const QString& id) {
        m_watch.services().supervisor.stop(id.toStdString(),
                                           "Another version of " + id.toStdString() + " is in use now.");
        m_watch.reload();
        const auto* card = m_watch.picture()->find(id.toStdString());
        Q_EMIT told(tr("%1 is installed.").arg(card ? stepText(card->name) : id));
    });
    dialog->open();
}

void PluginsPage::installFile() {
    auto* dialog = new QFileDialog(window(), tr("Install a plugin from a file"));
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->setFileMode(QFileDialog::ExistingFile);
    dialog->setNameFilters({tr("Plugins and drivers (*.tplug *.so *.so.*)"), tr("All files (*)")});
    connect(dialog, &QFileDialog::fileSelected, this,
            [this](const QString& path) { install(path.toStdString()); });
    dialog->open();
}

void PluginsPage::remove() {
    const PluginCard* card = m_watch.picture()->find(m_details->id());
    if (!card) return;
    auto* box = new QMessageBox(
        QMessageBox::Question, tr("Remove plugin"),
        tr("Remove %1? Connections that use it stay, and cannot be opened.").arg(stepText(card->name)),
        QMessageBox::Cancel, window());
    box->setAttribute(Qt::WA_DeleteOnClose);
    auto* data = new QCheckBox(tr("Also what it kept"), box);
    box->setCheckBox(data);
    auto* remove = box->addButton(tr("Remove"), QMessageBox::DestructiveRole);
    connect(remove, &QAbstractButton::clicked, this, [this, data, id = card->id] {
        m_watch.change([id, withData = data->isChecked()](const PluginServices& services,
                                                          const CancelToken&) -> Result<void> {
            services.supervisor.stop(id, id + " was removed.");
            if (auto done = services.home.store().remove(id, withData); !done) return done;
            return withData ? services.supervisor.forget(id) : Result<void>();
        });
    });
    box->open();
}

void PluginsPage::showEvent(QShowEvent* event) {
    QWidget::showEvent(event);
    m_watch.setWatching(true);
}

void PluginsPage::hideEvent(QHideEvent* event) {
    QWidget::hideEvent(event);
    m_watch.setWatching(false);
}

}  // namespace tributary::ui
