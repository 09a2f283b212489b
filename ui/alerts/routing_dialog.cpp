// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/alerts/routing_dialog.h"

#include <QtCore/QFile>
#include <QtCore/QSaveFile>
#include <QtGui/QTextBlock>
#include <QtWidgets/QFileDialog>

#include "core/alerts/routing/pipeline.h"
#include "core/alerts/routing/routing_yaml.h"
#include "ui/theme/metrics.h"
#include "ui/widgets/make.h"

namespace tributary::ui {

using namespace alerts;

namespace {

constexpr int kWidth = 900;
constexpr int kHeight = 700;
constexpr int kTypingMs = 300;
constexpr qint64 kLargestFile = 4 << 20;

/// A first routing that names every channel there is, so that it works when it is saved as it stands.
QString exampleRouting(const AlertPicture& picture) {
    QString text = QStringLiteral(
        "route:\n  receiver: everyone\n  group_by: [alertname]\n  group_wait: 30s\n  group_interval: 5m\n  "
        "repeat_interval: 4h\n"
        "receivers:\n  - name: everyone\n");
    if (picture.channels.empty()) return text;
    text += QStringLiteral("    x-tributary:\n      channels:\n");
    for (const auto& channel : picture.channels) {
        QString name = make::text(channel.name);
        name.replace(QLatin1Char('\\'), QStringLiteral("\\\\"))
            .replace(QLatin1Char('"'), QStringLiteral("\\\""));
        text += QStringLiteral("        - \"%1\"\n").arg(name);
    }
    return text;
}

}  // namespace

RoutingDialog::RoutingDialog(WorkspaceContext& context, AlertWatch& watch, QWidget* parent)
    : DialogFrame(tr("Routing"), parent), m_context(context), m_watch(watch) {
    resize(kWidth, kHeight);
    auto* column = make::column(10);
    column->setContentsMargins(metrics::kDialogPadding, 16, metrics::kDialogPadding, 12);
    auto* words = make::label(
        tr("Which alerts go to which receiver, how they are grouped, and when nobody is told: Alertmanager's "
           "configuration, with additions under x-tributary."),
        "muted", this);
    words->setWordWrap(true);
    column->addWidget(words);
    m_text = new QPlainTextEdit(this);
    m_text->setFont(context.theme.monospace(metrics::kTextBody));
    m_text->setAccessibleName(tr("Routing as YAML"));
    m_text->setLineWrapMode(QPlainTextEdit::NoWrap);
    column->addWidget(m_text, 1);
    m_complaint = make::label({}, "error", this);
    m_complaint->setWordWrap(true);
    m_complaint->setTextInteractionFlags(Qt::TextSelectableByMouse);
    column->addWidget(m_complaint);
    auto* row = make::row(8);
    row->addWidget(make::label(tr("An alert with the labels"), "muted", this));
    m_labels = new QLineEdit(QStringLiteral("alertname=Test, severity=page"), this);
    m_labels->setAccessibleName(tr("An alert with the labels"));
    row->addWidget(m_labels, 1);
    column->addLayout(row);
    m_way = make::label({}, "small", this);
    m_way->setWordWrap(true);
    column->addWidget(m_way);
    body()->addLayout(column, 1);
    auto* import = make::button(tr("Import…"), "normal", this);
    auto* exportButton = make::button(tr("Export for Alertmanager…"), "normal", this);
    footerLeft()->addWidget(import);
    footerLeft()->addWidget(exportButton);
    connect(addButton(tr("Cancel"), "normal"), &QPushButton::clicked, this, &QDialog::reject);
    m_save = addButton(tr("Save"), "primary");
    connect(m_save, &QPushButton::clicked, this, &RoutingDialog::save);
    const auto choose = [this](const QString& title, QFileDialog::AcceptMode mode, auto slot) {
        auto* dialog = new QFileDialog(this, title);
        dialog->setAttribute(Qt::WA_DeleteOnClose);
        dialog->setAcceptMode(mode);
        dialog->setNameFilter(tr("YAML (*.yml *.yaml)"));
        dialog->setDefaultSuffix(QStringLiteral("yml"));
        connect(dialog, &QFileDialog::fileSelected, this, slot);
        dialog->open();
    };
    connect(import, &QPushButton::clicked, this,
            [this, choose] { choose(tr("Import routing"), QFileDialog::AcceptOpen, &RoutingDialog::load); });
    connect(exportButton, &QPushButton::clicked, this, [this, choose] {
        choose(tr("Export routing"), QFileDialog::AcceptSave, &RoutingDialog::exportTo);
    });
    m_delay.setSingleShot(true);
    m_delay.setInterval(kTypingMs);
    connect(&m_delay, &QTimer::timeout, this, &RoutingDialog::check);
    connect(m_text, &QPlainTextEdit::textChanged, &m_delay, qOverload<>(&QTimer::start));
    connect(m_labels, &QLineEdit::textChanged, this, &RoutingDialog::showWay);
    const std::string& kept = watch.picture()->routing;
    m_text->setPlainText(kept.empty() ? exampleRouting(*watch.picture()) : make::text(kept));
    check();
}

void RoutingDialog::check() {
    auto read = readRoutingYaml(m_text->toPlainText().toStdString());
    m_save->setEnabled(read.has_value());
    m_text->setExtraSelections({});
    m_complaint->setVisible(!read);
    if (read) {
        m_config = std::make_shared<const RoutingConfig>(std::move(*read));
    } else {
        m_config.reset();
        m_complaint->setText(make::errorText(read.error()));
        if (read.error().position) {
            QTextEdit::ExtraSelection line;
            line.cursor =
                QTextCursor(m_text->document()->findBlockByNumber(int(read.error().position->line) - 1));
            line.format.setBackground(m_context.theme.color(Role::DangerSoft));
            line.format.setProperty(QTextFormat::FullWidthSelection, true);
            m_text->setExtraSelections({line});
        }
    }
    showWay();
}

void RoutingDialog::showWay() {
    if (!m_config) return m_way->clear();
    const auto matchers = parseMatchers(m_labels->text().toStdString());
    if (!matchers) return m_way->setText(make::errorText(matchers.error()));
    Labels labels;
    for (const Matcher& matcher : *matchers) labels[matcher.name()] = matcher.value();
    const TimePoint now = std::chrono::time_point_cast<Duration>(std::chrono::system_clock::now());
    QStringList ways;
    for (const RouteMatch& match : Pipeline(m_config, now).routeTest(labels)) {
        QStringList path;
        for (const std::string& step : match.path)
            path << (step == "{}" ? tr("the default route") : make::text(step));
        ways << tr("goes to “%1” by %2; group %3; first message after %4, then every %5, again every %6")
                    .arg(make::text(match.receiver), path.join(QStringLiteral(" → ")),
                         make::text(labelsText(match.groupLabels)), make::text(durationText(match.groupWait)),
                         make::text(durationText(match.groupInterval)),
                         make::text(durationText(match.repeatInterval)));
    }
    m_way->setText(ways.join(QLatin1Char('\n')));
}

void RoutingDialog::load(const QString& path) {
    QFile file(path);
    if (!file.open(QIODevice::ReadOnly) || file.size() > kLargestFile) {
        m_complaint->setText(tr("%1 cannot be read: %2")
                                 .arg(path, file.isOpen() ? tr("it is too large") : file.errorString()));
        return m_complaint->show();
    }
    const QByteArray text = file.readAll();
    // Secrets in clear move to the secret store; the text keeps a reference.
    m_context.background.run(
        this,
        [&workbench = m_context.workbench,
         text = text.toStdString()](const CancelToken&) -> Result<std::string> {
            auto config = readRoutingYaml(
                text, [&](const std::string& where, const std::string& value) -> Result<std::string> {
                    const std::string key = channelSecretKey(workbench.workspace().id(), "routing", where);
                    if (auto kept = workbench.secrets().set(key, value, where); !kept)
                        return fail(kept.error());
                    return key;
                });
            if (!config) return fail(std::move(config.error()));
            return writeRoutingYaml(*config);
        },
        [this](Result<std::string> yaml) {
            if (yaml) return m_text->setPlainText(make::text(*yaml));
            m_complaint->setText(make::errorText(yaml.error()));
            m_complaint->show();
        });
}

void RoutingDialog::exportTo(const QString& path) {
    if (!m_config) return;
    const auto text = exportAlertmanagerYaml(*m_config);
    QSaveFile file(path);
    const bool written = text && file.open(QIODevice::WriteOnly) &&
                         file.write(text->data(), qint64(text->size())) >= 0 && file.commit();
    m_complaint->setVisible(!written);
    if (!written)
        m_complaint->setText(text ? tr("%1 cannot be written: %2").arg(path, file.errorString())
                                  : make::errorText(text.error()));
}

void RoutingDialog::save() {
    m_watch.change(
        [yaml = m_text->toPlainText().toStdString()](AlertDesk& desk) -> Result<void> {
            auto parts = desk.parts();
            if (!parts) return fail(parts.error());
            return (*parts)->store->setRouting(yaml);
        },
        [navigator = &m_context.navigator, text = tr("The routing is saved.")] { navigator->tell(text); });
    accept();
}

}  // namespace tributary::ui
