// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/editor/completion_engine.h"

#include <algorithm>
#include <cctype>
#include <set>

#include "ui/editor/scope_reader.h"
#include "ui/editor/sql_words.h"
#include "ui/session/sql_names.h"

namespace tributary::ui {

namespace {

bool sameName(std::string_view a, std::string_view b) {
    return std::equal(a.begin(), a.end(), b.begin(), b.end(),
                      [](unsigned char x, unsigned char y) { return std::tolower(x) == std::tolower(y); });
}

constexpr size_t kShortestInner = 2;  // letters: one is contained in nearly everything

/// Collects what matches the prefix, the better match first, without repeats.
class Collector {
  public:
    Collector(const std::string& prefix, size_t limit) : m_prefix(prefix), m_limit(limit) {}

    void add(CompletionKind kind, const std::string& name, const std::string& detail = {}) {
        const bool word = kind == CompletionKind::Keyword || kind == CompletionKind::Function;
        add({kind, name, word ? name : quotedIfNeeded(name), detail});
    }
    void add(Completion item) {
        const bool begins = startsWith(item.text);
        const bool inner = !begins && m_inner.size() < m_limit && item.kind != CompletionKind::Keyword &&
                           item.kind != CompletionKind::Function && contains(item.text);
        if ((begins && m_items.size() >= m_limit) || (!begins && !inner)) return;
        if (!m_seen.insert({static_cast<int>(item.kind), item.insert}).second) return;
        (begins ? m_items : m_inner).push_back(std::move(item));
    }
    std::vector<Completion> take() {
        for (Completion& item : m_inner) {
            if (m_items.size() < m_limit) m_items.push_back(std::move(item));
        }
        return std::move(m_items);
    }

  private:
    bool contains(const std::string& name) const {
        if (m_prefix.size() < kShortestInner) return false;
        const auto same = [](unsigned char x, unsigned char y) { return std::tolower(x) == std::tolower(y); };
        return std::search(name.begin(), name.end(), m_prefix.begin(), m_prefix.end(), same) != name.end();
    }
    bool startsWith(const std::string& name) const {
        return name.size() >= m_prefix.size() &&
               sameName(std::string_view(name).substr(0, m_prefix.size()), m_prefix);
    }
    std::string m_prefix;
    size_t m_limit;
    std::set<std::pair<int, std::string>> m_seen;
    std::vector<Completion> m_items;
    std::vector<Completion> m_inner;
};

class Finder {
  public:
    Finder(const Scope& scope, const CompletionCatalog& catalog, const CancelToken& token, size_t limit)
        : m_scope(scope), m_catalog(catalog), m_token(token), m_found(scope.prefix, limit) {}

    std::vector<Completion> find() {
        if (!m_scope.qualifiers.empty()) {
            afterDot();
        } else if (m_scope.wantsTable) {
            tablePlaces();
        } else {
            anything();
        }
        return m_found.take();
    }

  private:
    std::optional<connect::Catalog> describe(const std::string& connection, const connect::ObjectPath& path) {
        if (m_token.isCancelled()) return std::nullopt;
        return m_catalog.describe(connection, path);
    }

    const std::string* connectionNamed(const std::string& name) const {
        for (const std::string& connection : m_catalog.connections) {
            if (sameName(connection, name)) return &connection;
        }
        return nullptr;
    }

    /// Connection and path of a table as written; false when it cannot be told without searching every
    /// source.
    bool locate(const std::vector<std::string>& written, std::string& connection, connect::ObjectPath& path) {
        if (!m_catalog.target.empty()) {
            connection = m_catalog.target;
            path.assign(written.begin(), written.end());
            if (path.size() == 1) path.insert(path.begin(), schemaOf(connection, path[0]));
            return path.size() == 2 && !path[0].empty();
        }
        const std::string* found = written.empty() ? nullptr : connectionNamed(written[0]);
        if (!found) return false;
        connection = *found;
        path.assign(written.begin() + 1, written.end());
        if (path.size() == 1) path.insert(path.begin(), schemaOf(connection, path[0]));
        return path.size() == 2 && !path[0].empty();
    }

    std::string schemaOf(const std::string& connection, const std::string& table) {
        const auto schemas = describe(connection, {});
        if (!schemas) return {};
        for (const connect::Object& schema : schemas->objects) {
            const auto tables = describe(connection, {schema.name});
            if (!tables) continue;
            for (const connect::Object& object : tables->objects) {
                if (sameName(object.name, table)) return schema.name;
            }
        }
        return {};
    }

    void columnsOf(const std::vector<std::string>& written) {
        std::string connection;
        connect::ObjectPath path;
        if (!locate(written, connection, path)) return;
        const auto table = describe(connection, path);
        if (!table) return;
        for (const sql::Column& column : table->columns)
            m_found.add(CompletionKind::Column, column.name, column.nativeType);
    }

