// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/alerts/template/template.h"

#include <gtest/gtest.h>

#include <chrono>

namespace tributary::alerts {
namespace {

using Json = nlohmann::json;

struct Case {
    const char* text;
    const char* wanted;
};

Json alertData() {
    const TimePoint start = *parseTime("2015-11-16T13:37:18.123Z");
    Json firing{{"Status", "firing"},
                {"Labels", {{"alertname", "Down"}, {"instance", "a:1"}}},
                {"Annotations", Json::object()},
                {"StartsAt", templateTime(start)}};
    Json resolved = firing;
    resolved["Status"] = "resolved";
    resolved["Labels"]["instance"] = "b:2";
    resolved["EndsAt"] = templateTime(start + std::chrono::seconds(90));
    return {{"Status", "firing"},
            {"Alerts", Json::array({firing, resolved})},
            {"CommonLabels", {{"zone", "eu"}, {"alertname", "Down"}, {"job", "<api>"}}},
            {"Empty", Json::array()},
            {"Count", 3},
            {"Ratio", 1.5},
            {"Nothing", nullptr},
            {"Nested", {{"List", Json::array({1, 2, 3})}, {"Text", "x"}, {"Flag", true}}}};
}

std::string expanded(std::string_view text) {
    auto out = expandTemplate(text, alertData(), {{"labels", {{"a", "1"}}}, {"$value", 42.5}});
    return out ? *out : "ERROR " + out.error().message;
}

class Expands : public testing::TestWithParam<Case> {};

TEST_P(Expands, asGoDoes) {
    EXPECT_EQ(expanded(GetParam().text), GetParam().wanted) << GetParam().text;
}

INSTANTIATE_TEST_SUITE_P(
    Language, Expands,
    testing::Values(
        Case{"plain", "plain"}, Case{"a {{ .Count }} b", "a 3 b"}, Case{"a {{- .Count -}} b", "a3b"},
        Case{"a \n{{- /* note */ -}}\n b", "ab"}, Case{"a {{/* note */}} b", "a  b"},
        Case{"{{-3}}|{{- 3 -}}|{{ 3}}", "-3|3|3"}, Case{"{{ \"}}\" }}", "}}"}, Case{"{{ `a\\n` }}", "a\\n"},
        Case{"{{ \"\\u00e9\\x41\\101\\t\" }}",
             "\xC3\xA9"
             "AA\t"},
        Case{"{{ 'a' }} {{ 0x10 }} {{ 1e3 }} {{ 1_000 }}", "97 16 1000 1000"},
        Case{"{{ $labels.a }}{{ $labels.missing }}|{{ $value }}", "1|42.5"},
        Case{"{{ $x := 1 }}{{ if true }}{{ $x = 2 }}{{ $y := 5 }}{{ end }}{{ $x }}", "2"},
        Case{"{{ $x := 1 }}{{ if true }}{{ $x := 2 }}{{ $x }}{{ end }}{{ $x }}", "21"},
        Case{"{{ if .Empty }}a{{ else if eq .Count 3 }}b{{ else }}c{{ end }}", "b"},
        Case{"{{ with .Nothing }}a{{ else }}b{{ end }}{{ with .Count }}{{ . }}{{ end }}", "b3"},
        Case{"{{ with $y := .Count }}{{ $y }}{{ $.Status }}{{ end }}", "3firing"},
        Case{"{{ range .Nested.List }}[{{ . }}]{{ end }}", "[1][2][3]"},
        Case{"{{ range $i, $v := .Nested.List }}{{ $i }}={{ $v }};{{ end }}", "0=1;1=2;2=3;"},
        Case{"{{ range $v := .Nested.List }}{{ if eq $v 2 }}{{ continue }}{{ end }}{{ $v }}{{ end }}", "13"},
        Case{"{{ range $v := .Nested.List }}{{ if eq $v 2 }}{{ break }}{{ end }}{{ $v }}{{ end }}", "1"},
        Case{"{{ range .Empty }}a{{ else }}none{{ end }}", "none"},
        Case{"{{ range $k, $v := .CommonLabels }}{{ $k }}={{ $v }} {{ end }}",
             "alertname=Down job=<api> zone=eu "},
        Case{"{{ $last := 0 }}{{ range $last = .Nested.List }}{{ end }}{{ $last }}", "3"},
        Case{"{{ define \"t\" }}<{{ . }}>{{ end }}{{ template \"t\" .Count }}{{ template \"t\" }}",
             "<3><<no value>>"},
        Case{"{{ block \"b\" .Nested }}{{ .Text }}{{ end }}", "x"},
        Case{"{{ .Nothing }} {{ .Nothing.more }}", "<no value> <no value>"},
        Case{"{{ (index .Alerts 0).Labels.instance }}", "a:1"},
        Case{"{{ (args 1 2).arg1 }}{{ (args 1).arg7 }}", "2<no value>"},
        Case{"{{ .Count | printf \"%03d-%s\" | len }}", "16"},
        Case{"{{ printf \"%d %s\" .Count \"x\" | printf \"%q\" }}", "\"3 x\""},
        Case{"{{ .Nested }}", "map[Flag:true List:[1 2 3] Text:x]"},
        Case{"{{ true }}{{ not .Count }}", "truefalse"},
        Case{"{{ and .Count 0 }}{{ or 0 \"\" .Ratio }}{{ and }}x",
             "ERROR The template, line 1, column 42: 'and' takes at least 1 arguments, not 0."},
        Case{"{{ or true (index .Empty 5) }}", "true"}));

INSTANTIATE_TEST_SUITE_P(
    Functions, Expands,
    testing::Values(
        Case{"{{ eq .Count 1 2 3 }} {{ ne .Count 1 }} {{ lt 1.5 .Ratio }} {{ le 1.5 .Ratio }} {{ gt \"b\" "
             "\"a\" }} {{ ge 1 1 }}",
             "true true false true true true"},
        Case{"{{ eq .Nothing nil }}{{ eq .Count nil }}", "truefalse"},
        Case{"{{ len .Alerts }}{{ len \"h\xC3\xA9\" }}{{ len .CommonLabels }}", "233"},
        Case{"{{ slice \"abcdef\" 1 3 }}{{ slice .Nested.List 1 }}", "bc[2 3]"},
        Case{"{{ index .CommonLabels \"zone\" }}{{ index .CommonLabels \"none\" }}{{ index \"abc\" 1 }}",
             "eu98"},
        Case{"{{ print 1 2 \"a\" 3 4 }}|{{ println \"a\" 1 }}", "1 2a3 4|a 1\n"},
        Case{"{{ html \"<a & 'b'>\" }} {{ js \"it's <b>\" }} {{ urlquery \"a b&c/\xC3\xA9\" }}",
             "&lt;a &amp; &#39;b&#39;&gt; it\\'s \\u003Cb\\u003E a+b%26c%2F%C3%A9"},
        Case{"{{ join \", \" .CommonLabels.Names }}|{{ .CommonLabels.Values | join \" \" }}",
             "alertname, job, zone|Down <api> eu"},
        Case{"{{ range .CommonLabels.SortedPairs }}{{ .Name }}={{ .Value }} {{ end }}",
             "alertname=Down job=<api> zone=eu "},
        Case{"{{ (.CommonLabels.Remove (stringSlice \"alertname\")).Names }}", "[job zone]"},
        Case{"{{ len .Alerts.Firing }}{{ range .Alerts.Resolved }}{{ .Labels.instance }}{{ end }}", "1b:2"},
        Case{"{{ with index .Alerts 1 }}{{ .StartsAt }}|{{ .EndsAt.Sub .StartsAt }}|{{ .StartsAt.Format \"02 "
             "Jan 2006 15:04:05.00 Mon MST\" }}{{ end }}",
             "2015-11-16 13:37:18.123 +0000 UTC|1m30s|16 Nov 2015 13:37:18.12 Mon UTC"},
        Case{"{{ trimSpace \"  x \" }}{{ toUpper \"\xC3\xA9\" }}{{ title \"foo bar_baz o'neil 3x\" }}",
             "x\xC3\x89"
             "Foo Bar_baz O'Neil 3x"},
        Case{"{{ safeHtml \"<b>\" }}{{ toJson .Nested }}",
             "<b>{\"Flag\":true,\"List\":[1,2,3],\"Text\":\"x\"}"},
        Case{"{{ parseDuration \"1h30m\" | humanizeDuration }}", "1h 30m 0s"},
        Case{"{{ humanize 0.0 }} {{ humanize 1234567.0 }} {{ humanize 0.00012 }} {{ humanize \"1e9\" }} {{ "
             "humanize1024 1048576.0 }}",
             "0 1.235M 120u 1G 1Mi"}));

INSTANTIATE_TEST_SUITE_P(
    Wrong, Expands,
    testing::Values(
        Case{"a\nb {{ nope 1 }}", "ERROR The template, line 2, column 6: There is no function 'nope'."},
        Case{"{{ $y }}", "ERROR The template, line 1, column 4: The variable $y is not defined."},
        Case{"\xC3\xA9 {{ .Count",
             "ERROR The template, line 1, column 3: This action has no end: '}}' is missing."},
        Case{"{{ if .Count }}a", "ERROR The template, line 1, column 4: This {{if}} has no {{end}}."},
        Case{"{{ end }}",
             "ERROR The template, line 1, column 4: There is nothing here for 'end' to belong to."},
        Case{"{{ .Oops }}", "ERROR The template, line 1, column 4: .Oops: There is no field .Oops here."},
        Case{"{{ eq .Count 1.0 }}",
             "ERROR The template, line 1, column 4: eq: a int cannot be compared with a float64 (write 1.0 "
             "for a float)."},
        Case{"{{ index .Empty 5 }}",
             "ERROR The template, line 1, column 4: index: The index 5 is out of range: there are 0 "
             "elements."},
        Case{"{{ template \"none\" }}", "ERROR The template, line 1, column 4: There is no template 'none'."},
        Case{"{{ match \"(\" \"a\" }}",
             "ERROR The template, line 1, column 4: match: '(' is not a regular expression: missing ): (."},
        Case{"{{ 1 | 2 }}", "ERROR The template, line 1, column 8: Only a function can follow '|'."},
        Case{"{{ break }}", "ERROR The template, line 1, column 4: {{break}} is outside of a {{range}}."},
        Case{"{{ \"a }}", "ERROR The template, line 1, column 4: This text has no closing \"."},
        Case{"{{ (1 }}", "ERROR The template, line 1, column 7: A ')' is missing."},
        Case{"{{ query \"up\" }}",
             "ERROR The template, line 1, column 4: query: no source is there to be asked."},
        Case{"{{ .Count 3 }}",
             "ERROR The template, line 1, column 4: .Count: .Count is no method, but has arguments."}));

TEST(Template, positionIsGivenAsData) {
    auto out = expandTemplate("one\ntwo {{ toUpper 1 }}", Json::object());
    ASSERT_FALSE(out);
    EXPECT_EQ(out.error().code, ErrorCode::Syntax);
    ASSERT_TRUE(out.error().position);
    EXPECT_EQ(out.error().position->line, 2u);
    EXPECT_EQ(out.error().position->column, 8u);
}

TEST(Template, htmlModeEscapesWhatActionsPrint) {
    TemplateOptions options;
    options.escapeHtml = true;
    EXPECT_EQ(*expandTemplate("<b>{{ . }}</b>{{ safeHtml . }}", Json("<x>"), {}, options),
              "<b>&lt;x&gt;</b><x>");
}

TEST(Template, setsShareDefinitions) {
    TemplateSet set;
    ASSERT_TRUE(set.add("{{ define \"title\" }}[{{ .Status }}]{{ end }}", "a.tmpl"));
    ASSERT_TRUE(set.add("{{ define \"bad\" }}\n{{ .Oops }}{{ end }}", "b.tmpl"));
    EXPECT_TRUE(set.has("title"));
    EXPECT_EQ(*set.expand("{{ template \"title\" . }}!", alertData()), "[firing]!");
    // A text's own definition wins over the shared one.
    EXPECT_EQ(*set.expand("{{ define \"title\" }}own{{ end }}{{ template \"title\" . }}", alertData()),
              "own");
    auto bad = set.expand("{{ template \"bad\" . }}", alertData());
    ASSERT_FALSE(bad);
    EXPECT_NE(bad.error().message.find("The template b.tmpl, line 2, column 4"), std::string::npos)
        << bad.error().message;
    auto broken = set.add("{{ if }}", "c.tmpl");
    ASSERT_FALSE(broken);
    EXPECT_NE(broken.error().message.find("The template c.tmpl, line 1"), std::string::npos);
}

TEST(Template, queryAsksTheHook) {
    TemplateOptions options;
    std::string asked;
    options.query = [&](const std::string& expression) -> Result<Json> {
        asked = expression;
        return Json::array(
            {{{"Labels", {{"i", "b"}}}, {"Value", 2.5}}, {{"Labels", {{"i", "a"}}}, {"Value", 1.5}}});
    };
    const std::string text =
        "{{ with query \"up\" }}{{ . | first | value }}{{ range sortByLabel \"i\" . }} {{ label \"i\" . }}{{ "
        "end }}{{ end }}";
    EXPECT_EQ(*expandTemplate(text, Json::object(), {}, options), "2.5 a b");
    EXPECT_EQ(asked, "up");
    options.query = [](const std::string&) -> Result<Json> { return fail(ErrorCode::Timeout, "too slow"); };
    auto failed = expandTemplate(text, Json::object(), {}, options);
    ASSERT_FALSE(failed);
    EXPECT_EQ(failed.error().code, ErrorCode::Timeout);
}

TEST(Template, externalUrl) {
    TemplateOptions options;
    options.externalUrl = "https://watch.example.org/p";
    EXPECT_EQ(*expandTemplate("{{ externalURL }} {{ pathPrefix }}", Json::object(), {}, options),
              "https://watch.example.org/p /p");
}

TEST(Template, endlessWorkIsStopped) {
    const auto begin = std::chrono::steady_clock::now();
    const Json data{{"L", std::vector<int>(1000, 1)}};
    auto loops = expandTemplate(
        "{{ range $.L }}{{ range $.L }}{{ range $.L }}{{ $ := 1 }}{{ end }}{{ end }}{{ end }}", data);
    ASSERT_FALSE(loops);
    EXPECT_NE(loops.error().message.find("takes too long"), std::string::npos);
    auto recursion =
        expandTemplate("{{ define \"r\" }}{{ template \"r\" }}{{ end }}{{ template \"r\" }}", data);
    ASSERT_FALSE(recursion);
    EXPECT_NE(recursion.error().message.find("too deeply"), std::string::npos);
    auto grows = expandTemplate(
        "{{ $x := \"0123456789\" }}{{ range $.L }}{{ $x = print $x $x }}{{ end }}{{ $x }}", data);
    ASSERT_FALSE(grows);
    EXPECT_NE(grows.error().message.find("longer than"), std::string::npos);
    auto wide = expandTemplate("{{ range $.L }}{{ printf \"%9999d\" 1 }}{{ end }}", data);
    ASSERT_FALSE(wide);
    const std::string deep = "{{ " + std::string(100000, '(') + "1" + std::string(100000, ')') + " }}";
    EXPECT_FALSE(expandTemplate(deep, data));
    EXPECT_LT(std::chrono::steady_clock::now() - begin, std::chrono::seconds(20));
}

TEST(Template, noInputBreaksTheParser) {
    // Every prefix and every one-byte change of a rich text gives a text or an error, never a crash.
    const std::string rich =
        "{{ define \"a\" }}{{ . }}{{ end }}{{- range $i, $v := .Alerts -}}{{ if and (eq $i 0) true }}"
        "{{ $v.Labels.x | printf \"%-5s|%[1]q\" }}{{ else if false }}{{/* c */}}{{ end }}{{ end }}"
        "{{ with $x := index .CommonLabels `zone` }}{{ template \"a\" $x }}{{ end }}{{ 'x' }}{{ -1.5e3 }}";
    ASSERT_TRUE(expandTemplate(rich, alertData()));
    size_t failed = 0;
    for (size_t i = 0; i < rich.size(); ++i) {
        failed += !expandTemplate(rich.substr(0, i), alertData());
        for (char c : std::string("{}()|\"`'.$ -x0%\xFF\0", 17)) {
            std::string changed = rich;
            changed[i] = c;
            auto out = expandTemplate(changed, alertData());
            if (!out) {
                ++failed;
                ASSERT_FALSE(out.error().message.empty());
            }
        }
    }
    EXPECT_GT(failed, rich.size());
}

}  // namespace
}  // namespace tributary::alerts
