// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/plugin/confine/dns_answer.h"

#include <gtest/gtest.h>

namespace tributary::plugin {
namespace {

using std::string_literals::operator""s;

std::string query(const std::string& name, char type) {
    return "\x12\x34\x01\x00\x00\x01\x00\x00\x00\x00\x00\x00"s + name + "\0\0"s + type + "\0\1"s;
}

TEST(DnsAnswer, ReadsAQuestion) {
    const auto question = dnsQuestion(query("\2Db\4test", 1));
    ASSERT_TRUE(question);
    EXPECT_EQ(question->name, "db.test");
    EXPECT_EQ(question->type, kDnsA);
}

TEST(DnsAnswer, RefusesWhatIsDamaged) {
    const std::string good = query("\2db\4test", 1);
    for (size_t length = 0; length < good.size(); ++length) EXPECT_FALSE(dnsQuestion(good.substr(0, length)));
    EXPECT_FALSE(dnsQuestion(query("\xc0\x0c", 1))) << "a pointer to itself";
    EXPECT_FALSE(dnsQuestion(query("\77db", 1))) << "a label longer than the message";
    EXPECT_FALSE(dnsQuestion(query("", 1)));
}

TEST(DnsAnswer, GivesTheAddressesOfTheAskedFamily) {
    const std::vector<IpAddress> both = {parseIp("10.0.0.1").value(), parseIp("2001:db8::1").value()};
    const std::string asked = query("\2db\4test", 1);
    const std::string answer = dnsAnswer(asked, both);
    EXPECT_EQ(answer.substr(0, 2), asked.substr(0, 2));
    EXPECT_EQ(answer.substr(2, 6), "\x81\x80\0\1\0\1"s);
    EXPECT_EQ(answer.substr(answer.size() - 6), "\0\4\x0a\0\0\1"s);
    EXPECT_EQ(dnsAnswer(query("\2db\4test", 28), both).substr(6, 2), "\0\1"s);
    EXPECT_EQ(dnsAnswer(query("\2db\4test", 16), both).substr(6, 2), "\0\0"s) << "TXT has nothing";
}

TEST(DnsAnswer, SaysThatANameDoesNotExist) {
    const std::string asked = query("\2db\4test", 1);
    EXPECT_EQ(dnsRefusal(asked, false).substr(2, 2), "\x81\x83"s);
    EXPECT_EQ(dnsRefusal(asked, true).substr(2, 2), "\x81\x82"s);
}

}  // namespace
}  // namespace tributary::plugin
