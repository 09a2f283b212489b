// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/grid/column_text.h"

#include <QtCore/QCoreApplication>
#include <QtCore/QStringList>

#include "core/result/cell_format.h"

namespace tributary::ui {

namespace {

QString ownTypeText(const sql::Column& column) {
    switch (column.type.id()) {
        case duckdb::LogicalTypeId::TIMESTAMP_TZ:
            return QStringLiteral("timestamptz");
        case duckdb::LogicalTypeId::STRUCT:
        case duckdb::LogicalTypeId::ENUM:
            break;
        default:
            return QString::fromStdString(column.type.ToString()).toLower();
    }
    const QString text = QString::fromStdString(column.type.ToString());
    return text.left(text.indexOf(QLatin1Char('('))).toLower();
}

}  // namespace

bool hasTimeZone(const sql::Column& column) {
    return column.type.id() == duckdb::LogicalTypeId::TIMESTAMP_TZ;
}

QString columnTypeText(const sql::Column& column, const QByteArray& zone, const ColumnMark& mark) {
    const bool own = column.nativeType.empty() || column.nativeType == column.type.ToString();
    QString text = !mark.nativeType.isEmpty() ? mark.nativeType
                   : own                      ? ownTypeText(column)
                                              : QString::fromStdString(column.nativeType);
    if (mark.isPlain) text = mark.sources.value(0) + QStringLiteral(" · ") + text;
    if (hasTimeZone(column))
        text += QStringLiteral(" · ") + (zone.isEmpty() ? QStringLiteral("UTC") : QString(zone));
    return text;
}

QString columnToolTip(const sql::Column& column, const QByteArray& zone, const ColumnMark& mark) {
    QStringList lines{QString::fromStdString(column.name)};
    if (mark.isPlain) {
        lines << QCoreApplication::translate("tributary::ui::GridView", "From %1").arg(mark.sources.value(0));
    } else if (!mark.sources.isEmpty()) {
        lines << QCoreApplication::translate("tributary::ui::GridView", "Computed from %1")
                     .arg(mark.sources.join(QStringLiteral(", ")));
    }
    const QString native =
        !mark.nativeType.isEmpty() ? mark.nativeType : QString::fromStdString(column.nativeType);
    if (!native.isEmpty() && native.toStdString() != column.type.ToString())
        lines << QCoreApplication::translate("tributary::ui::GridView", "At the source: %1").arg(native);
    lines << QCoreApplication::translate("tributary::ui::GridView", "Type: %1")
                 .arg(QString::fromStdString(column.type.ToString()).left(200));
    if (hasTimeZone(column)) {
        lines << QCoreApplication::translate("tributary::ui::GridView", "Shown in %1")
                     .arg(zone.isEmpty() ? QStringLiteral("UTC") : QString(zone));
    }
    if (!column.comment.empty()) lines << QString::fromStdString(column.comment);
    if (!column.note.empty())
        lines << QCoreApplication::translate("tributary::ui::GridView", "Note: %1")
                     .arg(QString::fromStdString(column.note));
    return lines.join(QLatin1Char('\n'));
}

bool isRightAligned(const sql::Column& column) {
    return result::isNumeric(column.type);
}

bool isTabular(const sql::Column& column) {
    return result::isNumeric(column.type) || column.type.IsTemporal();
}

}  // namespace tributary::ui
