// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/shell/status_line.h"

#include <unistd.h>

#include <QtCore/QFile>

#include "ui/theme/metrics.h"
#include "ui/widgets/make.h"

namespace tributary::ui {

namespace {

constexpr int kMessageMs = 6000;

/// Resident memory of this process in MiB; 0 where the system does not tell.
qint64 residentMiB() {
    QFile file(QStringLiteral("/proc/self/statm"));
    if (!file.open(QIODevice::ReadOnly)) return 0;
    const QList<QByteArray> fields = file.readAll().split(' ');
    return fields.size() < 2 ? 0 : fields[1].toLongLong() * sysconf(_SC_PAGESIZE) / (1024 * 1024);
}

/// A dot in the connection's colour and its name.
QString targetText(const QueryTab& tab, const ConnectionList& connections) {
    if (tab.target().empty()) return StatusLine::tr("Federated");
    const QString text =
        QStringLiteral("<span style=\"color:%1\">●</span> %2")
            .arg(connections.color(tab.target()).name(), make::text(tab.target()).toHtmlEscaped());
    const store::ConnectionRecord* record = connections.find(tab.target());
    return record && record->readOnly ? text + QStringLiteral(" · ") + StatusLine::tr("read only") : text;
}

}  // namespace

StatusLine::StatusLine(QWidget* parent) : QFrame(parent) {
    setProperty("kind", "bar");
    setFixedHeight(metrics::kStatusBar);
    auto* row = make::row(16);
    setLayout(row);
    row->setContentsMargins(12, 0, 12, 0);
    const auto add = [&](const QString& text) {
        auto* label = make::label(text, "small", this);
        row->addWidget(label);
        return label;
    };
    m_message = add({});
    m_target = add({});
    m_target->setTextFormat(Qt::RichText);  // a coloured dot
    m_rows = add({});
    m_time = add({});
    m_selection = add({});
    row->addStretch(1);
    m_zone = add({});
    m_zone->setToolTip(tr(
        "Time zone of this query's session: casts, current dates and SET TimeZone go by it. In which zone a "
        "column is shown stands in its head."));
    add(QStringLiteral("UTF-8"));
    m_health = add({});
    m_memory = add({});
    m_memory->setToolTip(tr("Memory this program uses"));
    m_message->hide();
    m_messageTimer.setSingleShot(true);
    connect(&m_messageTimer, &QTimer::timeout, this, [this] {
        m_message->hide();
        for (QLabel* label : {m_target, m_rows, m_time, m_selection}) label->show();
    });
    showMemory();
}

void StatusLine::showTab(const QueryTab* tab, const ConnectionList& connections) {
    m_target->setText(tab ? targetText(*tab, connections) : QString());
    m_zone->setText(tab ? tab->sessionZone() : QString());
    m_rows->setText(tab ? tab->rowsStatus() : QString());
    m_time->setText(tab ? tab->timeStatus() : QString());
    m_selection->setText(tab ? tab->selectionStatus() : QString());
}

void StatusLine::showHealth(const ConnectionList& connections, const engine::Federation& federation) {
    int healthy = 0;
    int failing = 0;
    for (const store::ConnectionRecord& record : connections.records()) {
        const auto health = federation.status(record.name).health;
        healthy += health == engine::ConnectionStatus::Health::Healthy ? 1 : 0;
        failing += health == engine::ConnectionStatus::Health::Failing ? 1 : 0;
    }
    const int all = static_cast<int>(connections.records().size());
    const char* kind = failing > 0 ? "dangerSmall" : healthy > 0 ? "successSmall" : "small";
    QString text = tr("No connection");
    if (failing > 0) {
        text = failing == 1 ? tr("1 source failing") : tr("%1 sources failing").arg(failing);
    } else if (healthy > 0) {
        text = healthy == 1 ? tr("1 source healthy") : tr("%1 sources healthy").arg(healthy);
    } else if (all > 0) {
        text = all == 1 ? tr("1 connection") : tr("%1 connections").arg(all);
    }
    m_health->setText(text);
    make::setKind(m_health, kind);
}

void StatusLine::showMemory() {
    m_memory->setText(tr("%1 MiB").arg(residentMiB()));
}

void StatusLine::tell(const QString& message) {
    m_message->setText(QString(message).replace(QLatin1Char('\n'), QLatin1Char(' ')));
    m_message->setToolTip(message);
    m_message->show();
    for (QLabel* label : {m_target, m_rows, m_time, m_selection}) label->hide();
    m_messageTimer.start(kMessageMs);
}

}  // namespace tributary::ui
