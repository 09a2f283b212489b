// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/alerts/channels/default_templates.h"

#include <array>
#include <string_view>
#include <utility>

namespace tributary::alerts::channels {
namespace {

// Words in @…@ are put in by language. `most` keeps a storm readable: what is above is counted.
constexpr std::string_view kCommon = R"T(
{{- define "tributary.name" }}{{ with .CommonLabels.alertname }}{{ . }}{{ else }}{{ len .Alerts }} @alerts@{{ end }}{{ end }}
{{- define "tributary.state" }}{{ if eq .Status "firing" }}@open@@firing@ {{ len .Alerts.Firing }}@close@{{ else }}@open@@resolved@@close@{{ end }}{{ end }}
{{- define "tributary.title" }}{{ template "tributary.state" . }} {{ template "tributary.name" . }}
  {{- with .GroupLabels.Remove (stringSlice "alertname") }} ({{ .Values | join ", " }}){{ end }}
  {{- with .Note }} – {{ . }}{{ end }}{{ end }}
{{- define "tributary.summary" }}{{ with .Annotations.summary }}{{ . }}{{ else }}{{ with .Annotations.description }}{{ . }}{{ else }}{{ .Labels.alertname }}{{ end }}{{ end }}{{ end }}
{{- define "tributary.labels" }}{{ range $i, $p := (.Labels.Remove (stringSlice "alertname")).SortedPairs }}{{ if $i }}, {{ end }}{{ .Name }}={{ .Value }}{{ end }}{{ end }}
{{- define "tributary.when" }}{{ .StartsAt.Format "2006-01-02 15:04:05 MST" }}
  {{- if eq .Status "resolved" }} → {{ .EndsAt.Format "15:04:05" }} ({{ .EndsAt.Sub .StartsAt }}){{ end }}{{ end }}
{{- define "tributary.rest" }}{{ $n := len .Alerts }}{{ if gt $n 25 }}@of@ {{ $n }}@moreInAll@{{ end }}
  {{- if .TruncatedAlerts }} (+{{ .TruncatedAlerts }}){{ end }}{{ end }}
)T";

constexpr std::string_view kTexts = R"T(
{{- define "tributary.text" }}{{ range $i, $a := .Alerts }}{{ if lt $i 25 -}}
{{ if eq .Status "resolved" }}@resolved@@colon@{{ end }}{{ template "tributary.summary" . }}
{{ with .Annotations.summary }}{{ with $a.Annotations.description }}{{ . }}
{{ end }}{{ end }}@labels@@colon@{{ template "tributary.labels" . }}
@since@@colon@{{ template "tributary.when" . }}
{{ with .GeneratorURL }}@rule@@colon@{{ . }}
{{ end }}
{{ end }}{{ end }}{{ template "tributary.rest" . }}{{ with .ExternalURL }}{{ . }}{{ end }}{{ end }}

{{- define "tributary.markdown" }}{{ range $i, $a := .Alerts }}{{ if lt $i 25 -}}
**{{ if eq .Status "resolved" }}@resolved@@colon@{{ end }}{{ template "tributary.summary" . }}**

{{ with .Annotations.summary }}{{ with $a.Annotations.description }}{{ . }}

{{ end }}{{ end }}> {{ template "tributary.labels" . }}

> {{ template "tributary.when" . }}{{ with .GeneratorURL }} [@rule@]({{ . }}){{ end }}

{{ end }}{{ end }}{{ template "tributary.rest" . }}{{ end }}

{{- define "tributary.slack" }}{{ range $i, $a := .Alerts }}{{ if lt $i 25 -}}
*{{ if eq .Status "resolved" }}@resolved@@colon@{{ end }}{{ template "tributary.summary" . }}*
{{ with .Annotations.summary }}{{ with $a.Annotations.description }}{{ . }}
{{ end }}{{ end }}{{ template "tributary.labels" . }}
_{{ template "tributary.when" . }}_{{ with .GeneratorURL }} <{{ . }}|@rule@>{{ end }}

{{ end }}{{ end }}{{ template "tributary.rest" . }}{{ end }}

{{- define "tributary.telegram" }}<b>{{ template "tributary.title" . }}</b>

{{ range $i, $a := .Alerts }}{{ if lt $i 25 -}}
<b>{{ if eq .Status "resolved" }}@resolved@@colon@{{ end }}{{ template "tributary.summary" . }}</b>
{{ with .Annotations.summary }}{{ with $a.Annotations.description }}{{ . }}
{{ end }}{{ end }}<code>{{ template "tributary.labels" . }}</code>
{{ template "tributary.when" . }}{{ with .GeneratorURL }} <a href="{{ . }}">@rule@</a>{{ end }}

{{ end }}{{ end }}{{ template "tributary.rest" . }}{{ end }}

{{- define "tributary.html" }}<!DOCTYPE html>
<html lang="@lang@"><head><meta charset="utf-8"><title>{{ template "tributary.title" . }}</title></head>
<body style="margin:0;padding:16px;font:14px/1.5 sans-serif;color:#1c2430;background:#ffffff">
<table role="presentation" style="border-collapse:collapse;width:100%;max-width:680px">
<tr><td style="padding:12px 16px;color:#ffffff;background:{{ if eq .Status "firing" }}#b3261e{{ else }}#1f7a4d{{ end }}">
<strong>{{ template "tributary.title" . }}</strong></td></tr>
<!--chart-->{{ range $i, $a := .Alerts }}{{ if lt $i 25 }}<tr><td style="padding:12px 16px;border-bottom:1px solid #dde3ea">
<strong>{{ if eq .Status "resolved" }}@resolved@@colon@{{ end }}{{ template "tributary.summary" . }}</strong><br>
{{ with .Annotations.summary }}{{ with $a.Annotations.description }}{{ . }}<br>
{{ end }}{{ end }}<span style="color:#55606e">{{ template "tributary.labels" . }}<br>
{{ template "tributary.when" . }}</span>{{ with .GeneratorURL }} · <a href="{{ . }}">@rule@</a>{{ end }}</td></tr>
{{ end }}{{ end }}<tr><td style="padding:12px 16px;color:#55606e">{{ template "tributary.rest" . }}
{{ with .ExternalURL }}<a href="{{ . }}">{{ . }}</a> · {{ end }}@sentBy@</td></tr>
</table></body></html>
{{ end }}
)T";

