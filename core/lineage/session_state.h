// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <chrono>
#include <map>
#include <memory>
#include <set>
#include <string>
#include <vector>

#include "core/lineage/extractor.h"
#include "core/lineage/resolve/resolver.h"
#include "core/lineage/syntax/statement.h"
#include "core/lineage/syntax/token_stream.h"

namespace tributary::lineage {

/// What a session knows between statements: catalog, defaults, variables, temporary tables. Names are
/// resolved here. One thread.
class SessionState final : public NameSpace {
  public:
    SessionState(ExtractOptions given, SchemaCatalog schema);

    std::string qualify(const std::vector<std::string>& parts) const override;
    const SchemaTable* find(const std::string& qualified) const override;
    const Query* viewQuery(const SchemaTable& table) override;
    std::string recordTable(const std::string& name) const override;
    const DialectTraits& traits() const override { return traitsOf(options.dialect); }

    /// The name without the schema that only says it is this session's: pg_temp.t, tempdb..#t.
    static std::vector<std::string> local(const std::vector<std::string>& parts);
    void use(const Statement& statement);
    void setSchema(const std::vector<std::string>& name);
    /// A table or view that a statement made.
    void define(const std::string& name, std::vector<SchemaColumn> columns, bool temporary);
    bool isTemporary(const std::string& name) const { return temporary.contains(foldName(name)); }
    /// The view's own query, whether or not it is seen through.
    const Query* definition(const SchemaTable& table);

    ExtractOptions options;
    SchemaCatalog catalog;
    std::string database;
    std::string schema;
    std::map<std::string, std::string> variables;  ///< folded name → constant text
    std::set<std::string> temporary;               ///< folded names
    std::map<std::string, std::string> records;    ///< folded name of a row variable → its table

  private:
    struct View {
        std::unique_ptr<TokenStream> tokens;
        std::vector<Statement> statements;
        const Query* query = nullptr;
    };
    std::map<std::string, View> m_views;
};

}  // namespace tributary::lineage
