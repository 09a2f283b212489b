// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <mysql.h>

#include <optional>
#include <string>
#include <string_view>

#include "core/base/error.h"
#include "core/connect/settings.h"
#include "core/sql/remote_query.h"

namespace tributary::connectors::mysql {

/// What becomes of 0000-00-00 and other dates no calendar has.
enum class ZeroDates { Error, Null, Text };

/// The user's choices about types.
struct TypeOptions {
    ZeroDates zeroDates = ZeroDates::Error;
    bool tinyint1Bool = false;

    static Result<TypeOptions> from(const connect::Settings& settings);
};

enum class Kind {
    Int8,
    Int16,
    Int24,
    Int32,
    Int64,
    Float,
    Double,
    Decimal,
    Bit,
    Date,
    DateTime,
    Timestamp,
    Time,
    Year,
    Text,
    Enum,
    Binary,
    Json,
    Uuid,
    Inet,
    Geometry,
    Vector,
    Unknown
};

/// One column's type as the server has it.
struct NativeType {
    Kind kind = Kind::Unknown;
    bool isUnsigned = false;
    bool displayWidthOne = false;  ///< tinyint(1)
    bool floatHasScale = false;    ///< float(7,2): its text is rounded
    unsigned precision = 0;        ///< digits of a decimal, bits of a bit
    unsigned scale = 0;            ///< of a decimal; fraction digits of a time
    uint64_t maxLength = 0;        ///< characters or bytes; 0: not known
    std::string charset;
    std::string collation;
};

/// A row of information_schema.columns.
struct ColumnFacts {
    std::string columnType;  ///< "decimal(10,2) unsigned"
    std::string dataType;    ///< "decimal"
    std::string charset, collation;
    std::optional<unsigned> precision, scale, fraction;
    std::optional<uint64_t> maxLength;
    bool jsonChecked = false;  ///< MariaDB's json: longtext with a json_valid check
};

NativeType nativeTypeOf(const ColumnFacts& facts);
NativeType nativeTypeOf(const MYSQL_FIELD& field);

/// Fills type, nativeType, note and push rules. `textProtocol`: values arrive as text, where a FLOAT is not
/// exact.
void applyType(sql::Column& column, const NativeType& native, const TypeOptions& options,
               bool textProtocol = false);

/// Name, nullability and type of one column of a result.
sql::Column columnOf(const MYSQL_FIELD& field, const TypeOptions& options, bool textProtocol);

/// How a text column stands to byte order; the dialect reads it back from Column::nativeType.
struct TextRules {
    bool utf8mb4 = true;       ///< its bytes are UTF-8 with all characters
    bool binaryOrder = false;  ///< its collation compares bytes and pads nothing
};
TextRules textRules(std::string_view nativeType);
/// The column type with what `textRules` needs added, e.g. "varchar(20) character set latin1".
std::string describedType(const ColumnFacts& facts);

}  // namespace tributary::connectors::mysql
