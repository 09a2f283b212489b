// SPDX-License-Identifier: GPL-3.0-or-later
#include <algorithm>
#include <cstring>
#include <unordered_set>
#include <vector>

#include "connectors/clickhouse/column_decoder.h"

namespace tributary::connectors::clickhouse {
namespace {

using duckdb::FlatVector;
using duckdb::idx_t;
using duckdb::ListVector;
using duckdb::string_t;
using duckdb::StringVector;
using duckdb::StructVector;
using duckdb::Vector;

using DecoderPtr = std::unique_ptr<ColumnDecoder>;

Error corrupt(const std::string& what) {
    return Error(ErrorCode::Corrupt, "The server's answer is damaged: " + what,
                 "Try again; if it stays, a proxy in between may change the data.");
}

/// A damaged length must not make us allocate what never arrives: every row has at least one byte.
Result<void> believe(Wire& wire, uint64_t rows) {
    constexpr uint64_t kAlwaysBelieved = 1u << 20;
    if (rows <= kAlwaysBelieved) return {};
    return wire.ensure(rows);
}

class NullableDecoder : public ColumnDecoder {
  public:
    explicit NullableDecoder(DecoderPtr inner) : m_inner(std::move(inner)) {}
    Result<void> prefix(Wire& wire) override { return m_inner->prefix(wire); }
    Result<void> decode(Wire& wire, Vector& out, idx_t rows, const uint8_t*) override {
        m_nulls.resize(rows);
        if (auto ok = wire.read(m_nulls.data(), rows); !ok) return ok;
        if (auto ok = m_inner->decode(wire, out, rows, m_nulls.data()); !ok) return ok;
        if (std::memchr(m_nulls.data(), 1, rows) == nullptr) return {};
        for (idx_t row = 0; row < rows; row++) {
            if (m_nulls[row]) FlatVector::SetNull(out, row, true);
        }
        return {};
    }

  private:
    DecoderPtr m_inner;
    std::vector<uint8_t> m_nulls;
};

/// Values by number in a dictionary that comes with each block. In a nullable one, number 0 is NULL.
class LowCardinalityDecoder : public ColumnDecoder {
  public:
    LowCardinalityDecoder(DecoderPtr inner, duckdb::LogicalType type, bool nullable)
        : m_inner(std::move(inner)), m_type(std::move(type)), m_nullable(nullable) {}

    Result<void> prefix(Wire& wire) override {
        uint64_t version = 0;
        if (auto ok = wire.read(&version, sizeof version); !ok) return ok;
        if (version != 1) return fail(corrupt("an unknown version of LowCardinality"));
        return m_inner->prefix(wire);
    }

    Result<void> decode(Wire& wire, Vector& out, idx_t rows, const uint8_t*) override {
        constexpr uint64_t kGlobalDictionary = 1u << 8;
        constexpr uint64_t kOwnKeys = 1u << 9;
        uint64_t flags = 0;
        if (auto ok = wire.read(&flags, sizeof flags); !ok) return ok;
        if ((flags & 0xff) > 3 || (flags & kGlobalDictionary) || !(flags & kOwnKeys)) {
            return fail(corrupt("an unknown kind of LowCardinality"));
        }
        uint64_t keys = 0;
        if (auto ok = wire.read(&keys, sizeof keys); !ok) return ok;
        if (auto ok = believe(wire, keys); !ok) return ok;
        Vector dictionary(m_type, std::max<idx_t>(keys, 1));
        const uint8_t zeroIsNull = 1;
        m_fillers.assign(keys, 0);
        if (m_nullable && keys > 0) m_fillers[0] = zeroIsNull;
        if (auto ok = m_inner->decode(wire, dictionary, keys, m_fillers.data()); !ok) return ok;
        uint64_t count = 0;
        if (auto ok = wire.read(&count, sizeof count); !ok) return ok;
        if (count != rows) return fail(corrupt("LowCardinality has another number of rows than its block"));
        return spread(wire, static_cast<int>(flags & 0xff), dictionary, keys, out, rows);
    }

