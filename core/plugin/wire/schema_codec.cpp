// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/plugin/wire/schema_codec.h"

#include <memory>
#include <vector>

#include "core/plugin/wire/arrow_type.h"
#include "core/plugin/wire/packer.h"

namespace tributary::plugin {
namespace {

constexpr int64_t kKnownFlags =
    ARROW_FLAG_DICTIONARY_ORDERED | ARROW_FLAG_NULLABLE | ARROW_FLAG_MAP_KEYS_SORTED;

/// Bytes of Arrow's metadata: int32 pairs, then int32 length and bytes of each key and value.
size_t metadataSize(const char* metadata) {
    if (metadata == nullptr) return 0;
    size_t size = sizeof(int32_t);
    int32_t pairs = 0;
    std::memcpy(&pairs, metadata, sizeof pairs);
    for (int64_t i = 0; i < 2 * static_cast<int64_t>(pairs); i++) {
        int32_t length = 0;
        std::memcpy(&length, metadata + size, sizeof length);
        size += sizeof length + static_cast<size_t>(length < 0 ? 0 : length);
    }
    return size;
}

/// The same of bytes nobody vouches for.
bool isMetadata(std::string_view bytes) {
    const auto readLength = [&bytes](int32_t& length) {
        if (bytes.size() < sizeof length) return false;
        std::memcpy(&length, bytes.data(), sizeof length);
        bytes.remove_prefix(sizeof length);
        return length >= 0;
    };
    int32_t pairs = 0;
    if (!readLength(pairs)) return false;
    for (int64_t i = 0; i < 2 * static_cast<int64_t>(pairs); i++) {
        int32_t length = 0;
        if (!readLength(length) || static_cast<size_t>(length) > bytes.size()) return false;
        bytes.remove_prefix(length);
    }
    return bytes.empty();
}

void encode(const ArrowSchema& schema, Packer& out) {
    out.put(std::string_view(schema.format));
    out.put(std::string_view(schema.name == nullptr ? "" : schema.name));
    out.put(
        std::string_view(schema.metadata == nullptr ? "" : schema.metadata, metadataSize(schema.metadata)));
    out.put(schema.flags);
    out.put(static_cast<uint64_t>(schema.n_children));
    out.put(static_cast<uint8_t>(schema.dictionary != nullptr));
    for (int64_t i = 0; i < schema.n_children; i++) encode(*schema.children[i], out);
    if (schema.dictionary != nullptr) encode(*schema.dictionary, out);
}

/// What one ArrowSchema of ours points to.
struct Owned {
    std::string format, name, metadata;
    std::vector<std::unique_ptr<ArrowSchema>> children;
    std::vector<ArrowSchema*> pointers;
    std::unique_ptr<ArrowSchema> dictionary;
};

void releaseOwned(ArrowSchema* schema) {
    const std::unique_ptr<Owned> owned(static_cast<Owned*>(schema->private_data));
    for (auto& child : owned->children)
        if (child->release != nullptr) child->release(child.get());
    if (owned->dictionary && owned->dictionary->release != nullptr)
        owned->dictionary->release(owned->dictionary.get());
    schema->release = nullptr;
}

class Decoder {
  public:
    explicit Decoder(std::string_view bytes) : m_in(bytes) {}

    Result<SchemaHolder> run() {
        SchemaHolder root;
        if (!decode(*root, 0) || !m_in.done()) return fail(ErrorCode::Data, m_why);
        return root;
    }

  private:
    bool refuse(const char* why) {
        m_why = why;
        return false;
    }

    /// `into` is valid to release even when this fails half-way.
    bool decode(ArrowSchema& into, unsigned depth) {
        if (depth > WireLimits::kNesting) return refuse("types nested more than 16 deep");
        if (++m_nodes > WireLimits::kNodes) return refuse("more than 65,536 nested columns");
        auto owned = std::make_unique<Owned>();
        owned->format = m_in.string();
        owned->name = m_in.string();
        owned->metadata = m_in.string();
        const int64_t flags = m_in.get<int64_t>() & kKnownFlags;
        constexpr size_t kLeastBytes = 41;  // what a node without texts takes
        const uint64_t children = m_in.count(kLeastBytes);
        const bool dictionary = m_in.get<uint8_t>() != 0;
        if (!m_in.ok() || children > WireLimits::kColumns) return false;
        if (owned->format.find('\0') != std::string::npos || owned->name.find('\0') != std::string::npos)
            return refuse("a NUL in a column's name");
        if (owned->metadata.size() > WireLimits::kMetadataBytes ||
            (!owned->metadata.empty() && !isMetadata(owned->metadata)))
            return refuse("a column's metadata is damaged");
        into = {owned->format.c_str(),
                owned->name.c_str(),
                owned->metadata.empty() ? nullptr : owned->metadata.data(),
                flags,
                0,
                nullptr,
                nullptr,
                releaseOwned,
                owned.get()};
        Owned& kept = *owned.release();  // now released through `into`
        return decodeBelow(into, kept, children, dictionary, depth);
    }

    bool decodeBelow(ArrowSchema& into, Owned& kept, uint64_t children, bool dictionary, unsigned depth) {
        for (uint64_t i = 0; i < children; i++) {
            kept.children.push_back(std::make_unique<ArrowSchema>());
            kept.pointers.push_back(kept.children.back().get());
            if (!decode(*kept.children.back(), depth + 1)) return false;
        }
        into.n_children = static_cast<int64_t>(children);
        into.children = kept.pointers.data();
        if (!dictionary) return true;
        kept.dictionary = std::make_unique<ArrowSchema>();
        if (!decode(*kept.dictionary, depth + 1)) return false;
        into.dictionary = kept.dictionary.get();
        return true;
    }

    Unpacker m_in;
    size_t m_nodes = 0;
    const char* m_why = "the description of the columns is damaged";
};

}  // namespace

Result<std::string> encodeSchema(const ArrowSchema& schema) {
    if (const auto type = parseSchema(schema); !type) return fail(type.error());
    Packer out;
    encode(schema, out);
    return out.take();
}

Result<SchemaHolder> decodeSchema(std::string_view bytes) {
    auto schema = Decoder(bytes).run();
    if (!schema) return schema;
    if (const auto type = parseSchema(**schema); !type) return fail(type.error());
    return schema;
}

Result<SchemaHolder> copySchema(const ArrowSchema& schema) {
    const auto bytes = encodeSchema(schema);
    if (!bytes) return fail(bytes.error());
    return decodeSchema(*bytes);
}

}  // namespace tributary::plugin
