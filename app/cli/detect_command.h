// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string>

#include "core/base/cancel_token.h"

namespace tributary::cli {

struct DetectOptions {
    std::string input;          ///< a folder of <category>/<file>.csv, one file, or "-" for standard input
    std::string output;         ///< the same tree, one file, or "-" for standard output
    std::string detector;       ///< empty: ensemble, or pca with `multivariate`
    double sensitivity = 0.1;   ///< false alarms a series and week
    std::string timezone;       ///< by whose clock seasons are; empty: UTC
    bool multivariate = false;  ///< all columns of a file together
    bool explains = false;      ///< a column `explanation`
    size_t threads = 0;         ///< 0: one a processor
};

/// `detect`: the alarm signal of every row of every series. Needs no workspace. A file with an error is told
/// and left out; the others are done.
int detectAnomalies(const DetectOptions& options, const CancelToken& token);

}  // namespace tributary::cli
