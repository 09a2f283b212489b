// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/connection/connection_dialog.h"

#include <QtCore/QElapsedTimer>

#include "ui/preferences/language.h"
#include "ui/theme/metrics.h"
#include "ui/widgets/error_words.h"
#include "ui/widgets/make.h"

namespace tributary::ui {

namespace {

constexpr int kWidth = 1000;
constexpr int kHeight = 580;
constexpr int kTypesWidth = 208;
constexpr int kResultWidth = 248;
constexpr int kResultIcon = 24;

QString failureTitle(ErrorCode code) {
    switch (code) {
        case ErrorCode::Authentication:
            return ConnectionDialog::tr("It refuses the login");
        case ErrorCode::Permission:
            return ConnectionDialog::tr("It does not allow this");
        case ErrorCode::Connection:
        case ErrorCode::Timeout:
            return ConnectionDialog::tr("It does not answer");
        default:
            return ConnectionDialog::tr("The test failed");
    }
}

}  // namespace

ConnectionDialog::ConnectionDialog(WorkspaceContext& context, const store::ConnectionRecord* record,
                                   QWidget* parent)
    : DialogFrame(record && !record->id.empty() ? tr("Edit connection") : tr("New connection"), parent),
      m_context(context) {
    if (record) m_base = *record;
    resize(kWidth, kHeight);
    auto* row = make::row(0);
    body()->addLayout(row, 1);
    if (!record) {
        auto* types = make::frame("surface", this);
        types->setFixedWidth(kTypesWidth);
        types->setLayout(make::column(0));
        m_chooser = new TypeChooser(context.workbench.registry(), context.theme, types);
        types->layout()->addWidget(m_chooser);
        connect(m_chooser, &TypeChooser::chosen, this, &ConnectionDialog::chooseType);
        row->addWidget(types);
        row->addWidget(make::verticalLine(this));
    }
    m_formPlace = new QStackedWidget(this);
    row->addWidget(m_formPlace, 1);
    row->addWidget(make::verticalLine(this));
    row->addWidget(buildResultSide());

    m_test = make::button(tr("Test"), "normal", this);
    m_test->setIcon(context.theme.icon(QStringLiteral("plug")));
    footerLeft()->addWidget(m_test);
    connect(m_test, &QPushButton::clicked, this, &ConnectionDialog::test);
    m_cancel = addButton(tr("Cancel"), "normal");
    connect(m_cancel, &QPushButton::clicked, this, &QDialog::reject);
    m_save = addButton(tr("Save"), "primary");
    m_save->setDefault(true);
    connect(m_save, &QPushButton::clicked, this, &ConnectionDialog::save);
    connect(this, &QDialog::finished, this, [this] { m_testing.cancel(); });
    if (record) {
        chooseType(record->type);
        if (m_form) m_form->load(*record);
    } else if (!context.workbench.registry().all().empty()) {
        m_chooser->select(context.workbench.registry().all().front()->descriptor().id);
    }
}

QWidget* ConnectionDialog::buildResultSide() {
    auto* side = make::frame("bar", this);
    side->setFixedWidth(kResultWidth);
    auto* column = make::column(8);
    side->setLayout(column);
    column->setContentsMargins(20, 20, 20, 20);
    m_resultIcon = new QLabel(side);
    m_resultTitle = make::label({}, "strong", side);
    m_resultTitle->setWordWrap(true);
    m_resultText = make::label({}, "muted", side);
    m_resultText->setWordWrap(true);
    m_resultText->setTextInteractionFlags(Qt::TextSelectableByMouse);
    column->addWidget(m_resultIcon);
    column->addWidget(m_resultTitle);
    column->addWidget(m_resultText);
    column->addStretch(1);
    return side;
}

void ConnectionDialog::chooseType(const std::string& id) {
    const connect::Connector* connector = m_context.workbench.registry().find(id);
    if (!connector) {
        showResult(QStringLiteral("circle-alert"), Role::Danger, tr("Unknown type"),
                   {tr("This program has no connector “%1”.").arg(make::text(id))});
        m_test->setEnabled(false);
        m_save->setEnabled(false);
        return;
    }
    auto* form = new ConnectionForm(connector->descriptor(), m_context.theme, m_formPlace);
    if (m_form) {
        m_formPlace->removeWidget(m_form);
        m_form->deleteLater();
    }
    m_form = form;
    m_formPlace->addWidget(form);
    m_formPlace->setCurrentWidget(form);
    connect(form, &ConnectionForm::edited, this, &ConnectionDialog::showNeutral);
    orderFocus();
    showNeutral();
}

// The form is made after the buttons, and again for every type: without this Tab would come to it last.
void ConnectionDialog::orderFocus() {
    QWidget* before = m_chooser;
    const auto next = [&before](QWidget* widget) {
        if (before) setTabOrder(before, widget);
        before = widget;
    };
    if (m_chooser) {
        for (QWidget* widget : m_chooser->findChildren<QWidget*>()) {
            if (widget->focusPolicy() & Qt::TabFocus) next(widget);
        }
    }
    for (QWidget* widget : m_form->findChildren<QWidget*>()) {
        if ((widget->focusPolicy() & Qt::TabFocus) && !widget->focusProxy()) next(widget);
    }
    for (QWidget* button : {m_test, m_cancel, m_save}) next(button);
}

void ConnectionDialog::showNeutral() {
    if (!m_form) return;
    m_testing.cancel();
    ++m_testNumber;
    m_test->setEnabled(true);
    const connect::Connector* connector = m_context.workbench.registry().find(m_form->record(m_base).type);
    const connect::Descriptor& descriptor = connector->descriptor();
    const QColor color =
        m_context.theme.sourceColor(make::text(descriptor.colorLight), make::text(descriptor.colorDark));
    m_resultIcon->setPixmap(
        m_context.theme.icon(make::text(descriptor.icon), color).pixmap(kResultIcon, kResultIcon));
    m_resultTitle->setText(Language::descriptorText(descriptor.label));
    m_resultText->setText(Language::descriptorText(descriptor.description) + QStringLiteral("\n\n") +
                          tr("Press Test to see whether it answers, and what it is."));
}

void ConnectionDialog::showResult(const QString& icon, Role tint, const QString& title,
                                  const QStringList& lines) {
    m_resultIcon->setPixmap(m_context.theme.icon(icon, tint).pixmap(kResultIcon, kResultIcon));
    m_resultTitle->setText(title);
    m_resultText->setText(lines.join(QStringLiteral("\n\n")));
}

bool ConnectionDialog::isTestDone() const {
    return m_answeredTest > 0 && m_answeredTest == m_testNumber;
}

void ConnectionDialog::test() {
    if (!m_form) return;
    if (const QString complaint = m_form->check(); !complaint.isEmpty()) {
        return showResult(QStringLiteral("circle-alert"), Role::Warning, tr("Not yet complete"), {complaint});
    }
    const uint64_t number = ++m_testNumber;
    m_test->setEnabled(false);
    showResult(QStringLiteral("loader-circle"), Role::Accent, tr("Testing…"), {});
    QElapsedTimer clock;
    clock.start();
    m_testing = m_context.background.run(
        this,
        [&workbench = m_context.workbench, record = m_form->record(m_base), secrets = m_form->secrets()](
            const CancelToken& token) { return workbench.testSettings(record, secrets, token); },
        [this, number, clock](const Result<connect::Capabilities>& outcome) {
            if (number != m_testNumber) return;
            m_test->setEnabled(true);
            m_answeredTest = number;
            showTested(outcome, clock.elapsed());
        });
}

void ConnectionDialog::showTested(const Result<connect::Capabilities>& outcome, qint64 milliseconds) {
    if (!outcome) {
        QStringList lines{errorWords(make::text(outcome.error().message))};
        if (!outcome.error().hint.empty()) lines << errorWords(make::text(outcome.error().hint));
        return showResult(QStringLiteral("circle-x"), Role::Danger, failureTitle(outcome.error().code),
                          lines);
    }
    QStringList lines{make::text(outcome->product) + QLatin1Char(' ') + make::text(outcome->version)};
    lines << tr("Answered in %1 ms").arg(milliseconds);
    if (!outcome->timeZone.empty()) lines << tr("Session time zone %1").arg(make::text(outcome->timeZone));
    if (m_form->record(m_base).readOnly) {
        lines << (outcome->readOnlyEnforced ? tr("The server itself refuses changes")
                                            : tr("Changes are refused by this program, not by the server"));
    }
    showResult(QStringLiteral("circle-check"), Role::Success, tr("It works"), lines);
}

void ConnectionDialog::save() {
    if (!m_form) return;
    if (const QString complaint = m_form->check(); !complaint.isEmpty()) {
        return showResult(QStringLiteral("circle-alert"), Role::Warning, tr("Not yet complete"), {complaint});
    }
    const store::ConnectionRecord record = m_form->record(m_base);
    m_save->setEnabled(false);
    m_context.background.run(
        this,
        [&workbench = m_context.workbench, record, secrets = m_form->secrets()](const CancelToken&) {
            return workbench.saveConnection(record, secrets);
        },
        [this, name = record.name](const Result<void>& outcome) {
            m_save->setEnabled(true);
            if (!outcome) {
                return showResult(QStringLiteral("circle-x"), Role::Danger, tr("Not saved"),
                                  {make::errorText(outcome.error())});
            }
            Q_EMIT saved(name);
            accept();
        });
}

}  // namespace tributary::ui
