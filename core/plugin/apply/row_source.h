// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <memory>
#include <vector>

#include "core/base/cancel_token.h"
#include "core/plugin/wire/arrow_source.h"
#include "core/result/store_view.h"

namespace tributary::plugin {

/// What of a result a plugin is given: all rows when `ranges` is empty, all columns when `columns` is.
struct ChosenRows {
    result::StoreView view;
    std::vector<result::RowRange> ranges;
    std::vector<size_t> columns;
};

/// The rows of a result as Arrow batches, for a plugin to read. DuckDB types Arrow has no exact place for
/// (UHUGEINT, BIGNUM, BIT, TIME WITH TIME ZONE) travel as their text; UUID as text, ENUM as a dictionary;
/// HUGEINT as decimal128(38, 0), with an error for a number of 39 digits.
/// One thread; the view's rows must all be there (a running query gives those that have come so far).
class RowSource : public ArrowSource {
  public:
    static Result<std::unique_ptr<RowSource>> open(ChosenRows rows, CancelToken token);
    ~RowSource() override;

    const ArrowSchema& schema() const override;
    Result<bool> next(OwnedArray& out) override;
    uint64_t rowsRead() const;

  private:
    struct Impl;
    explicit RowSource(std::unique_ptr<Impl> impl);
    std::unique_ptr<Impl> m_impl;
};

}  // namespace tributary::plugin
