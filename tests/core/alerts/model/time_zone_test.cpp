// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/alerts/model/time_zone.h"

#include <gtest/gtest.h>

#include <cstdlib>
#include <ctime>
#include <filesystem>
#include <fstream>
#include <random>

#include "core/alerts/model/posix_zone.h"

namespace tributary::alerts {
namespace {

using std::chrono::hours;
using std::chrono::minutes;
using std::chrono::seconds;

TimePoint at(const char* text) {
    return parseTime(text).value();
}

TEST(TimeZone, changesWithTheSeasons) {
    const TimeZone berlin = TimeZone::load("Europe/Berlin").value();
    EXPECT_EQ(berlin.offsetAt(at("2025-03-30T00:59:59Z")), hours(1));
    EXPECT_EQ(berlin.offsetAt(at("2025-03-30T01:00:00Z")), hours(2));
    EXPECT_EQ(berlin.offsetAt(at("2025-10-26T00:59:59Z")), hours(2));
    EXPECT_EQ(berlin.offsetAt(at("2025-10-26T01:00:00Z")), hours(1));
    EXPECT_EQ(berlin.offsetAt(at("2080-07-01T00:00:00Z")),
              hours(2));  // beyond the table: the rule at its end
    EXPECT_EQ(berlin.toLocal(at("2025-07-01T12:00:00Z")), at("2025-07-01T14:00:00Z"));
    EXPECT_EQ(TimeZone::load("Asia/Kolkata").value().offsetAt(at("2025-01-01T00:00:00Z")), minutes(330));
    EXPECT_EQ(TimeZone::load("").value().offsetAt(at("2025-07-01T00:00:00Z")), Duration(0));
}

TEST(TimeZone, theWallClockMapsBack) {
    const TimeZone berlin = TimeZone::load("Europe/Berlin").value();
    EXPECT_EQ(berlin.fromLocal(at("2025-07-01T14:00:00Z")), at("2025-07-01T12:00:00Z"));
    EXPECT_EQ(berlin.fromLocal(at("2025-10-26T02:30:00Z")), at("2025-10-26T00:30:00Z"));  // twice: the first
    EXPECT_EQ(berlin.fromLocal(at("2025-03-30T02:30:00Z")),
              at("2025-03-30T01:30:00Z"));  // never: read as CET
    const TimeZone york = TimeZone::load("America/New_York").value();
    EXPECT_EQ(york.fromLocal(at("2025-03-09T02:30:00Z")), at("2025-03-09T07:30:00Z"));
    EXPECT_EQ(york.fromLocal(at("2025-11-02T01:30:00Z")), at("2025-11-02T05:30:00Z"));
}

TEST(TimeZone, refusesWhatIsNoZone) {
    for (const char* name : {"Europe/Atlantis", "../../etc/passwd", "/etc/localtime", "Europe", "Ber lin"}) {
        const auto zone = TimeZone::load(name);
        ASSERT_FALSE(zone) << name;
        EXPECT_EQ(zone.error().code, ErrorCode::NotFound) << name;
    }
}

TEST(TimeZone, aDamagedFileIsAnErrorAndNotACrash) {
    std::ifstream file("/usr/share/zoneinfo/Europe/Berlin", std::ios::binary);
    const std::string whole((std::istreambuf_iterator<char>(file)), std::istreambuf_iterator<char>());
    ASSERT_GT(whole.size(), 100U);
    const auto folder = std::filesystem::temp_directory_path() / ("zones-" + std::to_string(getpid()));
    std::filesystem::create_directories(folder);
    std::mt19937 random(7);
    int damaged = 0;
    for (int round = 0; round < 400; ++round) {
        std::string bytes = whole.substr(0, round % 2 ? whole.size() : random() % whole.size());
        for (int i = 0; i < 4 && !bytes.empty(); ++i)
            bytes[random() % std::min<size_t>(bytes.size(), 60)] = static_cast<char>(random());
        std::ofstream(folder / "Zone", std::ios::binary) << bytes;
        const auto zone = TimeZone::load("Zone", folder);
        if (!zone)
            ++damaged;
        else
            zone->offsetAt(at("2025-07-01T00:00:00Z"));
    }
    EXPECT_GT(damaged, 100);
    std::filesystem::remove_all(folder);
}

/// The C library reads the same files: every zone at random instants of two centuries.
TEST(TimeZone, equalsTheCLibrary) {
    const char* saved = std::getenv("TZ");
    const std::string before = saved ? saved : "";
    std::mt19937_64 random(1);
    size_t zones = 0;
    for (const char* area : {"Europe", "America", "Australia", "Africa", "Asia", "Antarctica", "Pacific"})
        for (const auto& entry :
             std::filesystem::directory_iterator(std::filesystem::path("/usr/share/zoneinfo") / area)) {
            if (!entry.is_regular_file()) continue;
            const std::string name = std::string(area) + "/" + entry.path().filename().string();
            const auto zone = TimeZone::load(name);
            ASSERT_TRUE(zone) << name;
            setenv("TZ", name.c_str(), 1);
            tzset();
            ++zones;
            for (int i = 0; i < 200; ++i) {
                const time_t when = static_cast<time_t>(random() % 6'300'000'000ULL) - 2'000'000'000;
                tm local{};
                localtime_r(&when, &local);
                ASSERT_EQ(zone->offsetAt(TimePoint(seconds(when))), seconds(local.tm_gmtoff))
                    << name << " " << when;
            }
        }
    saved ? setenv("TZ", before.c_str(), 1) : unsetenv("TZ");
    tzset();
    EXPECT_GT(zones, 300U);
}

TEST(PosixZone, readsEveryForm) {
    const auto zone = PosixZone::parse("EST5EDT4,J60/2,300/1:30");
    ASSERT_TRUE(zone);
    EXPECT_EQ(zone->offsetAt(at("2024-03-01T06:59:59Z").time_since_epoch().count() / 1000), -5 * 3600);
    EXPECT_EQ(zone->offsetAt(at("2024-03-01T07:00:00Z").time_since_epoch().count() / 1000), -4 * 3600);
    EXPECT_EQ(PosixZone::parse("<+0330>-3:30")->offsetAt(0), 12600);
    for (const char* text :
         {"", "CET", "CET-1CEST", "CET-1CEST,M13.1.0,M10.5.0", "CET-1CEST,M3.5.0", "5", "<+03-3"})
        EXPECT_FALSE(PosixZone::parse(text)) << text;
}

}  // namespace
}  // namespace tributary::alerts
