// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/core/plugin/wire/array_maker.h"

#include <cstring>
#include <memory>

#include "core/plugin/wire/frame.h"

namespace tributary::plugin::testing {
namespace {

struct SchemaNode {
    std::string format, name;
    std::vector<std::unique_ptr<ArrowSchema>> children;
    std::vector<ArrowSchema*> pointers;
    std::unique_ptr<ArrowSchema> dictionary;
};

void releaseSchema(ArrowSchema* schema) {
    const std::unique_ptr<SchemaNode> node(static_cast<SchemaNode*>(schema->private_data));
    for (auto& child : node->children) child->release(child.get());
    if (node->dictionary) node->dictionary->release(node->dictionary.get());
    schema->release = nullptr;
}

/// "dict:s" is an index of 16 bits into texts.
void fillSchema(ArrowSchema& into, const std::string& format, const std::string& name,
                const std::vector<std::string>& children) {
    auto* node = new SchemaNode;
    const bool dictionary = format.starts_with("dict:");
    node->format = dictionary ? format.substr(5) : format;
    node->name = name;
    for (const auto& child : children) {
        node->children.push_back(std::make_unique<ArrowSchema>());
        node->pointers.push_back(node->children.back().get());
        const bool isPair = child == "pair";
        fillSchema(*node->children.back(), isPair ? "+s" : child, "child",
                   isPair ? std::vector<std::string>{"u", "l"} : std::vector<std::string>{});
    }
    if (dictionary) {
        node->dictionary = std::make_unique<ArrowSchema>();
        fillSchema(*node->dictionary, "u", "", {});
    }
    into = {node->format.c_str(),
            node->name.c_str(),
            nullptr,
            ARROW_FLAG_NULLABLE,
            static_cast<int64_t>(node->children.size()),
            node->pointers.data(),
            node->dictionary.get(),
            releaseSchema,
            node};
}

std::vector<std::string> childrenOf(const std::string& format) {
    if (format == "+m") return {"pair"};
    if (format == "+s") return {"u", "i", "b"};
    if (format.starts_with("+u")) return {"u", "l", "n"};
    if (format == "+l") return {"u"};
    if (format == "+L") return {"dict:c"};
    if (format[0] == '+') return {"i"};
    return {};
}

struct ArrayNode {
    std::vector<std::vector<uint8_t>> memory;
    std::vector<const void*> buffers;
    std::vector<std::unique_ptr<ArrowArray>> children;
    std::vector<ArrowArray*> pointers;
    std::unique_ptr<ArrowArray> dictionary;
};

void releaseArray(ArrowArray* array) {
    const std::unique_ptr<ArrayNode> node(static_cast<ArrayNode*>(array->private_data));
    for (auto& child : node->children) child->release(child.get());
    if (node->dictionary) node->dictionary->release(node->dictionary.get());
    array->release = nullptr;
}

class Maker {
  public:
    explicit Maker(Random& random) : m_random(random) {}

    void fill(ArrowArray& into, const ArrowType& type, int64_t length, bool nulls) {
        auto* node = new ArrayNode;
        into = {};
        into.length = length;
        into.offset = below(7);
        into.private_data = node;
        into.release = releaseArray;
        const int64_t all = into.offset + length + below(3);
        const bool plain = type.layout == Layout::Null || type.layout == Layout::SparseUnion ||
                           type.layout == Layout::DenseUnion;
        if (!plain) addValidity(into, *node, all, nulls);
        addValues(into, *node, type, all);
        if (type.dictionary) {
            node->dictionary = std::make_unique<ArrowArray>();
            fill(*node->dictionary, *type.dictionary, kEntries, false);
            into.dictionary = node->dictionary.get();
        }
        into.n_buffers = static_cast<int64_t>(node->buffers.size());
        into.buffers = node->buffers.data();
        into.n_children = static_cast<int64_t>(node->pointers.size());
        into.children = node->pointers.data();
    }

  private:
    static constexpr int64_t kEntries = 5;

    int64_t below(int64_t limit) { return static_cast<int64_t>(m_random() % static_cast<uint64_t>(limit)); }

