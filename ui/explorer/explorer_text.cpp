// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/explorer/explorer_text.h"

#include <QtCore/QCoreApplication>
#include <QtCore/QLocale>
#include <QtCore/QStringList>

#include "ui/widgets/make.h"

namespace tributary::ui {

QString shortRowEstimate(uint64_t count) {
    struct Unit {
        double size;
        const char* letter;
    };
    for (const Unit unit : {Unit{1e9, "G"}, Unit{1e6, "M"}, Unit{1e3, "k"}}) {
        if (static_cast<double>(count) < unit.size) continue;
        const double value = static_cast<double>(count) / unit.size;
        return QStringLiteral("%1 %2").arg(QLocale::c().toString(value, 'f', value < 10 ? 1 : 0),
                                           QLatin1String(unit.letter));
    }
    return QString::number(count);
}

QString objectIcon(connect::ObjectKind kind) {
    switch (kind) {
        case connect::ObjectKind::Schema:
            return QStringLiteral("folder");
        case connect::ObjectKind::View:
            return QStringLiteral("eye");
        case connect::ObjectKind::MaterializedView:
            return QStringLiteral("layers");
        case connect::ObjectKind::ForeignTable:
            return QStringLiteral("link");
        case connect::ObjectKind::Measurement:
            return QStringLiteral("activity");
        case connect::ObjectKind::File:
            return QStringLiteral("file-spreadsheet");
        case connect::ObjectKind::Table:
            break;
    }
    return QStringLiteral("table-2");
}

QString columnIcon(const sql::Column& column) {
    using duckdb::LogicalTypeId;
    if (column.primaryKey) return QStringLiteral("key-round");
    if (column.role == sql::ColumnRole::Time) return QStringLiteral("clock");
    if (column.role == sql::ColumnRole::Tag) return QStringLiteral("tag");
    if (column.type.IsNumeric()) return QStringLiteral("hash");
    switch (column.type.id()) {
        case LogicalTypeId::BOOLEAN:
            return QStringLiteral("toggle-left");
        case LogicalTypeId::DATE:
            return QStringLiteral("calendar");
        case LogicalTypeId::TIME:
        case LogicalTypeId::TIME_TZ:
        case LogicalTypeId::TIMESTAMP:
        case LogicalTypeId::TIMESTAMP_SEC:
        case LogicalTypeId::TIMESTAMP_MS:
        case LogicalTypeId::TIMESTAMP_NS:
        case LogicalTypeId::TIMESTAMP_TZ:
            return QStringLiteral("clock");
        case LogicalTypeId::INTERVAL:
            return QStringLiteral("timer");
        case LogicalTypeId::BLOB:
        case LogicalTypeId::BIT:
            return QStringLiteral("binary");
        case LogicalTypeId::UUID:
            return QStringLiteral("fingerprint");
        case LogicalTypeId::LIST:
        case LogicalTypeId::ARRAY:
            return QStringLiteral("brackets");
        case LogicalTypeId::STRUCT:
        case LogicalTypeId::MAP:
            return QStringLiteral("braces");
        default:
            break;
    }
    return column.type.IsJSONType() ? QStringLiteral("braces") : QStringLiteral("type");
}

QString toolTipOf(const ExplorerNode& node) {
    using Kind = ExplorerNode::Kind;
    if (node.kind == Kind::Column || node.kind == Kind::Note) return node.toolTip;
    QString first = node.name;
    if (node.kind == Kind::Object && !node.detail.isEmpty()) {
        first = QCoreApplication::translate("tributary::ui::ExplorerModel", "%1 · about %2 rows")
                    .arg(node.name, node.detail);
    } else if (node.kind == Kind::Connection && !node.detail.isEmpty()) {
        first += QStringLiteral(" · ") + node.detail;
    }
    if (node.toolTip.isEmpty() || node.toolTip == node.name) return first;
    return first + QLatin1Char('\n') + node.toolTip;
}

QString columnToolTip(const sql::Column& column) {
    QStringList lines{make::text(column.name) + QStringLiteral(" · ") + make::text(column.nativeType)};
    const QString ours = make::text(column.type.ToString());
    if (ours.compare(make::text(column.nativeType), Qt::CaseInsensitive) != 0)
        lines << QCoreApplication::translate("tributary::ui::ExplorerModel", "read as %1").arg(ours);
    lines << (column.primaryKey ? QCoreApplication::translate("tributary::ui::ExplorerModel", "primary key")
              : column.nullable ? QCoreApplication::translate("tributary::ui::ExplorerModel", "may be NULL")
                                : QCoreApplication::translate("tributary::ui::ExplorerModel", "never NULL"));
    if (!column.comment.empty()) lines << make::text(column.comment);
    if (!column.note.empty()) lines << make::text(column.note);
    return lines.join(QLatin1Char('\n'));
}

}  // namespace tributary::ui