    void objectsOf(const std::string& connection, const connect::ObjectPath& path) {
        const auto level = describe(connection, path);
        if (!level) return;
        for (const connect::Object& object : level->objects) m_found.add(kindOf(object), object.name);
    }

    static CompletionKind kindOf(const connect::Object& object) {
        const bool view =
            object.kind == connect::ObjectKind::View || object.kind == connect::ObjectKind::MaterializedView;
        return object.kind == connect::ObjectKind::Schema ? CompletionKind::Schema
               : view                                     ? CompletionKind::View
                                                          : CompletionKind::Table;
    }

    /// Tables of every connection that are known without asking, by their own names.
    void knownTables() {
        if (!m_catalog.cached || m_scope.prefix.empty()) return;
        for (const std::string& connection : m_catalog.connections) {
            const auto schemas = m_catalog.cached(connection, {});
            if (!schemas || m_token.isCancelled()) continue;
            for (const connect::Object& schema : schemas->objects) {
                const auto tables = m_catalog.cached(connection, {schema.name});
                if (!tables) continue;
                const std::string place = connection + "." + schema.name;
                for (const connect::Object& table : tables->objects) {
                    m_found.add({kindOf(table), table.name,
                                 qualifiedName({connection, schema.name, table.name}), place});
                }
            }
        }
    }

    void afterDot() {
        const auto& names = m_scope.qualifiers;
        if (names.size() == 1) {
            for (const ScopeTable& table : m_scope.tables) {
                const bool named =
                    table.alias.empty() && !table.path.empty() && sameName(table.path.back(), names[0]);
                if (named || (!table.alias.empty() && sameName(table.alias, names[0])))
                    return columnsOf(table.path);
            }
        }
        if (!m_catalog.target.empty()) {
            if (names.size() == 1) objectsOf(m_catalog.target, {names[0]});
            return;
        }
        const std::string* connection = connectionNamed(names[0]);
        if (!connection) return;
        if (names.size() <= 2) {
            objectsOf(*connection, connect::ObjectPath(names.begin() + 1, names.end()));
        } else {
            columnsOf(names);
        }
    }

    void tablePlaces() {
        for (const std::string& name : m_scope.withNames) m_found.add(CompletionKind::Table, name, "WITH");
        if (!m_catalog.target.empty()) {
            const auto schemas = describe(m_catalog.target, {});
            if (!schemas) return;
            for (const connect::Object& schema : schemas->objects) {
                m_found.add(CompletionKind::Schema, schema.name);
                objectsOf(m_catalog.target, {schema.name});
            }
            return;
        }
        for (const std::string& connection : m_catalog.connections)
            m_found.add(CompletionKind::Connection, connection);
        knownTables();
    }

    void anything() {
        for (const ScopeTable& table : m_scope.tables) {
            if (!table.alias.empty()) m_found.add(CompletionKind::Alias, table.alias);
        }
        for (const ScopeTable& table : m_scope.tables) columnsOf(table.path);
        if (m_scope.prefix.empty()) return;  // a list of every word there is helps nobody
        for (const std::string& connection : m_catalog.connections)
            m_found.add(CompletionKind::Connection, connection);
        for (const std::string_view word : sqlKeywords()) m_found.add(CompletionKind::Keyword, upper(word));
        for (const std::string_view word : sqlFunctions())
            m_found.add(CompletionKind::Function, std::string(word));
    }

    static std::string upper(std::string_view word) {
        std::string result(word);
        std::transform(result.begin(), result.end(), result.begin(),
                       [](unsigned char c) { return static_cast<char>(std::toupper(c)); });
        return result;
    }

    const Scope& m_scope;
    const CompletionCatalog& m_catalog;
    const CancelToken& m_token;
    Collector m_found;
};

}  // namespace

CompletionAnswer completionsAt(const CompletionRequest& request, const CompletionCatalog& catalog,
                               const CancelToken& token) {
    const sql::Statement statement = sql::statementAt(request.script, request.cursor, request.lexis);
    // A cursor behind the statement's trimmed end (after a space) still belongs to it.
    const size_t end = std::max(statement.end, request.cursor);
    const bool outside = request.cursor < statement.begin;
    const size_t begin = outside ? request.cursor : statement.begin;
    const std::string_view text = std::string_view(request.script).substr(begin, end - begin);
    const Scope scope = readScope(text, request.cursor - begin, request.lexis);
    CompletionAnswer answer;
    if (scope.inLiteral) return answer;
    answer.prefixLength = request.cursor - begin - scope.prefixBegin;
    answer.items = Finder(scope, catalog, token, request.limit).find();
    return answer;
}

}  // namespace tributary::ui
