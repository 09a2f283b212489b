// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/messages/message_log.h"

#include <QtCore/QDateTime>
#include <QtCore/QLocale>
#include <QtWidgets/QScrollBar>
#include <QtWidgets/QTextBrowser>
#include <QtWidgets/QVBoxLayout>

#include "ui/plan/source_card.h"
#include "ui/theme/metrics.h"
#include "ui/widgets/error_words.h"

namespace tributary::ui {

namespace {

constexpr int kLongestStatement = 20'000;

class Page {
  public:
    explicit Page(const Theme& theme) : m_theme(theme) {}

    void heading(const QString& text) {
        m_html += QStringLiteral("<p style=\"margin:14px 0 4px 0; font-weight:600\">%1</p>")
                      .arg(text.toHtmlEscaped());
    }
    void line(const QString& text, Role role = Role::Text) {
        m_html +=
            QStringLiteral("<p style=\"margin:2px 0; color:%1\">%2</p>")
                .arg(m_theme.color(role).name(), text.toHtmlEscaped().replace('\n', QLatin1String("<br/>")));
    }
    void code(const QString& text) {
        m_html +=
            QStringLiteral(
                "<pre style=\"margin:4px 0; white-space:pre-wrap; color:%1; font-family:'%2'\">%3</pre>")
                .arg(m_theme.color(Role::TextMuted).name(), m_theme.monospace(12).families().value(0),
                     text.toHtmlEscaped());
    }
    QString html() const { return m_html; }

  private:
    const Theme& m_theme;
    QString m_html;
};

void tellOutcome(Page& page, const Run& run) {
    const QLocale locale;
    const QString time = durationText(run.elapsedMs);
    const QString rows = run.store ? locale.toString(qulonglong(run.store->rowCount())) : QStringLiteral("0");
    switch (run.state) {
        case Run::State::Waiting:
            page.line(MessageLog::tr("Waits for the statement before it."), Role::TextMuted);
            break;
        case Run::State::Running:
            page.line(MessageLog::tr("Running for %1, %2 rows so far.").arg(time, rows));
            break;
        case Run::State::Failed:
            page.line(MessageLog::tr("Failed after %1.").arg(time), Role::Danger);
            break;
        case Run::State::Cancelled:
            page.line(MessageLog::tr("Stopped after %1; %2 rows had come.").arg(time, rows), Role::Warning);
            break;
        case Run::State::Finished:
            if (run.explainOnly) {
                page.line(MessageLog::tr("Planned in %1, not run.").arg(time), Role::Success);
            } else if (run.affectedRows) {
                page.line(MessageLog::tr("Done in %1, %2 rows affected.")
                              .arg(time, locale.toString(qulonglong(*run.affectedRows))),
                          Role::Success);
            } else {
                page.line(MessageLog::tr("Done in %1, %2 rows.").arg(time, rows), Role::Success);
            }
    }
    if (run.truncated) {
        page.line(MessageLog::tr("Stopped at the row limit of this tab: the source has more rows."),
                  Role::Warning);
    }
    if (run.profile.firstRowMs) {
        page.line(MessageLog::tr("Planned in %1, first row after %2.")
                      .arg(durationText(run.profile.planMs), durationText(*run.profile.firstRowMs)),
                  Role::TextMuted);
    }
}

void tellError(Page& page, const Run& run) {
    if (!run.error) return;
    const Error& error = *run.error;
    page.heading(MessageLog::tr("Error"));
    QString text = errorWords(QString::fromStdString(error.message));
    if (!error.source.empty()) text = QString::fromStdString(error.source) + QStringLiteral(": ") + text;
    page.line(text, Role::Danger);
    if (error.position) {
        page.line(
            MessageLog::tr("At line %1, column %2.").arg(error.position->line).arg(error.position->column),
            Role::TextMuted);
    }
    if (!error.hint.empty())
        page.line(MessageLog::tr("Try: %1").arg(errorWords(QString::fromStdString(error.hint))));
    if (!error.nativeCode.empty()) {
        page.line(MessageLog::tr("Code from the source: %1").arg(QString::fromStdString(error.nativeCode)),
                  Role::TextFaint);
    }
    if (error.inDoubt)
        page.line(MessageLog::tr("It is not known whether the change was made. Look before trying again."),
                  Role::Warning);
}

void tellSources(Page& page, const Run& run) {
    if (run.profile.sources.empty()) return;
    page.heading(MessageLog::tr("Sources"));
    for (const auto& source : run.profile.sources) {
        page.line(QStringLiteral("%1 · %2 · %3")
                      .arg(QString::fromStdString(source.connection), QString::fromStdString(source.object),
                           sourceFigures(source)));
        if (!source.error.empty()) page.line(QString::fromStdString(source.error), Role::Danger);
    }
}

void tellNotes(Page& page, const Run& run) {
    if (!run.warnings.empty()) page.heading(MessageLog::tr("Warnings"));
    for (const auto& warning : run.warnings) page.line(QString::fromStdString(warning), Role::Warning);
    if (!run.store) return;
    bool first = true;
    for (const auto& column : run.store->columns()) {
        if (column.note.empty()) continue;
        if (first) page.heading(MessageLog::tr("Notes on columns"));
        first = false;
        page.line(QStringLiteral("%1: %2").arg(QString::fromStdString(column.name),
                                               QString::fromStdString(column.note)));
    }
}

}  // namespace

QString messagesHtml(const Run& run, const Theme& theme) {
    Page page(theme);
    const QString started =
        run.startedAtMs > 0
            ? QLocale().toString(QDateTime::fromMSecsSinceEpoch(run.startedAtMs), QLocale::ShortFormat)
            : QString();
    const QString target = run.target.empty()
                               ? MessageLog::tr("Federated")
                               : MessageLog::tr("Natively on %1").arg(QString::fromStdString(run.target));
    page.line(started.isEmpty() ? target : started + QStringLiteral(" · ") + target, Role::TextFaint);
    page.code(QString::fromStdString(run.statement.text).trimmed().left(kLongestStatement));
    tellOutcome(page, run);
    tellError(page, run);
    tellNotes(page, run);
    tellSources(page, run);
    return page.html();
}

MessageLog::MessageLog(const Theme& theme, QWidget* parent) : QWidget(parent), m_theme(theme) {
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    m_text = new QTextBrowser;
    m_text->setProperty("kind", "flat");
    m_text->setOpenLinks(false);
    m_text->setAccessibleName(tr("Messages of the statement"));
    m_text->document()->setDocumentMargin(16);
    layout->addWidget(m_text);
    connect(&theme, &Theme::changed, this, [this] {
        if (m_run) showRun(m_run);
    });
}

void MessageLog::showRun(const std::shared_ptr<Run>& run) {
    m_run = run;
    const int at = m_text->verticalScrollBar()->value();
    m_text->setHtml(messagesHtml(*run, m_theme));
    m_text->verticalScrollBar()->setValue(at);
}

}  // namespace tributary::ui