/// The names Alertmanager's defaults have, so that its files keep their meaning.
constexpr std::string_view kAliases = R"T(
{{- define "__subject" }}{{ template "tributary.title" . }}{{ end }}
{{- define "__text_alert_list" }}{{ range . }}{{ template "tributary.summary" . }}
{{ template "tributary.labels" . }}
{{ end }}{{ end }}
{{- define "email.default.subject" }}{{ template "tributary.title" . }}{{ end }}
{{- define "email.default.html" }}{{ template "tributary.html" . }}{{ end }}
{{- define "slack.default.title" }}{{ template "tributary.title" . }}{{ end }}
{{- define "slack.default.fallback" }}{{ template "tributary.title" . }}{{ end }}
{{- define "slack.default.text" }}{{ template "tributary.slack" . }}{{ end }}
{{- define "slack.default.titlelink" }}{{ .ExternalURL }}{{ end }}
{{- define "slack.default.username" }}Tributary{{ end }}
{{- define "slack.default.pretext" }}{{ end }}{{ define "slack.default.footer" }}{{ end }}
{{- define "slack.default.callbackid" }}{{ end }}{{ define "slack.default.iconemoji" }}{{ end }}
{{- define "slack.default.iconurl" }}{{ end }}
{{- define "pagerduty.default.description" }}{{ template "tributary.title" . }}{{ end }}
{{- define "pagerduty.default.client" }}Tributary{{ end }}
{{- define "pagerduty.default.clientURL" }}{{ .ExternalURL }}{{ end }}
{{- define "pagerduty.default.instances" }}{{ template "__text_alert_list" . }}{{ end }}
{{- define "telegram.default.message" }}{{ template "tributary.telegram" . }}{{ end }}
{{- define "wechat.default.message" }}{{ template "tributary.text" . }}{{ end }}
)T";

using Words = std::array<std::pair<std::string_view, std::string_view>, 13>;

constexpr Words kEnglish{{{"@alerts@", "alerts"},
                          {"@open@", "["},
                          {"@close@", "]"},
                          {"@firing@", "FIRING"},
                          {"@resolved@", "Resolved"},
                          {"@colon@", ": "},
                          {"@labels@", "Labels"},
                          {"@since@", "Since"},
                          {"@rule@", "Rule"},
                          {"@of@", "25 of"},
                          {"@moreInAll@", " alerts are shown."},
                          {"@lang@", "en"},
                          {"@sentBy@", "Sent by Tributary"}}};

constexpr Words kChinese{{{"@alerts@", "条告警"},
                          {"@open@", "【"},
                          {"@close@", "】"},
                          {"@firing@", "告警"},
                          {"@resolved@", "已恢复"},
                          {"@colon@", "："},
                          {"@labels@", "标签"},
                          {"@since@", "时间"},
                          {"@rule@", "规则"},
                          {"@of@", "共"},
                          {"@moreInAll@", " 条告警，仅显示前 25 条。"},
                          {"@lang@", "zh-CN"},
                          {"@sentBy@", "由 Tributary 发送"}}};

std::string inWords(std::string_view source, const Words& words) {
    std::string out(source);
    for (const auto& [mark, word] : words) {
        for (size_t at = out.find(mark); at != std::string::npos; at = out.find(mark, at + word.size()))
            out.replace(at, mark.size(), word);
    }
    return out;
}

}  // namespace

std::shared_ptr<const TemplateSet> defaultTemplates(const std::string& language) {
    const Words& words = language.rfind("zh", 0) == 0 ? kChinese : kEnglish;
    auto set = std::make_shared<TemplateSet>();
    for (const std::string_view source : {kCommon, kTexts, kAliases}) {
        // They are part of the program: a test reads and expands each.
        if (auto ok = set->add(inWords(source, words), "built in"); !ok) return set;
    }
    return set;
}

}  // namespace tributary::alerts::channels
