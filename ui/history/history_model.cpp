// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/history/history_model.h"

#include <QtCore/QDateTime>
#include <QtCore/QLocale>

#include "ui/widgets/make.h"
#include "ui/widgets/two_line_delegate.h"

namespace tributary::ui {

namespace {

constexpr size_t kPage = 100;

QString when(int64_t unixMs) {
    const QDateTime time = QDateTime::fromMSecsSinceEpoch(unixMs);
    const QLocale locale;
    if (time.date() == QDate::currentDate()) return locale.toString(time.time(), QStringLiteral("HH:mm"));
    return locale.toString(time.date(), QLocale::ShortFormat);
}

}  // namespace

HistoryModel::HistoryModel(store::Workspace& workspace, Background& background, const Theme& theme,
                           QObject* parent)
    : QAbstractListModel(parent), m_workspace(workspace), m_background(background), m_theme(theme) {
    reload();
}

int HistoryModel::rowCount(const QModelIndex& parent) const {
    return parent.isValid() ? 0 : static_cast<int>(m_entries.size());
}

QVariant HistoryModel::data(const QModelIndex& index, int role) const {
    if (!index.isValid() || index.row() >= rowCount()) return {};
    const store::HistoryEntry& entry = m_entries[static_cast<size_t>(index.row())];
    switch (role) {
        case Qt::DisplayRole:
            return make::text(entry.sql).simplified();
        case Qt::ToolTipRole:
            return entry.error.empty()
                       ? make::text(entry.sql).left(1200)
                       : make::text(entry.sql).left(800) + QStringLiteral("\n\n") + make::text(entry.error);
        case Qt::DecorationRole:
            if (entry.status == store::RunStatus::Ok)
                return m_theme.icon(QStringLiteral("circle-check"), Role::Success);
            if (entry.status == store::RunStatus::Error)
                return m_theme.icon(QStringLiteral("circle-x"), Role::Danger);
            return m_theme.icon(QStringLiteral("square"), Role::Warning);
        case TwoLineDelegate::SecondLineRole: {
            QString line = entry.target.empty() ? tr("Federated") : make::text(entry.target);
            if (entry.status == store::RunStatus::Error)
                return line + QStringLiteral(" · ") + make::text(entry.error).simplified();
            if (entry.status == store::RunStatus::Cancelled)
                return line + QStringLiteral(" · ") + tr("cancelled");
            if (entry.rows)
                line +=
                    QStringLiteral(" · ") + tr("%1 rows").arg(QLocale().toString(qulonglong(*entry.rows)));
            return line + QStringLiteral(" · ") +
                   tr("%1 ms").arg(QLocale().toString(qlonglong(entry.durationMs)));
        }
        case TwoLineDelegate::RightRole:
            return when(entry.startedAtMs);
        case TwoLineDelegate::MonospaceRole:
            return true;
        default:
            return {};
    }
}

bool HistoryModel::canFetchMore(const QModelIndex& parent) const {
    return !parent.isValid() && !m_complete && !m_loading;
}

void HistoryModel::fetchMore(const QModelIndex& parent) {
    if (canFetchMore(parent)) fetch();
}

void HistoryModel::search(const QString& words) {
    m_search = words.trimmed().toStdString();
    reload();
}

void HistoryModel::reload() {
    beginResetModel();
    m_entries.clear();
    m_complete = false;
    endResetModel();
    ++m_request;
    fetch();
}

void HistoryModel::fetch() {
    m_loading = true;
    m_background.run(
        this,
        [&workspace = m_workspace, search = m_search, offset = m_entries.size()](const CancelToken&) {
            return workspace.history(search, kPage, offset);
        },
        [this, request = m_request](Result<std::vector<store::HistoryEntry>> page) {
            append(request, std::move(page));
        });
}

void HistoryModel::append(uint64_t request, Result<std::vector<store::HistoryEntry>> page) {
    if (request != m_request) return;  // another search has begun
    m_loading = false;
    if (!page) {
        m_complete = true;
        Q_EMIT failed(make::errorText(page.error()));
        return;
    }
    m_complete = page->size() < kPage;
    if (!page->empty()) {
        const int first = rowCount();
        beginInsertRows({}, first, first + static_cast<int>(page->size()) - 1);
        m_entries.insert(m_entries.end(), page->begin(), page->end());
        endInsertRows();
    }
    Q_EMIT filled();
}

}  // namespace tributary::ui
