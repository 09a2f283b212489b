// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/lineage/function_names.h"

#include <array>

namespace tributary::lineage {
namespace {

/// Names with a space before and after each; without ClickHouse's combinators (-If, -State …).
constexpr std::string_view kAggregates =
    " any_value anyheavy anylast approx_count_distinct approx_distinct approx_percentile approx_quantile "
    "approx_quantiles approx_set approx_top_count approx_top_k approx_top_sum arbitrary arg_max arg_min "
    "argmax argmin array_agg array_concat_agg array_union_agg array_unique_agg avg bit_and bit_and_agg "
    "bit_or bit_or_agg bit_xor bit_xor_agg bitand_agg bitmap_construct_agg bitmap_or_agg bitor_agg "
    "bitxor_agg bool_and bool_or booland_agg boolor_agg checksum_agg collect_list collect_set "
    "compute_stats corr count count_big count_if count_star countif covar_pop covar_samp every favg first "
    "fsum geometric_mean group_bit_and group_bit_or group_bit_xor group_concat groupadd grouparray "
    "groupbitand groupbitor groupbitxor groupuniqarray hash_agg histogram hll hll_sketch_agg hyperloglog "
    "json_agg json_arrayagg json_group_array json_group_object json_object_agg json_objectagg jsonb_agg "
    "jsonb_object_agg kurtosis kurtosis_pop last list listagg logical_and logical_or mad map_agg "
    "map_union max max_by mean median min min_by minmax_by mode multimap_agg numeric_histogram object_agg "
    "percentile percentile_approx percentile_cont percentile_disc product qdigest_agg quantile "
    "quantile_cont quantile_disc quantileexact quantiles quantiletdigest regr_avgx regr_avgy regr_count "
    "regr_intercept regr_r2 regr_slope regr_sxx regr_sxy regr_syy reservoir_quantile sem set_agg "
    "simplelinearregression skewness skewpop skewsamp some stddev stddev_pop stddev_samp stddevpop "
    "stddevsamp stdev stdevp string_agg sum sum_no_overflow sumkahan summap sumwithoverflow tdigest_agg "
    "topk total try_avg try_sum uniq uniqcombined uniqexact uniqhll12 uniqtheta var var_pop var_samp "
    "variance variance_pop variance_samp varp varpop varsamp vwavg wm_concat xmlagg ";

constexpr auto kCombinators = std::to_array<std::string_view>(
    {"arrayif", "array", "distinct", "foreach", "if", "map", "merge", "mergestate", "ordefault", "ornull",
     "resample", "simplestate", "state"});

constexpr std::string_view kMasking =
    " approx_count_distinct approx_distinct binary_checksum bit_count checksum cityhash64 count count_big "
    "crc32 crc32b crc32c digest farm_fingerprint farmfingerprint64 farmhash64 fnv_hash halfmd5 hash "
    "hashbucket hashbytes hashrow highwayhash64 hive_hash hmac intexthash32 inthash32 inthash64 javahash "
    "mask mask_first_n mask_hash mask_last_n mask_show_first_n mask_show_last_n md5 md5_binary md5_hex "
    "md5_number md5_number_lower64 md5_number_upper64 metrohash64 murmur3 murmur3_32 murmurhash2_32 "
    "murmurhash2_64 murmurhash3_128 murmurhash3_32 murmurhash3_64 ora_hash sha sha1 sha1_binary sha1_hex "
    "sha2 sha224 sha256 sha2_binary sha2_hex sha384 sha512 siphash128 siphash64 spooky_hash_v2_32 "
    "spooky_hash_v2_64 standard_hash uniq uniqcombined uniqexact uniqhll12 urlhash xxhash32 xxhash64 ";

constexpr std::string_view kUnnests =
    " unnest explode explode_outer posexplode posexplode_outer inline inline_outer flatten arrayjoin "
    "json_each "
    "json_array_elements json_array_elements_text jsonb_array_elements jsonb_array_elements_text ";

bool has(std::string_view names, std::string_view name) {
    for (size_t at = 0; !name.empty() && (at = names.find(name, at)) != std::string_view::npos; at++) {
        if (names[at - 1] == ' ' && names[at + name.size()] == ' ') return true;
    }
    return false;
}

}  // namespace

bool isAggregateName(std::string_view name) {
    if (has(kAggregates, name)) return true;
    for (std::string_view combinator : kCombinators) {
        if (name.ends_with(combinator) && has(kAggregates, name.substr(0, name.size() - combinator.size()))) {
            return true;
        }
    }
    return false;
}

bool isMaskingName(std::string_view name) {
    return has(kMasking, name);
}

bool isConditionArgument(std::string_view name, size_t index, size_t count) {
    if (name == "if" || name == "iff" || name == "iif" || name == "nvl2") return index == 0;
    if (name == "multiif") return index % 2 == 0 && index + 1 < count;
    if (name == "decode" && count > 2) return index == 0 || (index % 2 == 1 && index + 1 < count);
    return false;
}

bool isUnnestName(std::string_view name) {
    return has(kUnnests, name);
}

}  // namespace tributary::lineage