  private:
    Result<void> spread(Wire& wire, int indexType, Vector& dictionary, uint64_t keys, Vector& out,
                        idx_t rows) {
        const size_t width = size_t(1) << indexType;
        m_indexes.resize(rows * width);
        if (auto ok = wire.read(m_indexes.data(), m_indexes.size()); !ok) return ok;
        m_selection.Initialize(std::max<idx_t>(rows, 1));
        for (idx_t row = 0; row < rows; row++) {
            uint64_t index = 0;
            std::memcpy(&index, m_indexes.data() + row * width, width);
            if (index >= keys) return fail(corrupt("LowCardinality points outside its dictionary"));
            m_selection.set_index(row, index);
        }
        if (m_type.InternalType() == duckdb::PhysicalType::VARCHAR) {
            auto* from = FlatVector::GetData<string_t>(dictionary);
            auto* to = FlatVector::GetData<string_t>(out);
            for (idx_t row = 0; row < rows; row++) to[row] = from[m_selection.get_index(row)];
            StringVector::AddHeapReference(out, dictionary);
        } else {
            duckdb::VectorOperations::Copy(dictionary, out, m_selection, rows, 0, 0);
        }
        for (idx_t row = 0; m_nullable && row < rows; row++) {
            if (m_selection.get_index(row) == 0) FlatVector::SetNull(out, row, true);
        }
        return {};
    }

    DecoderPtr m_inner;
    duckdb::LogicalType m_type;
    bool m_nullable;
    std::vector<uint8_t> m_fillers;
    std::vector<char> m_indexes;
    duckdb::SelectionVector m_selection;
};

/// The ends of the rows' lists; returns the number of all their elements.
Result<uint64_t> decodeOffsets(Wire& wire, Vector& out, idx_t rows) {
    std::vector<uint64_t> ends(rows);
    if (auto ok = wire.read(ends.data(), rows * sizeof(uint64_t)); !ok) return fail(ok.error());
    auto* entries = FlatVector::GetData<duckdb::list_entry_t>(out);
    uint64_t begin = 0;
    for (idx_t row = 0; row < rows; row++) {
        if (ends[row] < begin) return fail(corrupt("the ends of arrays go backwards"));
        entries[row] = {begin, ends[row] - begin};
        begin = ends[row];
    }
    if (auto ok = believe(wire, begin); !ok) return fail(ok.error());
    ListVector::Reserve(out, begin);
    ListVector::SetListSize(out, begin);
    return begin;
}

class ArrayDecoder : public ColumnDecoder {
  public:
    explicit ArrayDecoder(DecoderPtr inner) : m_inner(std::move(inner)) {}
    Result<void> prefix(Wire& wire) override { return m_inner->prefix(wire); }
    Result<void> decode(Wire& wire, Vector& out, idx_t rows, const uint8_t*) override {
        auto total = decodeOffsets(wire, out, rows);
        if (!total) return fail(total.error());
        if (*total == 0) return {};
        return m_inner->decode(wire, ListVector::GetEntry(out), *total, nullptr);
    }

  private:
    DecoderPtr m_inner;
};

class TupleDecoder : public ColumnDecoder {
  public:
    explicit TupleDecoder(std::vector<DecoderPtr> elements) : m_elements(std::move(elements)) {}
    Result<void> prefix(Wire& wire) override {
        for (auto& element : m_elements) {
            if (auto ok = element->prefix(wire); !ok) return ok;
        }
        return {};
    }
    Result<void> decode(Wire& wire, Vector& out, idx_t rows, const uint8_t* nulls) override {
        auto& entries = StructVector::GetEntries(out);
        for (size_t i = 0; i < m_elements.size(); i++) {
            if (auto ok = m_elements[i]->decode(wire, *entries[i], rows, nulls); !ok) return ok;
        }
        return {};
    }

  private:
    std::vector<DecoderPtr> m_elements;
};

class MapDecoder : public ColumnDecoder {
  public:
    MapDecoder(DecoderPtr keys, DecoderPtr values) : m_keys(std::move(keys)), m_values(std::move(values)) {}
    Result<void> prefix(Wire& wire) override {
        if (auto ok = m_keys->prefix(wire); !ok) return ok;
        return m_values->prefix(wire);
    }
    Result<void> decode(Wire& wire, Vector& out, idx_t rows, const uint8_t*) override {
        auto total = decodeOffsets(wire, out, rows);
        if (!total) return fail(total.error());
        if (*total == 0) return {};
        auto& entries = StructVector::GetEntries(ListVector::GetEntry(out));
        if (auto ok = m_keys->decode(wire, *entries[0], *total, nullptr); !ok) return ok;
        if (auto ok = m_values->decode(wire, *entries[1], *total, nullptr); !ok) return ok;
        return checkKeys(out, *entries[0], rows);
    }

