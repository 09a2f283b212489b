// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/plugin/source/arrow_decode.h"

namespace tributary::plugin {

using duckdb::FlatVector;
using duckdb::idx_t;
using duckdb::Vector;

Result<void> ArrowDecode::column(const ArrowColumn& column, size_t index, idx_t from, idx_t count,
                                 Vector& out) {
    const ArrowArray& rows = m_batch->array();
    if (static_cast<int64_t>(index) >= rows.n_children) {
        return fail(ErrorCode::Corrupt, "The plugin sent fewer columns than it had announced");
    }
    return column.decode(column, *rows.children[index], rows.offset + static_cast<int64_t>(from), count, out,
                         0, nullptr, *this);
}

void ArrowDecode::keepFor(Vector& vector) const {
    duckdb::StringVector::AddBuffer(vector, m_batch);
}

Result<Vector*> ArrowDecode::dictionary(const ArrowColumn& values, const ArrowArray& array) {
    auto& known = m_dictionaries[&array];
    if (!known) {
        const auto size = static_cast<idx_t>(array.length);
        auto decoded = std::make_unique<Vector>(values.type, std::max<idx_t>(size, 1));
        auto done = values.decode(values, array, 0, size, *decoded, 0, nullptr, *this);
        if (!done) return fail(done.error());
        known = std::move(decoded);
    }
    return known.get();
}

bool readValidity(const ArrowArray& array, int64_t from, idx_t count, Vector& out, idx_t at,
                  const duckdb::ValidityMask* parent) {
    auto& mask = FlatVector::Validity(out);
    const auto* bits = array.n_buffers > 0 ? static_cast<const uint8_t*>(array.buffers[0]) : nullptr;
    bool nulls = false;
    if (bits && array.null_count != 0) {
        const auto first = static_cast<uint64_t>(array.offset + from);
        for (idx_t i = 0; i < count; i++) {
            const uint64_t bit = first + i;
            if (bits[bit >> 3] >> (bit & 7) & 1) continue;
            mask.SetInvalid(at + i);
            nulls = true;
        }
    }
    if (parent && !parent->AllValid()) {
        for (idx_t i = 0; i < count; i++) {
            if (parent->RowIsValid(at + i)) continue;
            mask.SetInvalid(at + i);
            nulls = true;
        }
    }
    return nulls;
}

tl::unexpected<Error> misfit(const ArrowColumn& column, const std::string& what) {
    return fail(ErrorCode::Data,
                "Column '" + column.name + "' (" + column.arrowType + ") holds " + what +
                    ", which cannot be kept exactly as " + column.type.ToString(),
                "Leave the column or those rows out, or convert the value to text in the source's own "
                "language.");
}

}  // namespace tributary::plugin
