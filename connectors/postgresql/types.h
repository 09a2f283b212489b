// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <libpq-fe.h>

#include <duckdb.hpp>
#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "connectors/postgresql/session.h"
#include "core/sql/remote_query.h"

namespace tributary::connectors::postgresql {

/// How the binary form of a value is read. `Cast`: not at all; the statement asks for its text instead.
enum class Codec {
    Bool,
    Int2,
    Int4,
    Int8,
    UInt4,
    UInt8,
    Float4,
    Float8,
    Decimal,
    NumericText,
    Text,
    Json,
    Jsonb,
    Bytea,
    Date,
    Timestamp,
    TimestampTz,
    Time,
    TimeTz,
    Interval,
    Uuid,
    Array,
    Cast,
};

/// A type as a server names it in a row description or in pg_attribute.
struct WireType {
    Oid oid = 0;
    int32_t modifier = -1;
    int dimensions = 0;  ///< declared dimensions of an array column; 0: not known, taken as 1
};

/// What we make of a WireType.
struct TypePlan {
    duckdb::LogicalType type = duckdb::LogicalType::VARCHAR;
    Codec codec = Codec::Cast;
    int dimensions = 0;                       ///< Array: nesting of LIST
    std::shared_ptr<const TypePlan> element;  ///< Array
    std::string nativeType;
    std::string note;
    sql::PushRules push = {false, false, false, true};
};

/// A built-in type that needs no question to the server; Cast for any other.
TypePlan builtinPlan(Oid oid, int32_t modifier);
/// As format_type() prints it; empty for a type that is not built in here.
std::string builtinName(Oid oid, int32_t modifier);

/// What a session knows of its server's types. Belongs to the session's thread.
class TypeCatalog {
  public:
    /// Asks the server for those of `types` that are neither built in nor known, and for what they are made
    /// of.
    Result<void> load(Session& session, const std::vector<WireType>& types, const CancelToken& token);
    TypePlan plan(const WireType& type) const;

  private:
    struct Info {
        std::string name;  ///< with schema where needed
        char kind = 'b';   ///< pg_type.typtype
        std::string category;
        Oid element = 0;  ///< of a true array
        Oid base = 0;     ///< of a domain
        int32_t baseModifier = -1;
        int dimensions = 0;
    };
    Result<std::vector<Oid>> ask(Session& session, const std::vector<Oid>& oids, const CancelToken& token);
    TypePlan planInfo(const WireType& type, const Info& info) const;
    TypePlan planArray(const WireType& type, const Info& info) const;

    std::map<Oid, Info> m_known;
};

/// True if a column of this native type, kept as VARCHAR, arrives as that text by itself: char(n), json, name
/// … (For char(n) a cast to text would even strip the padding.)
bool arrivesAsText(std::string_view nativeType);
/// `expression` as the statement has to say it so that we can read it: itself, or its text exactly as psql
/// shows it.
std::string asText(const std::string& expression, std::string_view nativeType);

/// Without modifier and remarks: "character varying" of "character varying(20) (domain email)".
std::string_view baseName(std::string_view nativeType);
inline constexpr std::string_view kCollationMark = " COLLATE ";
inline constexpr std::string_view kDomainMark = " (domain ";

}  // namespace tributary::connectors::postgresql
