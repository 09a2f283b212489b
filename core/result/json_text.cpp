// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/result/json_text.h"

#include <cmath>
#include <nlohmann/json.hpp>

#include "core/result/cell_format.h"
#include "core/result/number_text.h"

namespace tributary::result {
namespace {

using duckdb::LogicalTypeId;

/// DuckDB prints .05 where the type leaves no digit before the point; JSON asks for one.
void putNumber(OutBuffer& out, std::string_view text) {
    if (text.front() == '-') {
        out.put('-');
        text.remove_prefix(1);
    }
    if (text.front() == '.') out.put('0');
    out.put(text);
}

void putArray(OutBuffer& out, const duckdb::vector<duckdb::Value>& children) {
    out.put('[');
    for (size_t i = 0; i < children.size(); i++) {
        if (i) out.put(',');
        putJsonValue(out, children[i]);
    }
    out.put(']');
}

void putStruct(OutBuffer& out, const duckdb::Value& value) {
    const auto& children = duckdb::StructValue::GetChildren(value);
    // A ROW has no names: an array says as much.
    if (duckdb::StructType::IsUnnamed(value.type())) return putArray(out, children);
    out.put('{');
    for (size_t i = 0; i < children.size(); i++) {
        if (i) out.put(',');
        putJsonText(out, duckdb::StructType::GetChildName(value.type(), i));
        out.put(':');
        putJsonValue(out, children[i]);
    }
    out.put('}');
}

void putMap(OutBuffer& out, const duckdb::Value& value) {
    out.put('{');
    bool first = true;
    for (const auto& entry : duckdb::MapValue::GetChildren(value)) {
        const auto& pair = duckdb::StructValue::GetChildren(entry);
        if (!first) out.put(',');
        first = false;
        putJsonText(out, pair[0].ToString());
        out.put(':');
        putJsonValue(out, pair[1]);
    }
    out.put('}');
}

}  // namespace

void putJsonText(OutBuffer& out, std::string_view text) {
    static constexpr char kHex[] = "0123456789abcdef";
    char* to = out.room(text.size() * 6 + 2);
    *to++ = '"';
    for (char c : text) {
        const auto byte = static_cast<unsigned char>(c);
        if (c == '"' || c == '\\') {
            *to++ = '\\';
            *to++ = c;
        } else if (byte >= 0x20 && byte != 0x7f) {
            *to++ = c;
        } else {
            const char* shorthand = c == '\n' ? "n" : c == '\t' ? "t" : c == '\r' ? "r" : nullptr;
            *to++ = '\\';
            if (shorthand) {
                *to++ = *shorthand;
            } else {
                *to++ = 'u';
                *to++ = '0';
                *to++ = '0';
                *to++ = kHex[byte >> 4];
                *to++ = kHex[byte & 15];
            }
        }
    }
    *to++ = '"';
    out.advance(to);
}

void putJsonDouble(OutBuffer& out, double value, bool isFloat) {
    if (std::isnan(value)) return out.put("\"NaN\"");
    if (std::isinf(value)) return out.put(value < 0 ? "\"-Infinity\"" : "\"Infinity\"");
    char* to = out.room(kNumberRoom);
    out.advance(isFloat ? writeFloat(to, static_cast<float>(value)) : writeDouble(to, value));
}

void putJsonDocument(OutBuffer& out, std::string_view text) {
    if (!nlohmann::json::accept(text.begin(), text.end())) return putJsonText(out, text);
    char* to = out.room(text.size());
    for (char c : text) *to++ = c == '\n' || c == '\r' ? ' ' : c;
    out.advance(to);
}

void putJsonValue(OutBuffer& out, const duckdb::Value& value) {
    if (value.IsNull()) return out.put("null");
    switch (value.type().id()) {
        case LogicalTypeId::BOOLEAN:
            return out.put(duckdb::BooleanValue::Get(value) ? "true" : "false");
        case LogicalTypeId::FLOAT:
            return putJsonDouble(out, duckdb::FloatValue::Get(value), true);
        case LogicalTypeId::DOUBLE:
            return putJsonDouble(out, duckdb::DoubleValue::Get(value), false);
        case LogicalTypeId::LIST:
            return putArray(out, duckdb::ListValue::GetChildren(value));
        case LogicalTypeId::ARRAY:
            return putArray(out, duckdb::ArrayValue::GetChildren(value));
        case LogicalTypeId::STRUCT:
            return putStruct(out, value);
        case LogicalTypeId::MAP:
            return putMap(out, value);
        case LogicalTypeId::UNION:
            return putJsonValue(out, duckdb::UnionValue::GetValue(value));
        default:
            break;
    }
    const std::string text = value.ToString();
    if (value.type().IsNumeric()) return putNumber(out, text);
    if (value.type().IsJSONType()) return putJsonDocument(out, text);
    putJsonText(out, text);
}

}  // namespace tributary::result
