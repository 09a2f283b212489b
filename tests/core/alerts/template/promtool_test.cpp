// SPDX-License-Identifier: GPL-3.0-or-later
#include <gtest/gtest.h>
#include <sys/wait.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>

#include "core/alerts/template/template.h"

/// Debian's promtool as the judge: what a template makes of an alert must be what Prometheus makes of it.
namespace tributary::alerts {
namespace {

using Json = nlohmann::json;
namespace fs = std::filesystem;

struct Folder {
    fs::path path = fs::temp_directory_path() / ("tributary-promtool-" + std::to_string(getpid()));
    Folder() { fs::create_directories(path); }
    ~Folder() { fs::remove_all(path); }
    fs::path write(const std::string& name, const Json& content) const {
        std::ofstream(path / name) << content.dump(1);
        return path / name;
    }
};

/// Exit status and what was printed.
std::pair<int, std::string> run(const std::string& command, const Folder& folder) {
    const fs::path out = folder.path / "out";
    const int status = std::system((command + " >" + out.string() + " 2>&1").c_str());  // NOLINT
    std::ifstream in(out);
    return {WIFEXITED(status) ? WEXITSTATUS(status) : -1,
            std::string(std::istreambuf_iterator<char>(in), {})};
}

bool hasPromtool() {
    return fs::exists("/usr/bin/promtool");
}

const std::vector<std::string>& texts() {
    static const std::vector<std::string> kTexts{
        "plain",
        "{{ $labels.instance }} has {{ $value }}",
        "{{ .Labels.job }}: {{ .Value }}",
        "[{{ $labels.none }}]",
        "{{ humanize $value }}",
        "{{ humanize1024 $value }}",
        "{{ humanizeDuration $value }}",
        "{{ humanizePercentage $value }}",
        "{{ humanizeTimestamp $value }}",
        "{{ toTime 1447681038.123 }}",
        "{{ (toTime 1447681038.123).Format \"2006-01-02T15:04:05.000Z07:00 Jan _2 3:04PM\" }}",
        "{{ (toTime 1447681038).Unix }} {{ (toTime 1447681038).Year }} {{ (toTime 1447681038).Weekday }}",
        "{{ $value | printf \"%.2f\" }}",
        "{{ printf \"%6.1f|%-8.3g|%+d|%05d|%x|%q\" $value $value 3 42 255 \"a\\\"b\" }}",
        "{{ printf \"%s %d\" $value \"x\" }}",
        "{{ printf \"%d\" }}",
        "{{ printf \"%d\" 1 2 }}",
        "{{ printf \"%[2]d %[1]d\" 1 2 }}",
        "{{ printf \"%*d|%v|%t|%5t|%T\" 5 42 nil true false $value }}",
        "{{ printf \"%!\" }}",
        "{{ printf \"%z\" 3 }}",
        "{{ printf \"%c%U%o%b%#x%X\" 65 8364 8 5 255 \"hi\" }}",
        "{{ printf \"%e %E %G\" $value $value $value }}",
        "{{ printf \"%08.3f|% d|%+.1e\" $value 5 $value }}",
        "{{ if gt $value 10.0 }}high{{ else if gt $value 1.0 }}mid{{ else }}low{{ end }}",
        "{{ if eq $labels.job \"api\" \"web\" }}known{{ end }}",
        "{{ $x := $labels.instance }}{{ with $x }}<{{ . }}>{{ end }}",
        "{{ title \"foo bar-baz o'neil\" }} {{ toUpper $labels.job }} {{ toLower \"ABC\" }}",
        "{{ match \"a.*\" $labels.job }} {{ match \"^p\" $labels.job }}",
        "{{ reReplaceAll \"(.*):(.*)\" \"$2 at ${1}x$1x\" $labels.instance }}",
        "{{ reReplaceAll \"x*\" \"-\" \"abxxc\" }}",
        "{{ reReplaceAll \"(?P<h>[a-z]+)\" \"<$h>$$\" $labels.instance }}",
        "{{ stripPort $labels.instance }} {{ stripPort \"[::1]:80\" }} {{ stripPort \"host\" }}",
        "{{ stripDomain \"web.example.org:80\" }} {{ stripDomain \"10.0.0.1:80\" }} {{ stripDomain \"a.b\" "
        "}}",
        "{{ parseDuration \"1h30m\" }}",
        "{{ graphLink \"up == 0\" }} {{ tableLink \"rate(x[5m])\" }}",
        "{{ with query \"up\" | sortByLabel \"instance\" }}{{ . | first | value }}{{ end }}",
        "{{ range query \"up\" | sortByLabel \"instance\" }}{{ label \"job\" . }}:{{ .Value }} {{ "
        ".Labels.instance }};{{ end }}",
        "{{ query \"up\" | sortByLabel \"instance\" | first | label \"instance\" }} {{ query \"up\" | "
        "sortByLabel \"instance\" | first | strvalue }}",
        "{{ len (query \"up\") }} {{ (index (query \"up\" | sortByLabel \"instance\") 0).Value }}",
        "{{ define \"t\" }}[{{ .arg0 }},{{ .arg1 }}]{{ end }}{{ template \"t\" (args 1 \"b\") }}",
        "{{- \" a \" -}} b {{- /* c */ -}}  d",
        "{{ html \"<a&'\\\"b>\" }} {{ js \"it's\" }} {{ urlquery \"a b&c\" }}",
        "{{ print 1 2 \"a\" 3 4.5 true nil }}|{{ println 1 \"x\" }}",
        "{{ $labels }}",
        "{{ len $labels }} {{ index $labels \"job\" }}",
        "{{ range $k, $v := $labels }}{{ $k }}={{ $v }};{{ end }}",
        "{{ and $value 0 }} {{ or 0 \"x\" }} {{ not $value }}",
        "{{ slice \"abcdef\" 1 3 }} {{ len \"h\xC3\xA9\" }} {{ index \"abc\" 1 }}",
        "{{ if and (ge $value 0.5) (ne $labels.job \"x\") }}yes{{ end }}",
        "{{ 1.5e3 }} {{ 0x1F }} {{ 'x' }} {{ 1e21 }} {{ 1_000 }} {{ 017 }} {{ .5 }}",
        "{{ humanize \"0.00034\" }} {{ humanize 5 }} {{ humanizeDuration \"90061\" }} {{ humanizeDuration "
        "0.0123 }} {{ humanizeDuration -75 }}",
        "{{ safeHtml \"<b>\" }}",
        "{{ $externalLabels.cluster }} {{ $externalURL }} {{ .ExternalLabels.none }}",
        "{{ `raw \\n` }} {{ \"\\u00e9\\x41\\t|\" }}",
        "{{ (args 1).arg7 }}",
        "{{ eq nil nil }} {{ lt 1 2 }} {{ le 2 2 }} {{ lt \"a\" \"b\" }}",
    };
    return kTexts;
}

struct Series {
    const char* instance;
    const char* values;
    double value;
};
const std::vector<Series> kSeries{
    {"h1.example.org:9100", "1.5", 1.5}, {"h2:80", "1234567", 1234567},
    {"h3:80", "0.000123", 0.000123},     {"h4:80", "-42", -42},
    {"h5:80", "93784.5", 93784.5},       {"h6:80", "NaN", NAN},
    {"h7:80", "Inf", INFINITY},          {"h8:80", "1447681038.123", 1447681038.123}};

Json expectedAlert(const Series& series, const std::vector<std::string>& valid) {
    const Json labels{{"instance", series.instance}, {"job", "api"}};
    TemplateOptions options;
    options.externalUrl = "https://watch.example.org/p";
    options.query = [](const std::string&) -> Result<Json> {
        Json out = Json::array();
        for (const Series& each : kSeries)
            out.push_back({{"Labels", {{"__name__", "up"}, {"instance", each.instance}, {"job", "api"}}},
                           {"Value", each.value}});
        return out;
    };
    Json withMetric = labels;
    withMetric["__name__"] = "up";
    const Json dot{{"Labels", withMetric},
                   {"ExternalLabels", {{"cluster", "c1"}}},
                   {"ExternalURL", options.externalUrl},
                   {"Value", series.value}};
    Json annotations = Json::object();
    for (size_t i = 0; i < valid.size(); ++i) {
        auto out = expandTemplate(valid[i], dot,
                                  {{"labels", withMetric},
                                   {"externalLabels", dot["ExternalLabels"]},
                                   {"externalURL", options.externalUrl},
                                   {"value", series.value}},
                                  options);
        annotations["a" + std::to_string(i)] = out ? *out : "ERROR " + out.error().message;
    }
    Json all = labels;
    return {{"exp_labels", all}, {"exp_annotations", annotations}};
}

TEST(Promtool, expandsEveryTemplateTheSame) {
    if (!hasPromtool()) GTEST_SKIP() << "NOT RUN: /usr/bin/promtool (package prometheus) is missing";
    const Folder folder;
    const std::vector<std::string>& valid = texts();
    Json annotations = Json::object();
    for (size_t i = 0; i < valid.size(); ++i) annotations["a" + std::to_string(i)] = valid[i];
    const Json rule{{"alert", "T"}, {"expr", "up != 77"}, {"annotations", annotations}};
    folder.write("rules.yml", {{"groups", Json::array({{{"name", "g"}, {"rules", Json::array({rule})}}})}});
    Json input = Json::array();
    Json wanted = Json::array();
    for (const Series& series : kSeries) {
        input.push_back({{"series", std::string("up{job=\"api\",instance=\"") + series.instance + "\"}"},
                         {"values", series.values}});
        wanted.push_back(expectedAlert(series, valid));
    }
    const Json test{{"interval", "1m"},
                    {"input_series", input},
                    {"external_labels", {{"cluster", "c1"}}},
                    {"external_url", "https://watch.example.org/p"},
                    {"alert_rule_test",
                     Json::array({{{"eval_time", "0m"}, {"alertname", "T"}, {"exp_alerts", wanted}}})}};
    const fs::path file = folder.write(
        "test.yml",
        {{"rule_files", {"rules.yml"}}, {"evaluation_interval", "1m"}, {"tests", Json::array({test})}});
    const auto [status, out] = run("/usr/bin/promtool test rules " + file.string(), folder);
    EXPECT_EQ(status, 0) << out;
    EXPECT_GE(valid.size() * kSeries.size(), 400u);
}

TEST(Promtool, refusesWhatWeRefuse) {
    if (!hasPromtool()) GTEST_SKIP() << "NOT RUN: /usr/bin/promtool (package prometheus) is missing";
    const Folder folder;
    const std::vector<std::string> bad{"{{ nope }}",
                                       "{{ $y }}",
                                       "{{ if $value }}",
                                       "{{ end }}",
                                       "{{ \"a }}",
                                       "{{ ($value }}",
                                       "{{ 1 | 2 }}",
                                       "{{ break }}",
                                       "{{ $labels.a",
                                       "{{ toUpper 1 }}",
                                       "{{ humanize }}",
                                       "{{ .Oops }}",
                                       "{{ eq $value 1 }}",
                                       "{{ 'ab' }}",
                                       "{{ nil }}",
                                       "{{ index $labels 1 }}",
                                       "{{ template \"x\" }}",
                                       "{{ match \"(\" \"a\" }}",
                                       "{{ else }}",
                                       "{{ 3x }}",
                                       "{{ /* a */ }}",
                                       "{{ parseDuration \"1x\" }}",
                                       "{{ humanize \"abc\" }}",
                                       "{{ first (query \"none\") }}"};
    for (const std::string& text : bad) {
        const Json rule{{"alert", "T"}, {"expr", "up"}, {"annotations", {{"a", text}}}};
        const fs::path rules = folder.write(
            "rules.yml", {{"groups", Json::array({{{"name", "g"}, {"rules", Json::array({rule})}}})}});
        auto [status, out] = run("/usr/bin/promtool check rules " + rules.string(), folder);
        if (status == 0) {
            // Some only show with data: Prometheus then writes the error into the annotation.
            const Json alert{{"exp_labels", {{"job", "x"}}}, {"exp_annotations", {{"a", "-"}}}};
            const Json test{
                {"interval", "1m"},
                {"input_series", Json::array({{{"series", "up{job=\"x\"}"}, {"values", "1"}}})},
                {"alert_rule_test",
                 Json::array(
                     {{{"eval_time", "0m"}, {"alertname", "T"}, {"exp_alerts", Json::array({alert})}}})}};
            const fs::path file =
                folder.write("test.yml", {{"rule_files", {"rules.yml"}}, {"tests", Json::array({test})}});
            std::tie(status, out) = run("/usr/bin/promtool test rules " + file.string(), folder);
            EXPECT_NE(out.find("error expanding template"), std::string::npos) << text << "\n" << out;
        }
        TemplateOptions options;
        options.query = [](const std::string&) -> Result<Json> { return Json::array(); };
        auto ours = expandTemplate(text, {{"Labels", {{"job", "x"}}}, {"Value", 1.0}},
                                   {{"labels", {{"job", "x"}}}, {"value", 1.0}}, options);
        EXPECT_FALSE(ours) << text << " gave " << *ours;
    }
}

}  // namespace
}  // namespace tributary::alerts