    template <typename T>
    T* add(ArrayNode& node, int64_t count) {
        node.memory.emplace_back(static_cast<size_t>(count) * sizeof(T) + 1);
        node.buffers.push_back(node.memory.back().data());
        return reinterpret_cast<T*>(node.memory.back().data());
    }

    void addValidity(ArrowArray& into, ArrayNode& node, int64_t all, bool nulls) {
        if (!nulls || below(3) == 0) {
            node.buffers.push_back(nullptr);
            return;
        }
        auto* bits = add<uint8_t>(node, all / 8 + 1);
        for (int64_t i = 0; i <= all / 8; i++) bits[i] = static_cast<uint8_t>(m_random() | m_random());
        into.null_count = -1;
    }

    std::string word() {
        static const std::string kWords[] = {"",
                                             "a",
                                             "Tributary",
                                             "zwölf Boxkämpfer",
                                             "数据库",
                                             "🙂",
                                             "a text that is longer than twelve bytes"};
        return kWords[below(std::size(kWords))];
    }

    template <typename Offset>
    void addText(ArrayNode& node, int64_t all) {
        auto* offsets = add<Offset>(node, all + 1);
        std::string data = word();
        for (int64_t i = 0; i <= all; i++) {
            offsets[i] = static_cast<Offset>(data.size());
            if (i < all) data += word();
        }
        std::memcpy(add<char>(node, static_cast<int64_t>(data.size())), data.data(), data.size());
    }

    void addChild(ArrayNode& node, const ArrowType& type, int64_t length, bool nulls = true) {
        node.children.push_back(std::make_unique<ArrowArray>());
        node.pointers.push_back(node.children.back().get());
        fill(*node.children.back(), type, length, nulls);
    }

    template <typename Offset>
    void addList(ArrayNode& node, const ArrowType& type, int64_t all) {
        auto* offsets = add<Offset>(node, all + 1);
        int64_t at = below(3);
        for (int64_t i = 0; i <= all; i++) {
            offsets[i] = static_cast<Offset>(at);
            if (i < all) at += below(4);
        }
        addChild(node, type.children[0], at, !type.isMap);
    }

    template <typename Offset>
    void addListView(ArrayNode& node, const ArrowType& type, int64_t all) {
        auto* starts = add<Offset>(node, all);
        auto* sizes = add<Offset>(node, all);
        for (int64_t i = 0; i < all; i++) {
            starts[i] = static_cast<Offset>(below(20));
            sizes[i] = static_cast<Offset>(below(5));
        }
        addChild(node, type.children[0], 25);
    }

    void addViews(ArrayNode& node, int64_t all) {
        auto* views = add<ArrowView>(node, all);
        std::string data[2] = {"x", ""};
        for (int64_t i = 0; i < all; i++) {
            const std::string text = word();
            ArrowView view;
            view.length = static_cast<int32_t>(text.size());
            if (text.size() <= 12) {
                std::memcpy(view.prefix, text.data(), text.size());
            } else {
                const auto which = below(2);
                std::memcpy(view.prefix, text.data(), 4);
                view.buffer = static_cast<int32_t>(which);
                view.offset = static_cast<int32_t>(data[which].size());
                data[which] += text;
            }
            views[i] = view;
        }
        for (const auto& part : data)
            std::memcpy(add<char>(node, static_cast<int64_t>(part.size())), part.data(), part.size());
        auto* sizes = add<int64_t>(node, 2);
        for (int i = 0; i < 2; i++) sizes[i] = static_cast<int64_t>(data[i].size());
    }

    void addUnion(ArrayNode& node, const ArrowType& type, int64_t all) {
        std::vector<int8_t> known;
        for (int code = 0; code < 128; code++)
            if (type.childOfCode[code] >= 0) known.push_back(static_cast<int8_t>(code));
        const bool dense = type.layout == Layout::DenseUnion;
        auto* codes = add<int8_t>(node, all);
        for (int64_t i = 0; i < all; i++) codes[i] = known[below(static_cast<int64_t>(known.size()))];
        if (dense) {
            auto* offsets = add<int32_t>(node, all);
            for (int64_t i = 0; i < all; i++) offsets[i] = static_cast<int32_t>(below(9));
        }
        for (const auto& child : type.children) addChild(node, child, dense ? 9 : all);
    }

