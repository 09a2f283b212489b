// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <cstring>
#include <initializer_list>
#include <list>
#include <memory>
#include <string>
#include <vector>

#include "core/plugin/wire/arrow_holders.h"

namespace tributary::plugin {

/// An Arrow field with its data, made by hand; owns everything the C structures point to. `schema()` and
/// `array()` stay valid as long as the object; neither needs a release.
class BuiltField {
  public:
    BuiltField(std::string format, int64_t length, std::string name = "v")
        : m_format(std::move(format)), m_name(std::move(name)) {
        m_array.length = length;
    }

    template <class T>
    BuiltField& buffer(const std::vector<T>& values) {
        m_bytes.emplace_back((values.size() * sizeof(T)) + 8);
        if (!values.empty()) std::memcpy(m_bytes.back().data(), values.data(), values.size() * sizeof(T));
        m_buffers.push_back(m_bytes.back().data());
        return *this;
    }
    BuiltField& text(const std::string& bytes) {
        return buffer(std::vector<char>(bytes.begin(), bytes.end()));
    }
    BuiltField& valid() {  ///< no validity bitmap
        m_buffers.push_back(nullptr);
        return *this;
    }
    BuiltField& valid(const std::string& flags) {  ///< "101": the second is NULL
        std::vector<uint8_t> bits(flags.size() / 8 + 1);
        for (size_t i = 0; i < flags.size(); i++) {
            if (flags[i] == '1') bits[i / 8] = static_cast<uint8_t>(bits[i / 8] | 1u << (i % 8));
            if (flags[i] == '0') m_array.null_count++;
        }
        return buffer(bits);
    }
    BuiltField& offset(int64_t offset) {
        m_array.offset = offset;
        return *this;
    }
    BuiltField& child(BuiltField field) {
        m_children.push_back(std::move(field));
        return *this;
    }
    BuiltField& dictionary(BuiltField field) {
        m_dictionary.push_back(std::move(field));
        return *this;
    }
    BuiltField& metadata(const std::string& key, const std::string& value) {
        const auto number = [this](size_t n) {
            const auto value = static_cast<int32_t>(n);
            m_metadata.append(reinterpret_cast<const char*>(&value), sizeof value);
        };
        m_metadata.clear();
        number(1);
        number(key.size());
        m_metadata += key;
        number(value.size());
        m_metadata += value;
        return *this;
    }

    const ArrowSchema& schema() {
        m_schema = ArrowSchema{};
        m_schema.format = m_format.c_str();
        m_schema.name = m_name.c_str();
        m_schema.flags = ARROW_FLAG_NULLABLE;
        if (!m_metadata.empty()) m_schema.metadata = m_metadata.data();
        m_childSchemas.clear();
        for (auto& field : m_children) m_childSchemas.push_back(const_cast<ArrowSchema*>(&field.schema()));
        m_schema.children = m_childSchemas.data();
        m_schema.n_children = static_cast<int64_t>(m_childSchemas.size());
        if (!m_dictionary.empty())
            m_schema.dictionary = const_cast<ArrowSchema*>(&m_dictionary.front().schema());
        return m_schema;
    }
    const ArrowArray& array() {
        m_array.buffers = m_buffers.data();
        m_array.n_buffers = static_cast<int64_t>(m_buffers.size());
        m_childArrays.clear();
        for (auto& field : m_children) m_childArrays.push_back(const_cast<ArrowArray*>(&field.array()));
        m_array.children = m_childArrays.data();
        m_array.n_children = static_cast<int64_t>(m_childArrays.size());
        if (!m_dictionary.empty())
            m_array.dictionary = const_cast<ArrowArray*>(&m_dictionary.front().array());
        return m_array;
    }

  private:
    std::string m_format;
    std::string m_name;
    std::string m_metadata;
    std::list<std::vector<uint8_t>> m_bytes;
    std::vector<const void*> m_buffers;
    std::list<BuiltField> m_children;
    std::list<BuiltField> m_dictionary;
    std::vector<ArrowSchema*> m_childSchemas;
    std::vector<ArrowArray*> m_childArrays;
    ArrowSchema m_schema{};
    ArrowArray m_array{};
};

}  // namespace tributary::plugin
