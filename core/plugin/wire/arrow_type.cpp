// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/plugin/wire/arrow_type.h"

#include <charconv>
#include <optional>

#include "core/base/utf8.h"

namespace tributary::plugin {
namespace {

struct Simple {
    std::string_view format;
    Layout layout;
    uint32_t width = 0;
    bool isInteger = false;
    bool isSigned = false;
    bool utf8 = false;
};

constexpr Simple kSimple[] = {
    {"n", Layout::Null},
    {"b", Layout::Bits},
    {"c", Layout::Fixed, 1, true, true},
    {"C", Layout::Fixed, 1, true},
    {"s", Layout::Fixed, 2, true, true},
    {"S", Layout::Fixed, 2, true},
    {"i", Layout::Fixed, 4, true, true},
    {"I", Layout::Fixed, 4, true},
    {"l", Layout::Fixed, 8, true, true},
    {"L", Layout::Fixed, 8, true},
    {"e", Layout::Fixed, 2},
    {"f", Layout::Fixed, 4},
    {"g", Layout::Fixed, 8},
    {"z", Layout::Text32},
    {"Z", Layout::Text64},
    {"u", Layout::Text32, 0, false, false, true},
    {"U", Layout::Text64, 0, false, false, true},
    {"vz", Layout::View},
    {"vu", Layout::View, 0, false, false, true},
    {"tdD", Layout::Fixed, 4},
    {"tdm", Layout::Fixed, 8},
    {"tts", Layout::Fixed, 4},
    {"ttm", Layout::Fixed, 4},
    {"ttu", Layout::Fixed, 8},
    {"ttn", Layout::Fixed, 8},
    {"tDs", Layout::Fixed, 8},
    {"tDm", Layout::Fixed, 8},
    {"tDu", Layout::Fixed, 8},
    {"tDn", Layout::Fixed, 8},
    {"tiM", Layout::Fixed, 4},
    {"tiD", Layout::Fixed, 8},
    {"tin", Layout::Fixed, 16},
    {"+l", Layout::List32},
    {"+L", Layout::List64},
    {"+vl", Layout::ListView32},
    {"+vL", Layout::ListView64},
    {"+s", Layout::Struct},
    {"+m", Layout::List32},
};

auto malformed(std::string_view format) {
    return fail(ErrorCode::Data, "'" + printable(format.substr(0, 64), false) + "' is no Arrow format");
}

std::optional<int64_t> number(std::string_view text) {
    int64_t value = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
    if (text.empty() || error != std::errc() || end != text.data() + text.size()) return std::nullopt;
    return value;
}

std::vector<std::string_view> split(std::string_view text) {
    std::vector<std::string_view> parts;
    for (size_t comma; (comma = text.find(',')) != std::string_view::npos; text.remove_prefix(comma + 1))
        parts.push_back(text.substr(0, comma));
    parts.push_back(text);
    return parts;
}

Result<ArrowType> fixed(uint32_t width) {
    ArrowType type;
    type.layout = Layout::Fixed;
    type.width = width;
    return type;
}

/// d:precision,scale[,bits]
Result<ArrowType> parseDecimal(std::string_view format) {
    const auto parts = split(format.substr(2));
    if (parts.size() != 2 && parts.size() != 3) return malformed(format);
    const auto precision = number(parts[0]);
    const auto scale = number(parts[1]);
    const auto bits = parts.size() == 3 ? number(parts[2]) : 128;
    if (!precision || !scale || !bits) return malformed(format);
    const int64_t most = *bits == 32 ? 9 : *bits == 64 ? 18 : *bits == 128 ? 38 : *bits == 256 ? 76 : 0;
    if (*precision < 1 || *precision > most || *scale < -most || *scale > most) return malformed(format);
    return fixed(static_cast<uint32_t>(*bits / 8));
}

/// ts[smun]:zone
Result<ArrowType> parseTimestamp(std::string_view format) {
    if (std::string_view("smun").find(format[2]) == std::string_view::npos) return malformed(format);
    const std::string_view zone = format.substr(4);
    for (const char c : zone)
        if (static_cast<unsigned char>(c) <= 0x20 || static_cast<unsigned char>(c) >= 0x7F)
            return malformed(format);
    if (zone.size() > 128) return malformed(format);
    return fixed(8);
}

/// w:bytes, +w:elements
Result<ArrowType> parseSized(std::string_view format, bool list) {
    const auto size = number(format.substr(list ? 3 : 2));
    if (!size || *size < (list ? 0 : 1) || *size > (1 << 24)) return malformed(format);
    if (!list) return fixed(static_cast<uint32_t>(*size));
    ArrowType type;
    type.layout = Layout::FixedList;
    type.listSize = *size;
    return type;
}

/// +ud:0,1,… and +us:0,1,…
Result<ArrowType> parseUnion(std::string_view format) {
    ArrowType type;
    type.layout = format[2] == 'd' ? Layout::DenseUnion : Layout::SparseUnion;
    type.childOfCode.fill(-1);
    if (format.size() == 4) return type;
    int16_t child = 0;
    for (const auto part : split(format.substr(4))) {
        const auto code = number(part);
        if (!code || *code < 0 || *code > 127 || type.childOfCode[*code] != -1) return malformed(format);
        type.childOfCode[*code] = child++;
    }
    return type;
}

size_t unionChildren(const ArrowType& type) {
    size_t count = 0;
    for (const auto child : type.childOfCode) count += child >= 0;
    return count;
}

Result<void> checkShape(const ArrowType& type, const ArrowSchema& schema) {
    int64_t expected = 0;
    switch (type.layout) {
        case Layout::List32:
        case Layout::List64:
        case Layout::ListView32:
        case Layout::ListView64:
        case Layout::FixedList:
            expected = 1;
            break;
        case Layout::Struct:
            expected = schema.n_children;
            break;
        case Layout::SparseUnion:
        case Layout::DenseUnion:
            expected = static_cast<int64_t>(unionChildren(type));
            break;
        default:
            break;
    }
    if (schema.n_children != expected || schema.n_children < 0)
        return fail(ErrorCode::Data, "a column has a wrong number of children");
    if (schema.n_children > static_cast<int64_t>(WireLimits::kColumns))
        return fail(ErrorCode::Data, "more than 16,384 columns");
    if (schema.n_children > 0 && schema.children == nullptr)
        return fail(ErrorCode::Data, "a column's children are missing");
    if (schema.dictionary != nullptr && !type.isInteger)
        return fail(ErrorCode::Data, "a dictionary's indices are no integers");
    return {};
}

/// Walks a schema and keeps count, so that neither depth nor number can exhaust us.
class SchemaParser {
  public:
    Result<ArrowType> parse(const ArrowSchema& schema, unsigned depth) {
        if (depth > WireLimits::kNesting) return fail(ErrorCode::Data, "types nested more than 16 deep");
        if (++m_nodes > WireLimits::kNodes) return fail(ErrorCode::Data, "more than 65,536 nested columns");
        if (schema.format == nullptr) return fail(ErrorCode::Data, "a column without a format");
        auto type = parseFormat(schema.format);
        if (!type) return type;
        if (schema.name != nullptr) type->name = schema.name;
        if (type->name.size() > WireLimits::kNameBytes || firstInvalidUtf8(type->name) != std::string::npos)
            return fail(ErrorCode::Data, "a column's name is too long or no UTF-8");
        if (const auto shape = checkShape(*type, schema); !shape) return fail(shape.error());
        for (int64_t i = 0; i < schema.n_children; i++) {
            if (schema.children[i] == nullptr) return fail(ErrorCode::Data, "a column's child is missing");
            auto child = parse(*schema.children[i], depth + 1);
            if (!child) return child;
            type->children.push_back(std::move(*child));
        }
        if (type->isMap && (type->children[0].layout != Layout::Struct || type->children[0].dictionary ||
                            type->children[0].children.size() != 2))
            return fail(ErrorCode::Data, "a map's entries are no pairs");
        if (schema.dictionary != nullptr) {
            auto values = parse(*schema.dictionary, depth + 1);
            if (!values) return values;
            type->dictionary = std::make_unique<ArrowType>(std::move(*values));
        }
        return type;
    }