    void addFixed(ArrayNode& node, const ArrowType& type, int64_t all) {
        auto* bytes = add<uint8_t>(node, all * type.width);
        for (int64_t i = 0; i < all * type.width; i++) bytes[i] = static_cast<uint8_t>(m_random());
        if (!type.dictionary) return;
        for (int64_t i = 0; i < all; i++) {
            std::memset(bytes + i * type.width, 0, type.width);
            bytes[i * type.width] = static_cast<uint8_t>(below(kEntries));
        }
    }

    void addValues(ArrowArray& into, ArrayNode& node, const ArrowType& type, int64_t all) {
        switch (type.layout) {
            case Layout::Null:
                break;
            case Layout::Bits: {
                auto* bits = add<uint8_t>(node, all / 8 + 1);
                for (int64_t i = 0; i <= all / 8; i++) bits[i] = static_cast<uint8_t>(m_random());
                break;
            }
            case Layout::Fixed:
                return addFixed(node, type, all);
            case Layout::Text32:
                return addText<int32_t>(node, all);
            case Layout::Text64:
                return addText<int64_t>(node, all);
            case Layout::View:
                return addViews(node, all);
            case Layout::List32:
                return addList<int32_t>(node, type, all);
            case Layout::List64:
                return addList<int64_t>(node, type, all);
            case Layout::ListView32:
                return addListView<int32_t>(node, type, all);
            case Layout::ListView64:
                return addListView<int64_t>(node, type, all);
            case Layout::FixedList:
                return addChild(node, type.children[0], all * type.listSize);
            case Layout::Struct: {
                // A map's keys are never null.
                const bool pairs = type.children.size() == 2;
                for (const auto& child : type.children) addChild(node, child, all, !pairs);
                break;
            }
            case Layout::SparseUnion:
            case Layout::DenseUnion:
                return addUnion(node, type, all);
        }
        static_cast<void>(into);
    }

