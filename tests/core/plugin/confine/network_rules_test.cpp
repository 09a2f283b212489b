// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/plugin/confine/network_rules.h"

#include <gtest/gtest.h>

#include <chrono>
#include <string>

namespace tributary::plugin {
namespace {

Endpoint at(const std::string& ip, uint16_t port) {
    return {parseIp(ip).value(), port};
}

TEST(NetworkRules, AddressesAndPorts) {
    const NetworkRules rules({"10.0.0.1:5432", "[2001:db8::1]:443", "127.0.0.1:*"});
    EXPECT_TRUE(rules.allows(at("10.0.0.1", 5432)));
    EXPECT_TRUE(rules.allows(at("::ffff:10.0.0.1", 5432))) << "version 4 in version 6 is the same host";
    EXPECT_FALSE(rules.allows(at("10.0.0.1", 5433)));
    EXPECT_FALSE(rules.allows(at("10.0.0.2", 5432)));
    EXPECT_TRUE(rules.allows(at("2001:db8::1", 443)));
    EXPECT_TRUE(rules.allows(at("127.0.0.1", 1)));
    EXPECT_FALSE(rules.allows(at("0.0.0.0", 1))) << "another way to say this computer";
}

TEST(NetworkRules, NamesAreWorthTheirAddressesOnceLookedUp) {
    const auto now = std::chrono::steady_clock::now();
    NetworkRules rules({"DB.Example.com:5432"});
    EXPECT_FALSE(rules.allows(at("10.0.0.1", 5432)));
    EXPECT_EQ(rules.unresolved(at("10.0.0.1", 5432), now), std::vector<std::string>{"db.example.com"});
    EXPECT_TRUE(rules.unresolved(at("10.0.0.1", 80), now).empty()) << "no name could make this port allowed";
    rules.learn("db.example.com", {parseIp("10.0.0.1").value()}, now);
    EXPECT_TRUE(rules.unresolved(at("10.0.0.1", 5432), now).empty());
    EXPECT_TRUE(rules.allows(at("10.0.0.1", 5432)));
    EXPECT_FALSE(rules.allows(at("10.0.0.1", 80)));
}

TEST(NetworkRules, AStarStandsForNamesBelow) {
    NetworkRules rules({"*.example.com:443"});
    EXPECT_TRUE(rules.allowsName("a.example.com"));
    EXPECT_TRUE(rules.allowsName("A.B.Example.COM."));
    EXPECT_FALSE(rules.allowsName("example.com"));
    EXPECT_FALSE(rules.allowsName("evilexample.com"));
    EXPECT_FALSE(rules.allowsName("example.com.evil.org"));
    rules.learn("a.example.com", {parseIp("10.0.0.9").value()}, std::chrono::steady_clock::now());
    EXPECT_TRUE(rules.allows(at("10.0.0.9", 443)));
}

TEST(NetworkRules, WhatMakesNoSenseAllowsNothing) {
    for (const char* text :
         {"", ":443", "host", "host:", "host:0", "host:65536", "host:http", "from_connection"}) {
        EXPECT_TRUE(NetworkRules({text}).empty()) << text;
    }
}

TEST(NetworkRules, NamesOfThePluginsChoiceDoNotAddUp) {
    NetworkRules rules({"*.foo.test:443", "db.test:5432"});
    const auto now = std::chrono::steady_clock::now();
    rules.learn("db.test", {*parseIp("10.0.0.1")}, now);
    rules.learn("first.foo.test", {*parseIp("10.0.0.2")}, now);
    for (size_t i = 0; i < NetworkRules::kMostNames; ++i)
        rules.learn(std::to_string(i) + ".foo.test", {}, now);
    EXPECT_FALSE(rules.known("first.foo.test", now)) << "kept for good";
    EXPECT_FALSE(rules.allows({*parseIp("10.0.0.2"), 443}));
    EXPECT_TRUE(rules.known("9.foo.test", now)) << "one that failed is not asked again at once";
    EXPECT_TRUE(rules.known("db.test", now));
    EXPECT_TRUE(rules.allows({*parseIp("10.0.0.1"), 5432})) << "what was granted by name stays";
    for (int i = 0; i < 100'000; ++i) {
        IpAddress one = *parseIp("10.0.0.3");
        one[13] = static_cast<uint8_t>(i >> 16);
        one[14] = static_cast<uint8_t>(i >> 8);
        one[15] = static_cast<uint8_t>(i);
        rules.learn("turns.foo.test", {one}, now);
    }
    EXPECT_FALSE(rules.allows({*parseIp("10.0.0.3"), 443}));
}

}  // namespace
}  // namespace tributary::plugin
