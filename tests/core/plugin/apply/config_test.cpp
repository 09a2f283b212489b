// SPDX-License-Identifier: GPL-3.0-or-later
#include <gtest/gtest.h>

#include "core/plugin/apply/step_config.h"

namespace tributary::plugin {
namespace {

StepPart part() {
    StepPart out;
    const auto add = [&](std::string key, FieldKind kind, std::string value = {}, bool required = false) {
        ManifestField field;
        field.key = std::move(key);
        field.kind = kind;
        field.defaultValue = std::move(value);
        field.required = required;
        out.fields.push_back(std::move(field));
    };
    add("value", FieldKind::Column, "", true);
    add("by", FieldKind::Columns);
    add("window", FieldKind::Integer, "10");
    add("strict", FieldKind::Boolean, "false");
    add("mode", FieldKind::Choice, "mask");
    out.fields.back().choices = {{"mask", {}}, {"hash", {}}};
    add("note", FieldKind::Text);
    return out;
}

const std::vector<std::string> kColumns{"amount", "city", "a,b", "say \"hi\""};

TEST(Config, becomesTypedJsonWithDefaults) {
    auto json = configJson(part(), {{"value", "amount"}, {"by", "city"}, {"strict", "true"}}, kColumns);
    ASSERT_TRUE(json) << json.error().text();
    EXPECT_EQ(*json, R"({"by":["city"],"mode":"mask","strict":true,"value":"amount","window":10})");
}

TEST(Config, namesWhatIsWrong) {
    const auto error = [](const StepConfig& config) {
        auto json = configJson(part(), config, kColumns);
        return json ? "accepted: " + *json : json.error().text();
    };
    EXPECT_NE(error({}).find("value: a value is needed"), std::string::npos) << error({});
    EXPECT_NE(error({{"value", "price"}}).find("no column 'price'"), std::string::npos);
    EXPECT_NE(error({{"value", "price"}}).find("amount, city"), std::string::npos);
    EXPECT_NE(error({{"value", "amount"}, {"window", "ten"}}).find("'ten' is not a whole number"),
              std::string::npos);
    EXPECT_NE(error({{"value", "amount"}, {"strict", "maybe"}}).find("neither true nor false"),
              std::string::npos);
    EXPECT_NE(error({{"value", "amount"}, {"mode", "blur"}}).find("It takes: mask, hash"), std::string::npos);
    EXPECT_NE(error({{"value", "amount"}, {"windw", "1"}}).find("no setting 'windw'"), std::string::npos);
}

TEST(Config, columnListsKeepEveryName) {
    EXPECT_EQ(columnNames(columnNamesText(kColumns)), kColumns);
    EXPECT_EQ(columnNames(" a , b,,c "), (std::vector<std::string>{"a", "b", "c"}));
    EXPECT_TRUE(columnNames("").empty());
    auto json = configJson(part(), {{"value", "amount"}, {"by", columnNamesText(kColumns)}}, kColumns);
    ASSERT_TRUE(json);
    EXPECT_NE(json->find(R"(["amount","city","a,b","say \"hi\""])"), std::string::npos) << *json;
}

}  // namespace
}  // namespace tributary::plugin