    Random& m_random;
};

bool isNull(const ArrowArray& array, int64_t at) {
    const auto* bits = array.n_buffers == 0 ? nullptr : static_cast<const uint8_t*>(array.buffers[0]);
    return bits != nullptr && (bits[at / 8] >> (at % 8) & 1) == 0;
}

template <typename T>
T value(const ArrowArray& array, int buffer, int64_t at) {
    T out;
    std::memcpy(&out, static_cast<const char*>(array.buffers[buffer]) + at * sizeof(T), sizeof out);
    return out;
}

std::string hex(const ArrowArray& array, int64_t at, uint32_t width) {
    std::string out = "x";
    for (uint32_t i = 0; i < width; i++)
        out += std::to_string(value<uint8_t>(array, 1, at * width + i)) + ".";
    return out;
}

template <typename Offset>
std::string showText(const ArrowArray& array, int64_t at) {
    const auto from = value<Offset>(array, 1, at);
    return "'" +
           std::string(static_cast<const char*>(array.buffers[2]) + from,
                       static_cast<size_t>(value<Offset>(array, 1, at + 1) - from)) +
           "'";
}

std::string showView(const ArrowArray& array, int64_t at) {
    const auto view = value<ArrowView>(array, 1, at);
    const char* text = view.length <= 12
                           ? static_cast<const char*>(array.buffers[1]) + at * sizeof(ArrowView) + 4
                           : static_cast<const char*>(array.buffers[2 + view.buffer]) + view.offset;
    return "'" + std::string(text, static_cast<size_t>(view.length)) + "'";
}

std::string showElements(const ArrowType& type, const ArrowArray& array, int64_t from, int64_t count) {
    std::string out = "[";
    for (int64_t i = 0; i < count; i++) out += show(type.children[0], *array.children[0], from + i) + ",";
    return out + "]";
}

std::string showUnion(const ArrowType& type, const ArrowArray& array, int64_t at, bool dense) {
    const auto code = value<int8_t>(array, 0, at);
    const auto child = type.childOfCode[code];
    const int64_t row = dense ? value<int32_t>(array, 1, at) : at;
    return std::to_string(code) + "=" + show(type.children[child], *array.children[child], row);
}

std::string showDictionary(const ArrowType& type, const ArrowArray& array, int64_t at) {
    uint64_t index = 0;
    std::memcpy(&index, static_cast<const char*>(array.buffers[1]) + at * type.width, type.width);
    return "#" + show(*type.dictionary, *array.dictionary, static_cast<int64_t>(index));
}

}  // namespace

const std::vector<std::string>& allFormats() {
    static const std::vector<std::string> kFormats = {"n",          "b",          "c",
                                                      "C",          "s",          "S",
                                                      "i",          "I",          "l",
                                                      "L",          "e",          "f",
                                                      "g",          "z",          "Z",
                                                      "u",          "U",          "vz",
                                                      "vu",         "tdD",        "tdm",
                                                      "tts",        "ttm",        "ttu",
                                                      "ttn",        "tDs",        "tDm",
                                                      "tDu",        "tDn",        "tiM",
                                                      "tiD",        "tin",        "w:3",
                                                      "d:10,2",     "d:70,5,256", "d:9,0,32",
                                                      "d:18,-2,64", "tss:",       "tsu:Europe/Berlin",
                                                      "tsn:UTC",    "+l",         "+L",
                                                      "+vl",        "+vL",        "+w:3",
                                                      "+s",         "+m",         "+ud:0,5,7",
                                                      "+us:1,2,3",  "dict:c",     "dict:S",
                                                      "dict:i",     "dict:L"};
    return kFormats;
}

SchemaHolder makeSchema(const std::vector<std::string>& formats) {
    auto* node = new SchemaNode;
    node->format = "+s";
    for (size_t i = 0; i < formats.size(); i++) {
        node->children.push_back(std::make_unique<ArrowSchema>());
        node->pointers.push_back(node->children.back().get());
        fillSchema(*node->children.back(), formats[i], "c" + std::to_string(i), childrenOf(formats[i]));
    }
    SchemaHolder schema;
    *schema = {node->format.c_str(),
               node->name.c_str(),
               nullptr,
               0,
               static_cast<int64_t>(formats.size()),
               node->pointers.data(),
               nullptr,
               releaseSchema,
               node};
    return schema;
}

OwnedArray makeArray(const ArrowType& type, int64_t length, Random& random) {
    OwnedArray array;
    Maker(random).fill(*array, type, length, false);
    return array;
}

std::string show(const ArrowType& type, const ArrowArray& array, int64_t row) {
    const int64_t at = array.offset + row;
    const bool hasValidity = type.layout != Layout::SparseUnion && type.layout != Layout::DenseUnion;
    if (type.layout == Layout::Null || (hasValidity && isNull(array, at))) return "null";
    if (type.dictionary) return showDictionary(type, array, at);
    switch (type.layout) {
        case Layout::Bits:
            return value<uint8_t>(array, 1, at / 8) >> (at % 8) & 1 ? "true" : "false";
        case Layout::Fixed:
            return hex(array, at, type.width);
        case Layout::Text32:
            return showText<int32_t>(array, at);
        case Layout::Text64:
            return showText<int64_t>(array, at);
        case Layout::View:
            return showView(array, at);
        case Layout::List32: {
            const auto from = value<int32_t>(array, 1, at);
            return showElements(type, array, from, value<int32_t>(array, 1, at + 1) - from);
        }
        case Layout::List64: {
            const auto from = value<int64_t>(array, 1, at);
            return showElements(type, array, from, value<int64_t>(array, 1, at + 1) - from);
        }
        case Layout::ListView32:
            return showElements(type, array, value<int32_t>(array, 1, at), value<int32_t>(array, 2, at));
        case Layout::ListView64:
            return showElements(type, array, value<int64_t>(array, 1, at), value<int64_t>(array, 2, at));
        case Layout::FixedList:
            return showElements(type, array, at * type.listSize, type.listSize);
        case Layout::SparseUnion:
            return showUnion(type, array, at, false);
        case Layout::DenseUnion:
            return showUnion(type, array, at, true);
        default: {
            std::string out = "{";
            for (size_t i = 0; i < type.children.size(); i++)
                out += show(type.children[i], *array.children[i], at) + ",";
            return out + "}";
        }
    }
}

std::string show(const ArrowType& type, const ArrowArray& array) {
    std::string out;
    for (int64_t i = 0; i < array.length; i++) out += show(type, array, i) + "\n";
    return out;
}

}  // namespace tributary::plugin::testing
