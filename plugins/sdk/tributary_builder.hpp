// SPDX-License-Identifier: MIT
#pragma once

#include <limits>

#include "tributary_stream.hpp"

namespace tributary_sdk {

/// Makes one column, value by value. `format` is an Arrow format string of a Bool, a fixed-width type, "u" or
/// "z".
class ColumnBuilder {
  public:
    ColumnBuilder(std::string format, std::string name)
        : m_format(std::move(format)), m_name(std::move(name)), m_info(TypeInfo::parse(m_format.c_str())) {
        if (m_info.layout != Layout::Bits && m_info.layout != Layout::Fixed &&
            m_info.layout != Layout::Offsets32)
            failData("A column of the Arrow layout \"" + m_format + "\" cannot be built.");
        start();
    }
    /// A builder of the type of `field`: dictionaries are looked through, texts of any layout become "u", and
    /// what has parts becomes text.
    static ColumnBuilder like(const ArrowSchema* field, const std::string& name) {
        const TypeInfo info = TypeInfo::parse(field->dictionary ? field->dictionary->format : field->format);
        const std::string format = field->dictionary ? field->dictionary->format : field->format;
        if (info.type == Type::Text) return ColumnBuilder("u", name);
        if (info.type == Type::Binary && info.layout != Layout::Fixed) return ColumnBuilder("z", name);
        const bool simple = info.layout == Layout::Bits || info.layout == Layout::Fixed;
        return ColumnBuilder(simple ? format : "u", name);
    }

    const TypeInfo& info() const { return m_info; }
    int64_t size() const { return m_length; }
    /// Bytes so far: a text column must stay below 2 GiB a batch.
    size_t bytes() const { return m_data.size(); }
    ArrowSchema field() const { return makeField(m_format, m_name); }

    void addNull() {
        valid(false);
        if (m_info.layout == Layout::Fixed) m_data.resize(m_data.size() + static_cast<size_t>(m_info.width));
        if (m_info.layout == Layout::Offsets32) end();
        if (m_info.layout == Layout::Bits && (m_length & 7) == 1) m_data.push_back(0);
    }
    void add(bool value) {
        valid(true);
        if ((m_length & 7) == 1) m_data.push_back(0);
        if (value) m_data.back() = static_cast<uint8_t>(m_data.back() | 1u << ((m_length - 1) & 7));
    }
    void add(double value) {
        if (m_info.width == 4) {
            const float single = static_cast<float>(value);
            raw(&single);
        } else {
            raw(&value);
        }
    }
    void add(int64_t value) {  // the low bytes: the machine is little endian
        raw(&value);
    }
    void add(int value) { add(static_cast<int64_t>(value)); }
    void add(std::string_view value) {
        valid(true);
        const auto* from = reinterpret_cast<const uint8_t*>(value.data());
        m_data.insert(m_data.end(), from, from + value.size());
        end();
    }
    void add(const char* value) { add(std::string_view(value)); }
    void add(const std::string& value) { add(std::string_view(value)); }
    /// The value of a column of the type `like` was given.
    void addFrom(const Column& column, int64_t row) {
        if (column.isNull(row)) return addNull();
        if (m_info.layout == Layout::Bits) return add(column.boolean(row));
        if (m_info.layout == Layout::Fixed) return raw(column.bytes(row));
        const Type type = column.info().type;
        if (type == Type::Text || (type == Type::Binary && m_info.type == Type::Binary))
            return add(column.text(row));
        add(column.display(row));
    }
    /// The array of all values so far; the builder is empty afterwards.
    ArrowArray finish() {
        std::vector<std::vector<uint8_t>> buffers;
        buffers.push_back(m_nulls == 0 ? std::vector<uint8_t>() : std::move(m_validity));
        if (m_info.layout == Layout::Offsets32) {
            const auto* from = reinterpret_cast<const uint8_t*>(m_offsets.data());
            buffers.emplace_back(from, from + m_offsets.size() * sizeof(int32_t));
        }
        if (m_data.capacity() == 0) m_data.reserve(1);  // an empty buffer still has an address
        buffers.push_back(std::move(m_data));
        const ArrowArray out = makeArray(m_length, m_nulls, std::move(buffers));
        start();
        return out;
    }

  private:
    void start() {
        m_validity.clear();
        m_data.clear();
        m_offsets.assign(1, 0);
        m_length = m_nulls = 0;
    }
    void valid(bool is) {
        if ((m_length & 7) == 0) m_validity.push_back(0);
        if (is) m_validity.back() = static_cast<uint8_t>(m_validity.back() | 1u << (m_length & 7));
        m_nulls += !is;
        ++m_length;
    }
    void end() {
        if (m_data.size() > static_cast<size_t>(std::numeric_limits<int32_t>::max()))
            fail("The column \"" + m_name + "\" has more than 2 GiB of text in one batch.");
        m_offsets.push_back(static_cast<int32_t>(m_data.size()));
    }
    void raw(const void* value) {
        valid(true);
        const size_t at = m_data.size();
        m_data.resize(at + static_cast<size_t>(m_info.width));
        std::memcpy(m_data.data() + at, value, static_cast<size_t>(m_info.width));
    }

    std::string m_format, m_name;
    TypeInfo m_info;
    std::vector<uint8_t> m_validity, m_data;
    std::vector<int32_t> m_offsets;
    int64_t m_length = 0, m_nulls = 0;
};

/// Columns that grow together, as an output of own making.
class TableBuilder {
  public:
    ColumnBuilder& add(ColumnBuilder column) {
        m_columns.push_back(std::make_unique<ColumnBuilder>(std::move(column)));
        return *m_columns.back();
    }
    ColumnBuilder& column(size_t i) { return *m_columns[i]; }
    size_t width() const { return m_columns.size(); }
    ArrowSchema schema() const {
        std::vector<ArrowSchema> fields;
        for (const auto& column : m_columns) fields.push_back(column->field());
        return makeRowSchema(std::move(fields));
    }
    ArrowArray finish() {
        const int64_t rows = m_columns.empty() ? 0 : m_columns.front()->size();
        std::vector<ArrowArray> columns;
        for (const auto& column : m_columns) columns.push_back(column->finish());
        return makeRows(rows, std::move(columns));
    }

  private:
    std::vector<std::unique_ptr<ColumnBuilder>> m_columns;
};

/// A Source of batches that are there already.
class ReadySource : public Source {
  public:
    explicit ReadySource(std::vector<ArrowArray> batches) : m_batches(std::move(batches)) {}
    ~ReadySource() override {
        for (ArrowArray& batch : m_batches) {
            if (batch.release) batch.release(&batch);
        }
    }
    bool next(ArrowArray& out) override {
        if (m_at == m_batches.size()) return false;
        out = m_batches[m_at];
        m_batches[m_at++].release = nullptr;
        return true;
    }

  private:
    std::vector<ArrowArray> m_batches;
    size_t m_at = 0;
};

/// `name`, with a number behind it when the input has such a column already.
inline std::string freeName(const Input& input, const std::string& name) {
    std::string out = name;
    for (int n = 2;; ++n) {
        bool taken = false;
        for (size_t i = 0; i < input.width(); ++i) taken = taken || input.name(i) == out;
        if (!taken) return out;
        out = name + "_" + std::to_string(n);
    }
}

}  // namespace tributary_sdk
