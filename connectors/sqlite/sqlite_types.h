// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <sqlite3.h>

#include <duckdb.hpp>
#include <string>
#include <string_view>
#include <vector>

#include "core/sql/remote_query.h"

namespace tributary::connectors::sqlite {

/// How columns get their type; SQLite itself promises none outside STRICT tables.
enum class Typing {
    Sampled,   ///< the declared type if the sampled rows fit it, else the nearest type they fit, else exact
               ///< text
    Declared,  ///< the declared type; where it says nothing, exact text
    Text,      ///< exact text, but for columns SQLite guarantees
};

enum class Affinity { Integer, Real, Text, Blob, Numeric };
Affinity affinityOf(std::string_view declared);

/// What is known of a column before its values are looked at.
struct DeclaredColumn {
    std::string name;
    std::string declared;
    bool guaranteed = false;  ///< STRICT table or rowid: no value can be of another storage class
    bool computed = false;    ///< view or virtual table: the declaration binds no values
};

/// Types a column may take, best first. The last is exact text, which takes every value.
class TypeChoice {
  public:
    explicit TypeChoice(const DeclaredColumn& column, Typing typing);
    /// Drops the types that cannot keep `value` exactly.
    void observe(sqlite3_value* value);
    bool needsSample() const { return m_sampling; }
    /// Type, note and push rules. `utf8`: the database's text is UTF-8, so its byte order is ours.
    void apply(sql::Column& column, bool utf8) const;

  private:
    const DeclaredColumn m_column;
    std::vector<duckdb::LogicalType> m_types;
    std::vector<bool> m_fits;
    bool m_sampling = false;
    bool m_declaresNothing = false;
    bool m_seen = false;
};

/// True for columns that hand out values of any storage class as text.
bool isExactText(const sql::Column& column);
sql::PushRules pushRules(const duckdb::LogicalType& type, Affinity affinity, bool computed, bool utf8);

}  // namespace tributary::connectors::sqlite
