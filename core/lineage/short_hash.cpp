// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/lineage/short_hash.h"

#include <duckdb/common/crypto/md5.hpp>

namespace tributary::lineage {

std::string shortHash(const std::string& text) {
    duckdb::MD5Context hash;
    hash.Add(text);
    return hash.FinishHex().substr(0, 8);
}

}  // namespace tributary::lineage