  private:
    size_t m_nodes = 0;
};

}  // namespace

unsigned ArrowType::frameBuffers() const {
    switch (layout) {
        case Layout::Null:
            return 0;
        case Layout::FixedList:
        case Layout::Struct:
        case Layout::SparseUnion:
            return 1;
        case Layout::Bits:
        case Layout::Fixed:
        case Layout::List32:
        case Layout::List64:
        case Layout::DenseUnion:
            return 2;
        default:
            return 3;
    }
}

Result<ArrowType> parseFormat(std::string_view format) {
    for (const auto& simple : kSimple) {
        if (simple.format != format) continue;
        ArrowType type;
        type.layout = simple.layout;
        type.width = simple.width;
        type.isInteger = simple.isInteger;
        type.isSigned = simple.isSigned;
        type.utf8 = simple.utf8;
        type.isMap = format == "+m";
        return type;
    }
    if (format.starts_with("d:")) return parseDecimal(format);
    if (format.starts_with("w:")) return parseSized(format, false);
    if (format.starts_with("+w:")) return parseSized(format, true);
    if (format.starts_with("+ud:") || format.starts_with("+us:")) return parseUnion(format);
    if (format.size() >= 4 && format.starts_with("ts") && format[3] == ':') return parseTimestamp(format);
    if (format == "+r")
        return fail(ErrorCode::Unsupported, "run-end encoded columns are not supported",
                    "Have the plugin send plain or dictionary-encoded columns.");
    return malformed(format);
}

Result<ArrowType> parseSchema(const ArrowSchema& root) {
    auto type = SchemaParser().parse(root, 0);
    if (!type) return type;
    if (type->layout != Layout::Struct || type->dictionary)
        return fail(ErrorCode::Data, "the rows are no struct of columns");
    return type;
}

}  // namespace tributary::plugin
