// SPDX-License-Identifier: GPL-3.0-or-later
#include "plugins/html-report/page.h"

#include <algorithm>
#include <cstdio>

namespace report {
namespace {

using namespace tributary_sdk;

constexpr const char* kStyle = R"(
:root{color-scheme:light dark;--bg:#f4f6f8;--card:#fff;--line:#dce1e7;--text:#1a2230;--muted:#5d6878;--accent:#0b7c83;--soft:#d9eef0;--head:#eef1f4}
@media(prefers-color-scheme:dark){:root{--bg:#12161c;--card:#191f28;--line:#2c3644;--text:#e4e9f0;--muted:#9ba7b6;--accent:#45bdb7;--soft:#173b40;--head:#202833}}
*{box-sizing:border-box}body{margin:0;padding:28px;background:var(--bg);color:var(--text);font:13px/1.5 Inter,"Noto Sans CJK SC",system-ui,sans-serif}
h1{font-size:20px;margin:0 0 2px}h2{font-size:15px;margin:28px 0 10px}.muted{color:var(--muted)}
.cards{display:grid;grid-template-columns:repeat(auto-fill,minmax(270px,1fr));gap:12px}
.card{background:var(--card);border:1px solid var(--line);border-radius:8px;padding:12px 14px;min-width:0}
.card h3{font-size:13px;margin:0;overflow-wrap:anywhere}.card svg{display:block;width:100%;height:64px;margin:10px 0 2px}
.ends{display:flex;justify-content:space-between;gap:12px;font-size:11.5px;color:var(--muted)}
dl{display:grid;grid-template-columns:auto 1fr;gap:1px 14px;margin:8px 0 0}dt{color:var(--muted)}dd{margin:0;text-align:right;font-variant-numeric:tabular-nums;overflow:hidden;text-overflow:ellipsis;white-space:nowrap}
.bar{position:relative;margin-top:4px;padding:1px 6px;border-radius:4px;overflow:hidden;display:flex;justify-content:space-between;gap:8px}
.bar i{position:absolute;inset:0 auto 0 0;background:var(--soft);border-radius:4px}.bar span{position:relative;overflow:hidden;text-overflow:ellipsis;white-space:nowrap}
.scroll{overflow:auto;background:var(--card);border:1px solid var(--line);border-radius:8px;max-height:80vh}
table{border-collapse:collapse;width:100%}th,td{padding:5px 10px;text-align:left;border-bottom:1px solid var(--line);white-space:nowrap;max-width:420px;overflow:hidden;text-overflow:ellipsis}
th{position:sticky;top:0;background:var(--head);padding:0}th button{all:unset;cursor:pointer;padding:7px 10px;display:block;font-weight:600;width:100%;box-sizing:border-box}
th button:focus-visible{outline:2px solid var(--accent);outline-offset:-2px}th[aria-sort=ascending] button:after{content:" ▲";color:var(--accent)}th[aria-sort=descending] button:after{content:" ▼";color:var(--accent)}
.n{text-align:right;font-variant-numeric:tabular-nums}td em{color:var(--muted);font-size:11px}
@media print{body{padding:0}.scroll{max-height:none}}
)";

// Sorts by what is in data-v where a cell has it (numbers and times), else by its text; NULLs stay at the
// end.
constexpr const char* kScript = R"(
document.querySelectorAll("th button").forEach(function(b,i){b.addEventListener("click",function(){
var h=b.parentNode,t=h.closest("table"),body=t.tBodies[0],up=h.getAttribute("aria-sort")!=="ascending";
t.querySelectorAll("th").forEach(function(o){o.removeAttribute("aria-sort")});h.setAttribute("aria-sort",up?"ascending":"descending");
var key=function(r){var c=r.cells[i];return c.dataset.null!==undefined?null:c.dataset.v!==undefined?Number(c.dataset.v):c.textContent};
var rows=Array.prototype.slice.call(body.rows).map(function(r){return[key(r),r]});
rows.sort(function(x,y){var a=x[0],c=y[0];if(a===null||c===null)return(a===null)-(c===null);
var d=typeof a==="number"?a-c:a.localeCompare(c);return up?d:-d});
rows.forEach(function(r){body.appendChild(r[1])})})});
)";

std::string decimal(double value) {
    char text[40];
    std::snprintf(text, sizeof text, "%.6g", value);
    return text;
}

}  // namespace

std::string escaped(const std::string& text) {
    std::string out;
    out.reserve(text.size());
    for (const char c : text) {
        switch (c) {
            case '<':
                out += "&lt;";
                break;
            case '>':
                out += "&gt;";
                break;
            case '&':
                out += "&amp;";
                break;
            case '"':
                out += "&quot;";
                break;
            case '\'':
                out += "&#39;";
                break;
            default:
                out += static_cast<unsigned char>(c) < 0x20 && c != '\n' && c != '\t' ? ' ' : c;
        }
    }
    return out;
}

std::string grouped(int64_t number) {
    std::string out = std::to_string(number);
    for (size_t i = out.size(); i > 3 + (number < 0 ? 1u : 0u); i -= 3) out.insert(i - 3, ",");
    return out;
}

std::string Page::head() const {
    return "<!DOCTYPE html>\n<html lang=\"" + std::string(m_chinese ? "zh-CN" : "en") +
           "\"><head><meta charset=\"utf-8\"><meta name=\"viewport\" "
           "content=\"width=device-width,initial-scale=1\">"
           "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src "
           "'unsafe-inline'; script-src 'unsafe-inline'\">"
           "<title>" +
           escaped(m_title) + "</title><style>" + kStyle + "</style></head><body>\n";
}

std::string Page::overview(int64_t rows, size_t columns, const std::string& made) const {
    return "<h1>" + escaped(m_title) + "</h1><div class=\"muted\">" + grouped(rows) +
           word(" rows, ", " 行，") + std::to_string(columns) + word(" columns", " 列") +
           (made.empty() ? "" : " · " + escaped(made)) + "</div>\n<h2>" + word("Columns", "列概况") +
           "</h2>\n<div class=\"cards\">\n";
}

std::string Page::chart(const ColumnSummary& column) const {
    constexpr size_t bins = 24;
    const auto counts = column.histogram(bins);
    const int64_t most = std::max<int64_t>(1, *std::max_element(counts.begin(), counts.end()));
    std::string out = "<svg viewBox=\"0 0 240 60\" preserveAspectRatio=\"none\" role=\"img\" aria-label=\"" +
                      std::string(word("Histogram", "直方图")) + "\"><g fill=\"var(--accent)\">";
    for (size_t i = 0; i < bins; ++i) {
        if (counts[i] == 0) continue;
        const double height =
            std::max(1.0, 58.0 * static_cast<double>(counts[i]) / static_cast<double>(most));
        out += "<rect x=\"" + decimal(static_cast<double>(i) * 10 + 0.5) + "\" y=\"" + decimal(60 - height) +
               "\" width=\"9\" height=\"" + decimal(height) + "\"><title>" + grouped(counts[i]) +
               "</title></rect>";
    }
    out += "</g></svg><div class=\"ends\"><span>" + escaped(column.least()) + "</span><span>" +
           escaped(column.most()) + "</span></div>";
    if (column.sampled())
        out += std::string("<div class=\"ends\">") +
               word("from a sample of 100,000 values", "基于 100,000 个抽样值") + "</div>";
    return out;
}

std::string Page::bars(const ColumnSummary& column) const {
    std::string out;
    const int64_t all = std::max<int64_t>(1, column.rows() - column.nulls());
    for (const auto& [text, count] : column.commonest(5)) {
        const double part = 100.0 * static_cast<double>(count) / static_cast<double>(all);
        size_t end = 0;
        while (end < text.size() && end < 80) end += std::max<size_t>(1, utf8Length(text, end));
        out += "<div class=\"bar\"><i style=\"width:" + decimal(part) + "%\"></i><span>" +
               (text.empty() ? std::string("<em>") + word("empty", "空文本") + "</em>"
                             : escaped(text.substr(0, end))) +
               "</span><span class=\"muted\">" + grouped(count) + "</span></div>";
    }
    return out;
}

std::string Page::numbers(const ColumnSummary& column) const {
    const auto line = [](const std::string& name, const std::string& value) {
        return "<dt>" + name + "</dt><dd>" + value + "</dd>";
    };
    std::string out = "<dl>";
    const double part = column.rows() > 0
                            ? 100.0 * static_cast<double>(column.nulls()) / static_cast<double>(column.rows())
                            : 0;
    out += line("NULL", grouped(column.nulls()) +
                            (column.nulls() > 0 ? " (" + decimal(std::round(part * 10) / 10) + " %)" : ""));
    out += line(word("Different values", "不同值"),
                (column.distinctKnown() ? "" : word("more than ", "超过 ")) +
                    grouped(static_cast<int64_t>(std::min<size_t>(column.distinct(), 10000))));
    if (column.isNumeric() && column.finite() > 0) {
        out += line(word("Mean", "平均值"), decimal(column.mean())) +
               line(word("Standard deviation", "标准差"), decimal(column.deviation()));
        out += line(word("Quartiles", "四分位数"), decimal(column.quantile(0.25)) + " · " +
                                                       decimal(column.quantile(0.5)) + " · " +
                                                       decimal(column.quantile(0.75)));
    }
    return out + "</dl>";
}

std::string Page::card(const ColumnSummary& column) const {
    std::string out = "<div class=\"card\"><h3>" + escaped(column.name()) + " <span class=\"muted\">" +
                      column.typeName() + "</span></h3>";
    const bool ordered = column.isNumeric() || column.isTemporal();
    if (ordered && column.finite() > 0) out += chart(column);
    out += numbers(column);
    if (!ordered && column.distinctKnown() && column.distinct() > 0) out += bars(column);
    return out + "</div>\n";
}

std::string Page::tableHead(const std::vector<ColumnSummary>& columns, size_t shown, int64_t rows) const {
    std::string out = "</div>\n<h2>" + std::string(word("Rows", "数据")) + "</h2>\n<p class=\"muted\">";
    if (static_cast<int64_t>(shown) < rows)
        out += m_chinese ? "仅显示前 " + grouped(static_cast<int64_t>(shown)) + " 行，共 " + grouped(rows) +
                               " 行；上方概况基于全部行。"
                         : "The first " + grouped(static_cast<int64_t>(shown)) + " of " + grouped(rows) +
                               " rows; what is above counts them all.";
    else
        out += m_chinese ? "全部 " + grouped(rows) + " 行。" : "All " + grouped(rows) + " rows.";
    out += "</p>\n<div class=\"scroll\"><table><thead><tr>";
    for (const ColumnSummary& column : columns)
        out += "<th scope=\"col\"" + std::string(column.isNumeric() ? " class=\"n\"" : "") +
               "><button type=\"button\">" + escaped(column.name()) + "</button></th>";
    return out + "</tr></thead><tbody>\n";
}

std::string Page::foot() const {
    return std::string("</tbody></table></div>\n<script>") + kScript + "</script></body></html>\n";
}

}  // namespace report
