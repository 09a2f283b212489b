// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/grid/row_filter.h"

#include <QtCore/QCoreApplication>

#include "core/result/store_query.h"

namespace tributary::ui {

namespace {

QString translated(const char* text) {
    return QCoreApplication::translate("tributary::ui::RowFilter", text);
}

std::string containsSql(size_t column, const QString& value) {
    return "contains(lower(CAST(" + result::StoreQuery::column(column) + " AS VARCHAR)), lower(" +
           sqlText(value) + "))";
}

const char* comparisonSql(RowFilter::Operator op) {
    switch (op) {
        case RowFilter::Operator::Equal:
            return " = ";
        case RowFilter::Operator::NotEqual:
            return " IS DISTINCT FROM ";
        case RowFilter::Operator::Less:
            return " < ";
        case RowFilter::Operator::LessEqual:
            return " <= ";
        case RowFilter::Operator::Greater:
            return " > ";
        default:
            return " >= ";
    }
}

}  // namespace

std::string sqlText(const QString& text) {
    std::string out = "'";
    for (const char c : text.toStdString()) {
        if (c == '\'') out += '\'';
        out += c;
    }
    return out + "'";
}

bool needsValue(RowFilter::Operator op) {
    return op != RowFilter::Operator::IsNull && op != RowFilter::Operator::IsNotNull;
}

std::string filterSql(const RowFilter& filter, const std::vector<sql::Column>& columns) {
    if (filter.column == RowFilter::kAnyColumn) {
        std::string any;
        for (size_t c = 0; c < columns.size(); ++c)
            any += (c == 0 ? "" : " OR ") + containsSql(c, filter.value);
        return "(" + (any.empty() ? "true" : any) + ")";
    }
    const auto index = static_cast<size_t>(filter.column);
    const std::string name = result::StoreQuery::column(index);
    switch (filter.op) {
        case RowFilter::Operator::Contains:
            return containsSql(index, filter.value);
        case RowFilter::Operator::NotContains:
            return "(" + name + " IS NULL OR NOT " + containsSql(index, filter.value) + ")";
        case RowFilter::Operator::IsNull:
            return name + " IS NULL";
        case RowFilter::Operator::IsNotNull:
            return name + " IS NOT NULL";
        default:
            break;
    }
    const auto& type = columns.at(index).type;
    const std::string literal = type.id() == duckdb::LogicalTypeId::VARCHAR
                                    ? sqlText(filter.value)
                                    : "CAST(" + sqlText(filter.value) + " AS " + type.ToString() + ")";
    return name + comparisonSql(filter.op) + literal;
}

QString operatorText(RowFilter::Operator op) {
    switch (op) {
        case RowFilter::Operator::Contains:
            return translated("contains");
        case RowFilter::Operator::NotContains:
            return translated("does not contain");
        case RowFilter::Operator::Equal:
            return QStringLiteral("=");
        case RowFilter::Operator::NotEqual:
            return QStringLiteral("≠");
        case RowFilter::Operator::Less:
            return QStringLiteral("<");
        case RowFilter::Operator::LessEqual:
            return QStringLiteral("≤");
        case RowFilter::Operator::Greater:
            return QStringLiteral(">");
        case RowFilter::Operator::GreaterEqual:
            return QStringLiteral("≥");
        case RowFilter::Operator::IsNull:
            return translated("is NULL");
        case RowFilter::Operator::IsNotNull:
            return translated("is not NULL");
    }
    return {};
}

QString filterText(const RowFilter& filter, const std::vector<sql::Column>& columns) {
    const QString name = filter.column == RowFilter::kAnyColumn
                             ? translated("any column")
                             : QString::fromStdString(columns.at(static_cast<size_t>(filter.column)).name);
    QString text = name + QLatin1Char(' ') + operatorText(filter.op);
    if (needsValue(filter.op)) text += QLatin1Char(' ') + filter.value;
    return text.size() > 60 ? text.left(59) + QChar(0x2026) : text;
}

}  // namespace tributary::ui
