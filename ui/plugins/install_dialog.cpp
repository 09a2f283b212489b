// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/plugins/install_dialog.h"

#include <QtWidgets/QLabel>
#include <QtWidgets/QProgressBar>
#include <QtWidgets/QPushButton>

#include "ui/plugins/permission_list.h"
#include "ui/plugins/plugin_words.h"
#include "ui/steps/step_text.h"
#include "ui/theme/metrics.h"
#include "ui/widgets/make.h"
#include "ui/widgets/wrapped_label.h"

namespace tributary::ui {

namespace {

constexpr int kWidth = 520;
constexpr int kDigitsInGroup = 8;

/// Sixty-four digits that can be compared by eye, and wrapped.
QString inGroups(QString digits) {
    for (int i = kDigitsInGroup; i < digits.size(); i += kDigitsInGroup + 1)
        digits.insert(i, QLatin1Char(' '));
    return digits;
}

}  // namespace

InstallDialog::InstallDialog(const Theme& theme, Background& background, PluginServices services,
                             std::string what, QWidget* parent)
    : QDialog(parent),
      m_theme(theme),
      m_background(background),
      m_services(services),
      m_what(std::move(what)) {
    setWindowTitle(tr("Install plugin"));
    setAttribute(Qt::WA_DeleteOnClose);
    setFixedWidth(static_cast<int>(theme.scaled(kWidth)));
    auto* layout = make::column(0);
    setLayout(layout);
    m_title = make::label(tr("Install plugin"), "title");
    m_title->setFixedHeight(metrics::kDialogHeader);
    m_title->setContentsMargins(metrics::kDialogPadding, 0, metrics::kDialogPadding, 0);
    layout->addWidget(m_title);
    layout->addWidget(make::horizontalLine());
    auto* content = new QWidget;
    auto* column = make::column(12);
    column->setContentsMargins(metrics::kDialogPadding, 16, metrics::kDialogPadding, 16);
    content->setLayout(column);
    m_body = make::column(10);
    column->addLayout(m_body);
    m_state = new WrappedLabel(QString(), "muted");
    column->addWidget(m_state);
    m_progress = new QProgressBar;
    m_progress->setRange(0, 0);
    m_progress->setTextVisible(false);
    m_progress->setAccessibleName(tr("Progress"));
    column->addWidget(m_progress);
    layout->addWidget(content, 1);
    layout->addWidget(make::horizontalLine());
    auto* foot = make::row(8);
    foot->setContentsMargins(metrics::kDialogPadding, 0, metrics::kDialogPadding, 0);
    auto* footer = new QWidget;
    footer->setFixedHeight(metrics::kDialogFooter);
    footer->setLayout(foot);
    m_close = make::button(tr("Cancel"), "");
    m_install = make::button(tr("Install"), "primary");
    foot->addStretch(1);
    foot->addWidget(m_close);
    foot->addWidget(m_install);
    layout->addWidget(footer);
    connect(m_close, &QPushButton::clicked, this, &QDialog::reject);
    connect(m_install, &QPushButton::clicked, this, &InstallDialog::install);
    connect(this, &QDialog::rejected, this, [this] { m_token.cancel(); });
    check();
}

void InstallDialog::setBusy(bool busy) {
    m_busy = busy;
    m_progress->setVisible(busy);
    m_install->setEnabled(!busy && !m_agreedSha256.empty());
}

void InstallDialog::tell(const QString& text, const char* kind) {
    m_state->setText(text);
    m_state->setVisible(!text.isEmpty());
    make::setKind(m_state, kind);
}

void InstallDialog::check() {
    tell(tr("Checking the package…"), "muted");
    run(false);
}

void InstallDialog::install() {
    tell(tr("Installing…"), "muted");
    run(true);
}

/// The first time only to hear what is asked; the second time the same package, byte for byte, is agreed to.
void InstallDialog::run(bool agreed) {
    setBusy(true);
    struct Outcome {
        Result<plugin::InstalledPlugin> result;
        std::optional<plugin::InstallQuestion> question;
    };
    m_token = m_background.run(
        this,
        [services = m_services, what = m_what, agreed, shown = m_agreedSha256](const CancelToken& token) {
            std::optional<plugin::InstallQuestion> asked;
            plugin::InstallWish wish;
            wish.what = what;
            wish.ask = [&](const plugin::InstallQuestion& question) -> Result<bool> {
                asked = question;
                return agreed && question.packageSha256 == shown;
            };
            auto result = services.home.install(wish, token);
            return std::make_shared<Outcome>(Outcome{std::move(result), std::move(asked)});
        },
        [this](const std::shared_ptr<Outcome>& outcome) {
            take(std::move(outcome->result), outcome->question);
        },
        Background::Lane::OwnThread);
}

void InstallDialog::take(Result<plugin::InstalledPlugin> result,
                         const std::optional<plugin::InstallQuestion>& question) {
    m_progress->hide();
    if (result) {
        setBusy(false);
        Q_EMIT installed(make::text(result->id));
        accept();
        return;
    }
    const bool first = question && question->packageSha256 != m_agreedSha256;
    if (first) {
        if (!m_agreedSha256.empty())
            tell(tr("The package is another one than a moment ago. Look at it again."), "warning");
        else
            tell(QString(), "muted");
        m_agreedSha256 = question->packageSha256;
        showQuestion(*question);
    } else {
        m_agreedSha256.clear();
        m_install->hide();
        m_close->setText(tr("Close"));
        QString why = make::errorText(result.error());
        if (result.error().hint.find("developer mode") != std::string::npos)
            why +=
                QStringLiteral("\n\n") +
                tr("In this window: keys are trusted and the developer mode is switched on in the menu ⋯ of "
                   "the plugin manager.");
        tell(why, "error");
    }
    setBusy(false);
}

void InstallDialog::showQuestion(const plugin::InstallQuestion& question) {
    while (QLayoutItem* item = m_body->takeAt(0)) {
        if (item->widget()) item->widget()->deleteLater();
        delete item;
    }
    const auto& manifest = question.manifest;
    m_title->setText(tr("Install %1 %2?").arg(stepText(manifest.name), make::text(manifest.version.text())));
    const auto line = [&](const QString& text, const char* kind) {
        m_body->addWidget(new WrappedLabel(text, kind));
    };
    line(stepText(manifest.summary), "");
    line(tr("%1 · by %2 · licence %3")
             .arg(PluginWords::kinds(manifest.kinds), make::text(manifest.publisher),
                  make::text(manifest.license)),
         "muted");
    line(PluginWords::tierSentence(question.tier, make::text(question.keyId)),
         question.tier == plugin::Tier::Unsigned ? "warning" : "muted");
    if (question.tier == plugin::Tier::Unsigned)
        line(tr("SHA-256 of the package: %1").arg(inGroups(make::text(question.packageSha256))), "small");
    if (question.downgrade && question.installed)
        line(tr("Version %1 is installed: this one is older.").arg(make::text(question.installed->text())),
             "warning");
    if (!question.growth.empty() && question.installed) {
        line(tr("It asks for more than version %1 did.").arg(make::text(question.installed->text())),
             "warning");
    }
    const auto rights = PluginWords::permissions(manifest.permissions);
    line(rights.size() > 1 ? tr("It may:")
                           : tr("It has no network and no files: it sees only the rows it is given."),
         "section");
    auto* permissions = new PermissionList(m_theme);
    permissions->tell(manifest.permissions);
    m_body->addWidget(permissions);
    if (question.installed)
        m_install->setText(question.downgrade ? tr("Install the older one") : tr("Update"));
    m_install->setFocus();
}

/// As high as what it says, and no higher: what it says changes.
bool InstallDialog::event(QEvent* event) {
    const bool done = QDialog::event(event);
    if (event->type() == QEvent::LayoutRequest) resize(width(), layout()->totalMinimumSize().height());
    return done;
}

}  // namespace tributary::ui