  private:
    /// ClickHouse allows a key twice, DuckDB's MAP does not.
    static Result<void> checkKeys(Vector& out, Vector& keys, idx_t rows) {
        const auto* entries = FlatVector::GetData<duckdb::list_entry_t>(out);
        const auto physical = keys.GetType().InternalType();
        const bool isText = physical == duckdb::PhysicalType::VARCHAR;
        if (!isText && !duckdb::TypeIsConstantSize(physical)) return {};
        const size_t width = duckdb::GetTypeIdSize(physical);
        const char* data = duckdb::const_char_ptr_cast(FlatVector::GetData(keys));
        const auto key = [&](idx_t at) {
            if (!isText) return std::string_view(data + at * width, width);
            const auto& text = reinterpret_cast<const string_t*>(data)[at];
            return std::string_view(text.GetData(), text.GetSize());
        };
        std::unordered_set<std::string_view> seen;
        for (idx_t row = 0; row < rows; row++) {
            if (entries[row].length < 2) continue;
            seen.clear();
            for (idx_t i = 0; i < entries[row].length; i++) {
                if (seen.insert(key(entries[row].offset + i)).second) continue;
                return fail(ErrorCode::Data, "a Map holds the same key twice",
                            "Select mapKeys() and mapValues() of the column instead.");
            }
        }
        return {};
    }

    DecoderPtr m_keys;
    DecoderPtr m_values;
};

tl::unexpected<Error> unsupported(const Type& type) {
    return fail(ErrorCode::Unsupported, "values of type " + type.name + " cannot be read as they are",
                "Select the column with toString().");
}

Result<DecoderPtr> makeTuple(const Type& type, Strings strings) {
    std::vector<DecoderPtr> elements;
    for (const auto& arg : type.args) {
        auto element = makeDecoder(arg, strings);
        if (!element) return element;
        elements.push_back(std::move(*element));
    }
    return DecoderPtr(std::make_unique<TupleDecoder>(std::move(elements)));
}

Result<DecoderPtr> makeMap(const Type& type, Strings strings) {
    auto keys = makeDecoder(type.args[0], strings);
    if (!keys) return keys;
    auto values = makeDecoder(type.args[1], strings);
    if (!values) return values;
    return DecoderPtr(std::make_unique<MapDecoder>(std::move(*keys), std::move(*values)));
}

Result<DecoderPtr> makeLowCardinality(const Type& type, Strings strings) {
    const bool nullable = type.args[0].is("Nullable") && type.args[0].args.size() == 1;
    const Type& values = nullable ? type.args[0].args[0] : type.args[0];
    auto inner = makeScalarDecoder(values, strings);
    if (!inner) return unsupported(type);
    return DecoderPtr(
        std::make_unique<LowCardinalityDecoder>(std::move(inner), mapType(values, strings).type, nullable));
}

template <typename Outer>
Result<DecoderPtr> wrap(const Type& inner, Strings strings) {
    auto decoder = makeDecoder(inner, strings);
    if (!decoder) return decoder;
    return DecoderPtr(std::make_unique<Outer>(std::move(*decoder)));
}

}  // namespace

Result<std::unique_ptr<ColumnDecoder>> makeDecoder(const Type& type, Strings strings) {
    if (mapType(type, strings).asText) return unsupported(type);
    if (auto scalar = makeScalarDecoder(type, strings)) return scalar;
    if (auto meaning = geometryMeaning(type)) {
        auto alias = parseType(*meaning);
        if (!alias) return fail(alias.error());
        return makeDecoder(*alias, strings);
    }
    if (type.is("SimpleAggregateFunction") && type.args.size() >= 2)
        return makeDecoder(type.args[1], strings);
    if (type.is("Nullable") && type.args.size() == 1) return wrap<NullableDecoder>(type.args[0], strings);
    if (type.is("LowCardinality") && type.args.size() == 1) return makeLowCardinality(type, strings);
    if (type.is("Array") && type.args.size() == 1) return wrap<ArrayDecoder>(type.args[0], strings);
    if (type.is("Nested"))
        return wrap<ArrayDecoder>(Type{Type::Kind::Name, "Tuple", "", 0, type.args}, strings);
    if (type.is("Tuple")) return makeTuple(type, strings);
    if (type.is("Map") && type.args.size() == 2) return makeMap(type, strings);
    return unsupported(type);
}

}  // namespace tributary::connectors::clickhouse
