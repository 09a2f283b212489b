// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/palette/palette_index.h"

#include <QtCore/QStringList>
#include <algorithm>

#include "ui/widgets/make.h"

namespace tributary::ui {

namespace {

void addColumns(const connect::Catalog& table, const PaletteItem& owner, std::vector<PaletteItem>& items) {
    for (const sql::Column& column : table.columns) {
        PaletteItem item;
        item.kind = PaletteItem::Kind::Column;
        item.text = make::text(column.name);
        item.detail = owner.detail + QLatin1Char('.') + owner.text;
        item.icon = QStringLiteral("columns-2");
        item.connection = owner.connection;
        item.path = owner.path;
        item.path.push_back(column.name);
        items.push_back(std::move(item));
    }
}

void addTables(const engine::Federation& federation, const std::string& connection, const std::string& schema,
               std::vector<PaletteItem>& items) {
    const auto tables = federation.cached(connection, {schema});
    if (!tables) return;
    for (const connect::Object& object : tables->objects) {
        PaletteItem item;
        item.kind = PaletteItem::Kind::Table;
        item.text = make::text(object.name);
        item.detail = make::text(connection) + QLatin1Char('.') + make::text(schema);
        item.icon =
            object.kind == connect::ObjectKind::View ? QStringLiteral("eye") : QStringLiteral("table-2");
        item.connection = connection;
        item.path = {schema, object.name};
        if (const auto table = federation.cached(connection, {schema, object.name}))
            addColumns(*table, item, items);
        items.push_back(std::move(item));
    }
}

/// Lower is better; negative: no match.
int rank(const PaletteItem& item, const QStringList& words) {
    int worst = 0;
    for (const QString& word : words) {
        int score = 3;
        if (item.text.startsWith(word, Qt::CaseInsensitive)) {
            score = 0;
        } else if (item.text.contains(word, Qt::CaseInsensitive)) {
            score = 1;
        } else if (!item.detail.contains(word, Qt::CaseInsensitive)) {
            return -1;
        }
        worst = std::max(worst, score);
    }
    return worst;
}

}  // namespace

std::vector<PaletteItem> workspaceItems(engine::Workbench& workbench,
                                        const std::vector<std::string>& connections,
                                        const CancelToken& token) {
    std::vector<PaletteItem> items;
    if (const auto queries = workbench.workspace().savedQueries()) {
        for (const store::SavedQuery& query : *queries) {
            PaletteItem item;
            item.kind = PaletteItem::Kind::Query;
            item.text = make::text(query.name);
            item.detail = make::text(query.target);
            item.icon = QStringLiteral("file-code-2");
            item.query = query;
            items.push_back(std::move(item));
        }
    }
    const engine::Federation& federation = workbench.federation();
    for (const std::string& connection : connections) {
        PaletteItem item;
        item.kind = PaletteItem::Kind::Connection;
        item.text = make::text(connection);
        item.icon = QStringLiteral("database");
        item.connection = connection;
        items.push_back(std::move(item));
        const auto schemas = federation.cached(connection, {});
        if (!schemas || token.isCancelled()) continue;
        for (const connect::Object& schema : schemas->objects)
            addTables(federation, connection, schema.name, items);
    }
    return items;
}

std::vector<size_t> findItems(const std::vector<PaletteItem>& items, const QString& search, size_t limit) {
    const QStringList words = search.split(QLatin1Char(' '), Qt::SkipEmptyParts);
    std::vector<std::pair<int, size_t>> found;
    for (size_t i = 0; i < items.size(); ++i) {
        // Columns only when asked for: there are too many of them to be a beginning.
        if (words.isEmpty() && items[i].kind == PaletteItem::Kind::Column) continue;
        const int score = rank(items[i], words);
        if (score >= 0) found.emplace_back(score, i);
    }
    const auto better = [&](const auto& a, const auto& b) {
        if (a.first != b.first) return a.first < b.first;
        const int byLength = items[a.second].text.size() - items[b.second].text.size();
        return words.isEmpty() || byLength == 0 ? a.second < b.second : byLength < 0;
    };
    const size_t count = std::min(limit, found.size());
    std::partial_sort(found.begin(), found.begin() + static_cast<std::ptrdiff_t>(count), found.end(), better);
    std::vector<size_t> rows;
    for (size_t i = 0; i < count; ++i) rows.push_back(found[i].second);
    return rows;
}

}  // namespace tributary::ui
