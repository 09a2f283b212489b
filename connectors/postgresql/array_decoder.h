// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <array>
#include <memory>
#include <string>
#include <vector>

#include "connectors/postgresql/decoder.h"
#include "connectors/postgresql/wire_value.h"

namespace tributary::connectors::postgresql {

/// What went wrong with a value of `column`, and what to do.
Error problemError(Problem problem, const std::string& column);

/// Arrays as LIST, nested once per declared dimension. All elements of a chunk are gathered and decoded in
/// one go.
class ArrayDecoder final : public Decoder {
  public:
    static constexpr int kMaxDimensions = 6;  ///< the server's MAXDIM

    ArrayDecoder(std::string column, int dimensions, std::unique_ptr<Decoder> element);
    Result<void> decode(const Cell* cells, idx_t count, duckdb::Vector& out) override;
    std::string warning() const override;

  private:
    using Shape = std::array<int32_t, kMaxDimensions>;
    Problem gather(const Cell& cell, Shape& shape);
    void writeLevel(int level, const Cell* cells, duckdb::Vector& list) const;

    std::string m_column;
    int m_dimensions;
    std::unique_ptr<Decoder> m_element;
    std::vector<Shape> m_shapes;  ///< of the rows of this chunk
    std::vector<Cell> m_elements;
    bool m_sawOtherBound = false;
};

}  // namespace tributary::connectors::postgresql
