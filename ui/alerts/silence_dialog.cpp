// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/alerts/silence_dialog.h"

#include <QtWidgets/QFormLayout>

#include "core/schedule/alert_json.h"
#include "ui/alerts/alert_rows.h"
#include "ui/theme/metrics.h"
#include "ui/widgets/make.h"

namespace tributary::ui {

using namespace alerts;

namespace {

constexpr int kWidth = 560;
constexpr int kNamesShown = 4;

QDateTime qtTime(TimePoint at) {
    return QDateTime::fromMSecsSinceEpoch(at.time_since_epoch().count());
}
TimePoint timePoint(const QDateTime& at) {
    return TimePoint(Duration(at.toMSecsSinceEpoch()));
}
QString userName() {
    const QString name = qEnvironmentVariable("USER", qEnvironmentVariable("LOGNAME"));
    return name.isEmpty() ? QStringLiteral("tributary") : name;
}

QDateTimeEdit* timeField(TimePoint at, const QString& name, QWidget* parent) {
    auto* field = new QDateTimeEdit(qtTime(at), parent);
    field->setDisplayFormat(QStringLiteral("yyyy-MM-dd HH:mm"));
    field->setCalendarPopup(true);
    field->setAccessibleName(name);
    return field;
}

}  // namespace

SilenceRecord silenceFor(const Labels& labels, Duration span) {
    SilenceRecord silence;
    for (const auto& [name, value] : labels)
        if (auto matcher = Matcher::make(name, Matcher::Op::Equal, value))
            silence.matchers.push_back(*matcher);
    silence.startsAt = timePoint(QDateTime::currentDateTimeUtc());
    silence.endsAt = silence.startsAt + span;
    silence.createdBy = userName().toStdString();
    return silence;
}

SilenceDialog::SilenceDialog(AlertWatch& watch, SilenceRecord silence, QWidget* parent)
    : DialogFrame(silence.id.empty() ? tr("New silence") : tr("Edit silence"), parent),
      m_watch(watch),
      m_silence(std::move(silence)) {
    setFixedWidth(kWidth);
    if (m_silence.endsAt <= m_silence.startsAt) {
        m_silence.startsAt = timePoint(QDateTime::currentDateTimeUtc());
        m_silence.endsAt = m_silence.startsAt + std::chrono::hours(2);
    }
    if (m_silence.createdBy.empty()) m_silence.createdBy = userName().toStdString();
    auto* form = new QFormLayout;
    form->setContentsMargins(metrics::kDialogPadding, 16, metrics::kDialogPadding, 16);
    form->setVerticalSpacing(12);
    QStringList matchers;
    for (const Matcher& matcher : m_silence.matchers) matchers << make::text(matcher.text());
    m_matchers = new QLineEdit(matchers.join(QStringLiteral(", ")), this);
    m_matchers->setPlaceholderText(QStringLiteral("alertname=\"Revenue drop\", region=~\"cn|eu\""));
    m_matchers->setAccessibleName(tr("Which alerts"));
    m_from = timeField(m_silence.startsAt, tr("From"), this);
    m_to = timeField(m_silence.endsAt, tr("Until"), this);
    m_comment = new QLineEdit(make::text(m_silence.comment), this);
    m_comment->setPlaceholderText(tr("Why, for those who wonder"));
    m_comment->setAccessibleName(tr("Comment"));
    m_preview = make::label({}, "small", this);
    m_preview->setWordWrap(true);
    m_preview->setMinimumHeight(44);
    m_preview->setAlignment(Qt::AlignTop | Qt::AlignLeft);
    form->addRow(tr("Which alerts"), m_matchers);
    form->addRow(tr("From"), m_from);
    form->addRow(tr("Until"), m_to);
    form->addRow(tr("Comment"), m_comment);
    form->addRow(QString(), m_preview);
    body()->addLayout(form);
    connect(addButton(tr("Cancel"), "normal"), &QPushButton::clicked, this, &QDialog::reject);
    m_save = addButton(tr("Silence"), "primary");
    m_save->setDefault(true);
    connect(m_save, &QPushButton::clicked, this, &SilenceDialog::save);
    connect(m_matchers, &QLineEdit::textChanged, this, &SilenceDialog::check);
    connect(m_from, &QDateTimeEdit::dateTimeChanged, this, &SilenceDialog::check);
    connect(m_to, &QDateTimeEdit::dateTimeChanged, this, &SilenceDialog::check);
    check();
}

void SilenceDialog::check() {
    m_silence.startsAt = timePoint(m_from->dateTime());
    m_silence.endsAt = timePoint(m_to->dateTime());
    auto matchers = parseMatchers(m_matchers->text().toStdString());
    QString complaint;
    if (!matchers)
        complaint = make::errorText(matchers.error());
    else if (matchers->empty())
        complaint = tr("Say which alerts: a silence without a label would hush everything.");
    else if (m_silence.endsAt <= m_silence.startsAt)
        complaint = tr("It ends before it begins.");
    m_save->setEnabled(complaint.isEmpty());
    if (!complaint.isEmpty()) {
        make::setKind(m_preview, "dangerSmall");
        m_preview->setText(complaint);
        return;
    }
    m_silence.matchers = std::move(*matchers);
    QStringList names;
    for (const ActiveAlert& alert : m_watch.picture()->active)
        if (matches(m_silence.matchers, alert.instance.labels))
            names << make::text(alert.rule) + QStringLiteral(" ") + alert_rows::labels(alert.instance.labels);
    const int count = names.size();
    if (count > kNamesShown) names = names.mid(0, kNamesShown) << QStringLiteral("…");
    make::setKind(m_preview, "small");
    m_preview->setText(count == 0 ? tr("No active alert is meant now; later ones will be.")
                                  : tr("Active alerts that are meant: %1").arg(count) + QLatin1Char('\n') +
                                        names.join(QLatin1Char('\n')));
}

void SilenceDialog::save() {
    m_silence.comment = m_comment->text().toStdString();
    m_save->setEnabled(false);
    m_watch.change([silence = m_silence](AlertDesk& desk) -> Result<void> {
        auto parts = desk.parts();
        if (!parts) return fail(parts.error());
        const auto saved =
            schedule::setSilence(*(*parts)->store, silence, timePoint(QDateTime::currentDateTimeUtc()));
        if (!saved) return fail(saved.error());
        return {};
    });
    accept();
}

}  // namespace tributary::ui
