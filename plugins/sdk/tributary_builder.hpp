// SPDX-License-Identifier: MIT
#pragma once

#include "tributary_arrow_build.hpp"
#include "tributary_stream.hpp"

namespace tributary_sdk {

/// The one builder of the SDK; see tributary_arrow_build.hpp.
using tributary::sdk::ColumnBuilder;

/// A builder of the type of `field`: dictionaries are looked through, texts of any layout become "u", and
/// what has parts becomes text.
inline ColumnBuilder builderLike(const ArrowSchema* field, const std::string& name) {
    const std::string format = field->dictionary ? field->dictionary->format : field->format;
    const TypeInfo info = TypeInfo::parse(format.c_str());
    if (info.type == Type::Text) return ColumnBuilder("u", name);
    if (info.type == Type::Binary && info.layout != Layout::Fixed) return ColumnBuilder("z", name);
    const bool simple = info.layout == Layout::Bits || info.layout == Layout::Fixed;
    return ColumnBuilder(simple ? format : "u", name);
}

/// Appends the value of a column of the type that builderLike() was given.
inline void addFrom(ColumnBuilder& to, const Column& column, int64_t row) {
    if (column.isNull(row)) return to.null();
    const std::string& format = to.field().format;
    if (format == "b") return to.boolean(column.boolean(row));
    if (format != "u" && format != "z") return to.raw(column.bytes(row));
    const Type type = column.info().type;
    const bool bytes = type == Type::Text || (type == Type::Binary && format == "z");
    bytes ? to.text(column.text(row)) : to.text(column.display(row));
}

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
        for (const auto& column : m_columns) fields.push_back(column->schema());
        return makeRowSchema(std::move(fields));
    }
    ArrowArray finish() {
        const int64_t rows = m_columns.empty() ? 0 : static_cast<int64_t>(m_columns.front()->rows());
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
