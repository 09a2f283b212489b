// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <memory>
#include <vector>

#include "core/base/cancel_token.h"
#include "core/plugin/wire/arrow_source.h"
#include "core/result/store_view.h"

namespace tributary::plugin {

/// The rows of a result as Arrow batches, for a plugin to read. DuckDB types Arrow has no exact place for
/// (UHUGEINT, BIGNUM, BIT, TIME WITH TIME ZONE) travel as their text; UUID as text, ENUM as a dictionary;
/// HUGEINT as decimal128(38, 0), with an error for a number of 39 digits.
/// One thread; the view's rows must all be there (a running query gives those that have come so far).
class RowSource : public ArrowSource {
  public:
    /// `columns` of the view's store; empty: all of them.
    static Result<std::unique_ptr<RowSource>> open(result::StoreView view, std::vector<size_t> columns,
                                                   CancelToken token);
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
