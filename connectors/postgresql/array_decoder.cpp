// SPDX-License-Identifier: GPL-3.0-or-later
#include "connectors/postgresql/array_decoder.h"

#include <utility>

namespace tributary::connectors::postgresql {

using duckdb::FlatVector;
using duckdb::list_entry_t;
using duckdb::ListVector;
using duckdb::Vector;

ArrayDecoder::ArrayDecoder(std::string column, int dimensions, std::unique_ptr<Decoder> element)
    : m_column(std::move(column)), m_dimensions(dimensions), m_element(std::move(element)) {}

Problem ArrayDecoder::gather(const Cell& cell, Shape& shape) {
    shape.fill(0);
    if (cell.size < 0) return Problem::None;
    constexpr int32_t kHeader = 12;  // dimensions, flags, element type
    if (cell.size < kHeader) return Problem::Size;
    auto dimensions = static_cast<int32_t>(load32(cell.data));
    if (dimensions == 0) return Problem::None;  // '{}' has no dimensions at all
    if (dimensions != m_dimensions) return Problem::ArrayShape;
    int64_t at = kHeader + int64_t(8) * dimensions;
    if (at > cell.size) return Problem::Size;
    int64_t count = 1;
    for (int i = 0; i < dimensions; i++) {
        auto length = static_cast<int32_t>(load32(cell.data + kHeader + 8 * i));
        if (length < 0) return Problem::Size;
        shape[i] = length;
        count *= length;
        if (count > cell.size) return Problem::Size;  // an element takes 4 bytes at least
        m_sawOtherBound |= load32(cell.data + kHeader + 8 * i + 4) != 1;
    }
    for (int64_t i = 0; i < count; i++) {
        if (at + 4 > cell.size) return Problem::Size;
        auto size = static_cast<int32_t>(load32(cell.data + at));
        at += 4;
        if (size < -1 || at + std::max(size, 0) > cell.size) return Problem::Size;
        m_elements.push_back({cell.data + at, size});
        at += std::max(size, 0);
    }
    return at == cell.size ? Problem::None : Problem::Size;
}

void ArrayDecoder::writeLevel(int level, const Cell* cells, Vector& list) const {
    auto* entries = FlatVector::GetData<list_entry_t>(list);
    idx_t at = 0;
    idx_t total = 0;
    for (size_t row = 0; row < m_shapes.size(); row++) {
        const Shape& shape = m_shapes[row];
        idx_t lists = 1;
        for (int i = 0; i < level; i++) lists *= static_cast<idx_t>(shape[i]);
        for (idx_t i = 0; i < lists; i++) {
            entries[at++] = list_entry_t(total, static_cast<idx_t>(shape[level]));
            total += static_cast<idx_t>(shape[level]);
        }
        if (level == 0 && cells[row].size < 0) FlatVector::Validity(list).SetInvalid(row);
    }
    ListVector::Reserve(list, total);
    ListVector::SetListSize(list, total);
}

Result<void> ArrayDecoder::decode(const Cell* cells, idx_t count, Vector& out) {
    m_shapes.resize(count);
    m_elements.clear();
    for (idx_t i = 0; i < count; i++) {
        Problem problem = gather(cells[i], m_shapes[i]);
        if (problem != Problem::None) return fail(problemError(problem, m_column));
    }
    Vector* list = &out;
    for (int level = 0; level < m_dimensions; level++) {
        writeLevel(level, cells, *list);
        list = &ListVector::GetEntry(*list);
    }
    return m_element->decode(m_elements.data(), m_elements.size(), *list);
}

std::string ArrayDecoder::warning() const {
    if (!m_sawOtherBound) return {};
    return "Column '" + m_column + "' holds arrays whose index does not start at 1; the index is not kept.";
}

}  // namespace tributary::connectors::postgresql
