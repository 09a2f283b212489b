// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/session/dragged_names.h"

#include <QtCore/QJsonArray>
#include <QtCore/QJsonDocument>
#include <QtCore/QJsonObject>
#include <QtCore/QStringList>

#include "ui/session/sql_names.h"

namespace tributary::ui {

namespace {

const QString kMimeType = QStringLiteral("application/x-tributary-names");

std::string quoted(const std::string& name, sql::Lexis lexis) {
    std::string text = quotedIfNeeded(name);
    if (text == name || lexis != sql::Lexis::MySql) return text;
    std::string ticks = "`";
    for (const char c : name) {
        ticks.push_back(c);
        if (c == '`') ticks.push_back('`');
    }
    return ticks + "`";
}

QString nameInSql(const DraggedName& name, const std::string& target, sql::Lexis lexis) {
    std::vector<std::string> parts = name.path;
    if (!name.connection.empty() && name.connection != target) {
        parts.insert(parts.begin(), name.connection);
    }
    QStringList words;
    for (const std::string& part : parts) words << QString::fromStdString(quoted(part, lexis));
    return words.join(QLatin1Char('.'));
}

}  // namespace

QString namesInSql(const std::vector<DraggedName>& names, const std::string& target, sql::Lexis lexis) {
    QStringList texts;
    for (const DraggedName& name : names) texts << nameInSql(name, target, lexis);
    texts.removeAll(QString());
    return texts.join(QStringLiteral(", "));
}

std::unique_ptr<QMimeData> dragData(const std::vector<DraggedName>& names) {
    QJsonArray all;
    for (const DraggedName& name : names) {
        QJsonArray path;
        for (const std::string& part : name.path) path.append(QString::fromStdString(part));
        all.append(QJsonObject{{QStringLiteral("connection"), QString::fromStdString(name.connection)},
                               {QStringLiteral("path"), path}});
    }
    auto data = std::make_unique<QMimeData>();
    data->setData(kMimeType, QJsonDocument(all).toJson(QJsonDocument::Compact));
    data->setText(namesInSql(names, {}, sql::Lexis::DuckDb));
    return data;
}

std::vector<DraggedName> draggedNames(const QMimeData& data) {
    std::vector<DraggedName> names;
    for (const QJsonValue& value : QJsonDocument::fromJson(data.data(kMimeType)).array()) {
        const QJsonObject object = value.toObject();
        DraggedName name;
        name.connection = object.value(QLatin1String("connection")).toString().toStdString();
        for (const QJsonValue& part : object.value(QLatin1String("path")).toArray()) {
            name.path.push_back(part.toString().toStdString());
        }
        names.push_back(std::move(name));
    }
    return names;
}

}  // namespace tributary::ui
