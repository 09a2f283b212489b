// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <duckdb.hpp>
#include <memory>
#include <string>
#include <unordered_map>
#include <vector>

#include "core/plugin/source/arrow_type.h"
#include "core/plugin/wire/arrow_holders.h"

namespace tributary::plugin {

/// Owns one batch of rows; text in vectors points into it, so it lives as long as any of them.
class ArrowBatch : public duckdb::VectorBuffer {
  public:
    explicit ArrowBatch(OwnedArray array)
        : VectorBuffer(duckdb::VectorBufferType::OPAQUE_BUFFER), m_array(std::move(array)) {}
    const ArrowArray& array() const { return *m_array; }

  private:
    OwnedArray m_array;
};

/// What decoding one batch needs to remember. Belongs to one thread. Arrays are trusted to be well-formed:
/// offsets, lengths and indexes were checked where they came in. Text is not trusted to be UTF-8.
class ArrowDecode {
  public:
    explicit ArrowDecode(duckdb::buffer_ptr<ArrowBatch> batch) : m_batch(std::move(batch)) {}

    const ArrowBatch& batch() const { return *m_batch; }
    /// Rows [from, from + count) of column `index` of the batch into a flat vector.
    Result<void> column(const ArrowColumn& column, size_t index, duckdb::idx_t from, duckdb::idx_t count,
                        duckdb::Vector& out);
    /// Text in `vector` points into the batch.
    void keepFor(duckdb::Vector& vector) const;
    /// All values of a dictionary, decoded once for the batch.
    Result<duckdb::Vector*> dictionary(const ArrowColumn& values, const ArrowArray& array);

  private:
    duckdb::buffer_ptr<ArrowBatch> m_batch;
    std::unordered_map<const ArrowArray*, std::unique_ptr<duckdb::Vector>> m_dictionaries;
};

/// Validity of rows [from, from + count) of `array` and of `parent` (its rows [at, at + count)) into `out`.
/// False: no row is NULL.
bool readValidity(const ArrowArray& array, int64_t from, duckdb::idx_t count, duckdb::Vector& out,
                  duckdb::idx_t at, const duckdb::ValidityMask* parent);

/// Data error: `what` of a column has no exact place in its type.
tl::unexpected<Error> misfit(const ArrowColumn& column, const std::string& what);

// One per group of types; see arrow_type.cpp for which type takes which.
#define TRIBUTARY_ARROW_DECODER(name)                                                                        \
    Result<void> name(const ArrowColumn& column, const ArrowArray& array, int64_t from, duckdb::idx_t count, \
                      duckdb::Vector& out, duckdb::idx_t at, const duckdb::ValidityMask* parent,             \
                      ArrowDecode& decode)

TRIBUTARY_ARROW_DECODER(decodeNull);
TRIBUTARY_ARROW_DECODER(decodeBool);
TRIBUTARY_ARROW_DECODER(decodeBool8);
TRIBUTARY_ARROW_DECODER(decodeFixed1);
TRIBUTARY_ARROW_DECODER(decodeFixed2);
TRIBUTARY_ARROW_DECODER(decodeFixed4);
TRIBUTARY_ARROW_DECODER(decodeFixed8);
TRIBUTARY_ARROW_DECODER(decodeFixed16);
TRIBUTARY_ARROW_DECODER(decodeHalf);
TRIBUTARY_ARROW_DECODER(decodeDecimal);
TRIBUTARY_ARROW_DECODER(decodeDecimalText);
TRIBUTARY_ARROW_DECODER(decodeUuid);

TRIBUTARY_ARROW_DECODER(decodeDate32);
TRIBUTARY_ARROW_DECODER(decodeDate64);
TRIBUTARY_ARROW_DECODER(decodeTimeSeconds);
TRIBUTARY_ARROW_DECODER(decodeTimeMillis);
TRIBUTARY_ARROW_DECODER(decodeTimeMicros);
TRIBUTARY_ARROW_DECODER(decodeTimeNanos);
TRIBUTARY_ARROW_DECODER(decodeStampSeconds);
TRIBUTARY_ARROW_DECODER(decodeStampMillis);
TRIBUTARY_ARROW_DECODER(decodeStampMicros);
TRIBUTARY_ARROW_DECODER(decodeStampNanos);
TRIBUTARY_ARROW_DECODER(decodeZonedSeconds);
TRIBUTARY_ARROW_DECODER(decodeZonedMillis);
TRIBUTARY_ARROW_DECODER(decodeDurationSeconds);
TRIBUTARY_ARROW_DECODER(decodeDurationMillis);
TRIBUTARY_ARROW_DECODER(decodeDurationMicros);
TRIBUTARY_ARROW_DECODER(decodeMonths);
TRIBUTARY_ARROW_DECODER(decodeDayTime);
TRIBUTARY_ARROW_DECODER(decodeMonthDayNano);

TRIBUTARY_ARROW_DECODER(decodeText);
TRIBUTARY_ARROW_DECODER(decodeLargeText);
TRIBUTARY_ARROW_DECODER(decodeTextView);
TRIBUTARY_ARROW_DECODER(decodeFixedBytes);

TRIBUTARY_ARROW_DECODER(decodeList);
TRIBUTARY_ARROW_DECODER(decodeLargeList);
TRIBUTARY_ARROW_DECODER(decodeListView);
TRIBUTARY_ARROW_DECODER(decodeLargeListView);
TRIBUTARY_ARROW_DECODER(decodeFixedList);
TRIBUTARY_ARROW_DECODER(decodeFixedListAsList);
TRIBUTARY_ARROW_DECODER(decodeStruct);
TRIBUTARY_ARROW_DECODER(decodeEmptyStruct);
TRIBUTARY_ARROW_DECODER(decodeMap);
TRIBUTARY_ARROW_DECODER(decodeSparseUnion);
TRIBUTARY_ARROW_DECODER(decodeDenseUnion);
TRIBUTARY_ARROW_DECODER(decodeDictionary);
TRIBUTARY_ARROW_DECODER(decodeRunEnds);

}  // namespace tributary::plugin
