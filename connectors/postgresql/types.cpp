// SPDX-License-Identifier: GPL-3.0-or-later
#include "connectors/postgresql/types.h"

#include <algorithm>
#include <array>
#include <cstdlib>

namespace tributary::connectors::postgresql {
namespace {

using duckdb::LogicalType;
using duckdb::LogicalTypeId;
using sql::PushRules;

constexpr PushRules kNullTest{false, false, false, true};
constexpr PushRules kCompare{true, true, false, true};
constexpr PushRules kText{true, true, true, true};
constexpr PushRules kEquality{true, false, false, true};

constexpr Oid kNumeric = 1700;
constexpr Oid kBpchar = 1042;

struct Builtin {
    Oid oid;
    std::string_view name;
    Codec codec;
    LogicalTypeId type;
    PushRules push;
    std::string_view note;
};

// pg_type.dat of PostgreSQL; the order is by oid. What is not here is asked for and kept as text, arrays
// apart.
constexpr std::array<Builtin, 27> kBuiltins{{
    {16, "boolean", Codec::Bool, LogicalTypeId::BOOLEAN, kCompare, ""},
    {17, "bytea", Codec::Bytea, LogicalTypeId::BLOB, kCompare, ""},
    {19, "name", Codec::Text, LogicalTypeId::VARCHAR, kText, ""},
    {20, "bigint", Codec::Int8, LogicalTypeId::BIGINT, kCompare, ""},
    {21, "smallint", Codec::Int2, LogicalTypeId::SMALLINT, kCompare, ""},
    {23, "integer", Codec::Int4, LogicalTypeId::INTEGER, kCompare, ""},
    {25, "text", Codec::Text, LogicalTypeId::VARCHAR, kText, ""},
    {26, "oid", Codec::UInt4, LogicalTypeId::UINTEGER, kCompare, ""},
    {28, "xid", Codec::UInt4, LogicalTypeId::UINTEGER, kNullTest, ""},
    {29, "cid", Codec::UInt4, LogicalTypeId::UINTEGER, kNullTest, ""},
    {114, "json", Codec::Json, LogicalTypeId::VARCHAR, kNullTest, ""},
    {700, "real", Codec::Float4, LogicalTypeId::FLOAT, kCompare, ""},
    {701, "double precision", Codec::Float8, LogicalTypeId::DOUBLE, kCompare, ""},
    {1042, "character", Codec::Text, LogicalTypeId::VARCHAR, kNullTest,
     "padded with spaces, as the server keeps it"},
    {1043, "character varying", Codec::Text, LogicalTypeId::VARCHAR, kText, ""},
    {1082, "date", Codec::Date, LogicalTypeId::DATE, kCompare, ""},
    {1083, "time without time zone", Codec::Time, LogicalTypeId::TIME, kCompare, ""},
    {1114, "timestamp without time zone", Codec::Timestamp, LogicalTypeId::TIMESTAMP, kCompare, ""},
    {1184, "timestamp with time zone", Codec::TimestampTz, LogicalTypeId::TIMESTAMP_TZ, kCompare, ""},
    {1186, "interval", Codec::Interval, LogicalTypeId::INTERVAL, kNullTest, ""},
    {1266, "time with time zone", Codec::TimeTz, LogicalTypeId::TIME_TZ, kNullTest, ""},
    {1700, "numeric", Codec::NumericText, LogicalTypeId::VARCHAR, kNullTest,
     "numeric without precision and scale: kept as exact text"},
    {1790, "refcursor", Codec::Text, LogicalTypeId::VARCHAR, kNullTest, ""},
    {2278, "void", Codec::Text, LogicalTypeId::VARCHAR, kNullTest, ""},
    {2950, "uuid", Codec::Uuid, LogicalTypeId::UUID, kCompare, ""},
    {3802, "jsonb", Codec::Jsonb, LogicalTypeId::VARCHAR, kNullTest, ""},
    {5069, "xid8", Codec::UInt8, LogicalTypeId::UBIGINT, kNullTest, ""},
}};

const Builtin* findBuiltin(Oid oid) {
    auto it = std::lower_bound(kBuiltins.begin(), kBuiltins.end(), oid,
                               [](const Builtin& entry, Oid wanted) { return entry.oid < wanted; });
    return it != kBuiltins.end() && it->oid == oid ? &*it : nullptr;
}

struct NumericShape {
    int precision;
    int scale;
};

/// Since PostgreSQL 15 the scale has 11 bits and a sign.
NumericShape numericShape(int32_t modifier) {
    int packed = modifier - 4;
    return {(packed >> 16) & 0xFFFF, ((packed & 0x7FF) ^ 1024) - 1024};
}

void planNumeric(TypePlan& plan, int32_t modifier) {
    if (modifier < 4) return;
    auto [precision, scale] = numericShape(modifier);
    if (precision > 38 || scale < 0 || scale > precision) {
        plan.note = plan.nativeType + " does not fit a decimal of 38 digits: kept as exact text";
        return;
    }
    plan.type = LogicalType::DECIMAL(static_cast<uint8_t>(precision), static_cast<uint8_t>(scale));
    plan.codec = Codec::Decimal;
    plan.note.clear();
    plan.push = kCompare;
}

std::string withPrecision(std::string_view name, int32_t modifier) {
    // "timestamp without time zone" carries it after its first word.
    size_t space = name.find(' ');
    std::string out(name.substr(0, space));
    out += "(" + std::to_string(modifier) + ")";
    if (space != std::string_view::npos) out += name.substr(space);
    return out;
}

std::string arrayText(const std::vector<Oid>& oids) {
    std::string out = "{";
    for (size_t i = 0; i < oids.size(); i++) out += (i ? "," : "") + std::to_string(oids[i]);
    return out + "}";
}

Oid toOid(const char* text) {
    return static_cast<Oid>(std::strtoul(text, nullptr, 10));
}

}  // namespace

std::string builtinName(Oid oid, int32_t modifier) {
    const Builtin* builtin = findBuiltin(oid);
    if (!builtin) return "";
    if (modifier < 0) return oid == kBpchar ? "bpchar" : std::string(builtin->name);
    switch (builtin->codec) {
        case Codec::Time:
        case Codec::TimeTz:
        case Codec::Timestamp:
        case Codec::TimestampTz:
            return withPrecision(builtin->name, modifier);
        case Codec::Text:
            return std::string(builtin->name) + "(" + std::to_string(modifier - 4) + ")";
        case Codec::NumericText: {
            auto [precision, scale] = numericShape(modifier);
            return "numeric(" + std::to_string(precision) + "," + std::to_string(scale) + ")";
        }
        default:
            return std::string(builtin->name);
    }
}

TypePlan builtinPlan(Oid oid, int32_t modifier) {
    TypePlan plan;
    const Builtin* builtin = findBuiltin(oid);
    if (!builtin) return plan;
    plan.codec = builtin->codec;
    plan.type = builtin->codec == Codec::Json || builtin->codec == Codec::Jsonb ? LogicalType::JSON()
                                                                                : LogicalType(builtin->type);
    plan.nativeType = builtinName(oid, modifier);
    plan.note = std::string(builtin->note);
    plan.push = builtin->push;
    if (oid == kNumeric) planNumeric(plan, modifier);
    return plan;
}

Result<void> TypeCatalog::load(Session& session, const std::vector<WireType>& types,
                               const CancelToken& token) {
    std::vector<Oid> wanted;
    for (const auto& type : types) wanted.push_back(type.oid);
    // An array of a domain over an enum takes three rounds; what is made of itself ends because it is then
    // known.
    while (!wanted.empty()) {
        std::erase_if(wanted, [&](Oid oid) { return oid == 0 || findBuiltin(oid) || m_known.count(oid); });
        if (wanted.empty()) break;
        auto next = ask(session, wanted, token);
        if (!next) return fail(next.error());
        for (Oid oid : wanted) m_known.try_emplace(oid);  // a type the server does not list stays text
        wanted = std::move(*next);
    }
    return {};
}

Result<std::vector<Oid>> TypeCatalog::ask(Session& session, const std::vector<Oid>& oids,
                                          const CancelToken& token) {
    auto result = session.query(
        "SELECT t.oid, format_type(t.oid, NULL), t.typtype, t.typcategory, "
        "CASE WHEN t.typcategory = 'A' AND t.typlen = -1 THEN t.typelem ELSE 0 END, t.typbasetype, "
        "t.typtypmod, "
        "t.typndims FROM pg_catalog.pg_type t WHERE t.oid = ANY ($1::oid[])",
        {arrayText(oids)}, token);
    if (!result) return fail(result.error());
    std::vector<Oid> parts;
    const PGresult* rows = result->get();
    for (int i = 0; i < PQntuples(rows); i++) {
        Info info;
        info.name = PQgetvalue(rows, i, 1);
        info.kind = *PQgetvalue(rows, i, 2);
        info.category = PQgetvalue(rows, i, 3);
        info.element = toOid(PQgetvalue(rows, i, 4));
        info.base = toOid(PQgetvalue(rows, i, 5));
        info.baseModifier = std::atoi(PQgetvalue(rows, i, 6));
        info.dimensions = std::atoi(PQgetvalue(rows, i, 7));
        parts.push_back(info.element);
        parts.push_back(info.base);
        m_known[toOid(PQgetvalue(rows, i, 0))] = std::move(info);
    }
    return parts;
}

TypePlan TypeCatalog::plan(const WireType& type) const {
    if (findBuiltin(type.oid)) return builtinPlan(type.oid, type.modifier);
    auto it = m_known.find(type.oid);
    if (it == m_known.end() || it->second.name.empty()) {
        TypePlan plan;
        plan.nativeType = "type " + std::to_string(type.oid);
        plan.note = "a type the server does not describe: kept as text";
        return plan;
    }
    return planInfo(type, it->second);
}

TypePlan TypeCatalog::planInfo(const WireType& type, const Info& info) const {
    if (info.kind == 'd') {
        TypePlan plan =
            this->plan({info.base, info.baseModifier, std::max(info.dimensions, type.dimensions)});
        plan.nativeType += std::string(kDomainMark) + info.name + ")";
        return plan;
    }
    constexpr Oid kInt2Vector = 22;
    constexpr Oid kOidVector = 30;
    if (info.element != 0 && type.oid != kInt2Vector && type.oid != kOidVector) return planArray(type, info);
    TypePlan plan;
    plan.nativeType = info.name;
    switch (info.kind) {
        case 'e':
            plan.codec = Codec::Text;
            plan.push = kEquality;
            plan.note = "enum " + info.name;
            break;
        case 'c':
            plan.push = PushRules::none();  // (NULL, NULL) IS NULL is true there
            plan.note = "composite type " + info.name + ": kept as the server prints it";
            break;
        default:
            plan.note = info.name + ": kept as the server prints it";
            break;
    }
    return plan;
}

TypePlan TypeCatalog::planArray(const WireType& type, const Info& info) const {
    TypePlan plan;
    auto element = std::make_shared<TypePlan>(this->plan({info.element, type.modifier, 0}));
    plan.nativeType = element->nativeType + "[]";
    plan.note = element->note;
    if (element->codec == Codec::Cast || element->codec == Codec::Array) {
        plan.note = plan.nativeType + ": kept as the server prints it";
        return plan;
    }
    plan.codec = Codec::Array;
    plan.dimensions = std::clamp(type.dimensions, 1, 6);
    plan.type = element->type;
    for (int i = 0; i < plan.dimensions; i++) plan.type = LogicalType::LIST(plan.type);
    plan.element = std::move(element);
    return plan;
}

std::string_view baseName(std::string_view nativeType) {
    nativeType = nativeType.substr(0, nativeType.find(kDomainMark));
    nativeType = nativeType.substr(0, nativeType.find(kCollationMark));
    return nativeType.substr(0, nativeType.find('('));
}

bool arrivesAsText(std::string_view nativeType) {
    static constexpr std::array<std::string_view, 9> kNames{
        "text", "character varying", "character", "bpchar", "name", "json", "jsonb", "numeric", "void"};
    if (nativeType.find("[]") != std::string_view::npos) return false;
    return std::find(kNames.begin(), kNames.end(), baseName(nativeType)) != kNames.end();
}

std::string asText(const std::string& expression, std::string_view nativeType) {
    if (arrivesAsText(nativeType)) return expression;
    // inet::text adds the mask that psql leaves out.
    if (baseName(nativeType) == "inet") return "textin(inet_out(" + expression + "))";
    return expression + "::text";
}

}  // namespace tributary::connectors::postgresql
