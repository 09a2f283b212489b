// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/editor/sql_words.h"

namespace tributary::ui {

namespace {

constexpr std::string_view kKeywords =
    R"(add all alter analyze and anti any array as asc asof at attach begin between by call cascade case cast
check checkpoint collate column comment commit constraint copy create cross cube current current_date
current_time current_timestamp database default delete desc describe detach distinct do drop else end
escape except exclude exists explain export extension false fetch fill filter first following for foreign
format from full function generated glob global grant group grouping groups having if ignore ilike import
in index inner insert install intersect interval into is isnull join key last lateral left like limit list
load local macro map match materialized merge minus natural no not notnull null nulls of offset on only or
order outer over overlaps partition pivot positional pragma preceding primary qualify range recursive
references rename replace reset respect restrict returning right rollback rollup row rows sample schema
select semi sequence set sets show similar soffset some start struct summarize table tablesample temp
temporary then ties time to trailing transaction trigger true truncate try_cast type unbounded union
unique unnest unpivot update use using vacuum values view when where window with within without)";

constexpr std::string_view kFunctions =
    R"(abs age any_value approx_count_distinct approx_quantile arg_max arg_min array_agg array_length ascii avg
bit_and bit_count bit_or bool_and bool_or cbrt ceil ceiling chr coalesce concat concat_ws contains corr
cos count covar_pop covar_samp cume_dist current_database current_schema date_add date_diff date_part
date_sub date_trunc datediff datepart datetrunc dayname dayofmonth dayofweek dayofyear degrees dense_rank
ends_with epoch epoch_ms epoch_ns epoch_us exp extract first_value floor format gen_random_uuid
generate_series geomean greatest hash hex histogram ifnull instr isfinite isinf isnan json_extract
json_extract_string json_keys json_type json_valid kurtosis lag last_day last_value lcase lead least
length levenshtein list_agg list_contains list_distinct list_sort list_value ln log log10 log2 lower lpad
ltrim mad make_date make_timestamp max md5 mean median min mode monthname now nth_value ntile nullif
octet_length parse_timestamp percent_rank pi position pow power printf product quantile quantile_cont
quantile_disc radians random range rank read_csv read_json read_parquet regexp_extract regexp_full_match
regexp_matches regexp_replace repeat replace reverse round row_number rpad rtrim sha256 sign sin skewness
split_part sqrt starts_with stddev stddev_pop stddev_samp strftime string_agg string_split strip_accents
strlen strpos strptime substr substring sum tan time_bucket to_base to_json to_timestamp today translate
trim trunc typeof ucase unhex unicode unnest upper uuid var_pop var_samp variance weekday weekofyear)";

constexpr std::string_view kTypes =
    R"(bigint bit blob bool boolean bytea char date datetime decimal double enum float float4 float8 hugeint int
int2 int4 int8 integer json numeric real smallint string text timestamp timestamptz timetz tinyint ubigint
uhugeint uinteger usmallint utinyint uuid varchar)";

std::vector<std::string_view> split(std::string_view text) {
    std::vector<std::string_view> words;
    while (!text.empty()) {
        const size_t end = text.find_first_of(" \n");
        words.push_back(text.substr(0, end));
        text.remove_prefix(end == std::string_view::npos ? text.size() : end + 1);
    }
    return words;
}

}  // namespace

const std::vector<std::string_view>& sqlKeywords() {
    static const std::vector<std::string_view> kWords = split(kKeywords);
    return kWords;
}

const std::vector<std::string_view>& sqlFunctions() {
    static const std::vector<std::string_view> kWords = split(kFunctions);
    return kWords;
}

const std::vector<std::string_view>& sqlTypes() {
    static const std::vector<std::string_view> kWords = split(kTypes);
    return kWords;
}

}  // namespace tributary::ui
