// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/plugin/package/package.h"

#include <fcntl.h>
#include <gtest/gtest.h>

#include <cstdlib>
#include <filesystem>

#include "core/plugin/package/owned_file.h"
#include "tests/core/plugin/package/plugin_maker.h"
#include "tests/core/plugin/package/raw_zip.h"

namespace tributary::plugin {
namespace {

using test::RawEntry;
using test::RawZip;

struct Hostile {
    const char* name;
    RawZip zip;
    const char* refusal;  ///< a part of the message
};

void PrintTo(const Hostile& hostile, std::ostream* out) {
    *out << hostile.name;
}

RawZip with(RawEntry entry) {
    RawZip out;
    out.entries = {{"manifest.json", "{}"}, std::move(entry)};
    return out;
}

RawEntry named(const std::string& name) {
    return {name, "data"};
}

/// Names and kinds of files no package may have.
void addUnsafeFiles(std::vector<Hostile>& out) {
    const auto add = [&](const char* name, RawZip zip, const char* refusal) {
        out.push_back({name, std::move(zip), refusal});
    };
    add("traversal", with(named("../../x")), "'../../x' is no safe name");
    add("traversalInside", with(named("lib/../../x")), "no safe name");
    add("absolute", with(named("/etc/passwd")), "'/etc/passwd' is no safe name");
    add("backslash", with(named("lib\\x")), "no safe name");
    add("doubleSlash", with(named("lib//x")), "no safe name");
    add("dot", with(named("./x")), "no safe name");
    add("controlCharacter", with(named("a\nb")), "no safe name");
    add("zeroByte", with(named(std::string("a\0b", 3))), "no safe name");
    add("unicode", with(named("lib/\xc3\xa9.so")), "no safe name");
    add("empty", with(named("")), "no safe name");
    add("folder", with(named("lib/")), "no safe name");
    RawEntry entry = named("link");
    entry.attributes = 0120777u << 16;
    add("symlink", with(entry), "'link' is a link");
    entry.attributes = 0020666u << 16;
    add("device", with(entry), "is no regular file");
    entry.attributes = 0104755u << 16;
    add("setuid", with(entry), "set-user");
    entry = named("x");
    entry.attributes = 0x10;
    add("dosFolder", with(entry), "is a folder");
    entry = named("x");
    entry.madeBy = 7 << 8;
    add("otherSystem", with(entry), "attributes are not known");
    add("twice", with(named("manifest.json")), "'manifest.json' is there twice");
    add("caseCollision", with(named("MANIFEST.json")), "only by upper and lower case");
    RawZip both = with(named("lib"));
    both.entries.push_back(named("Lib/x"));
    add("fileAndFolder", both, "a file and a folder at once");
}

/// Structures that hide something, or contradict themselves.
void addUnsafeStructures(std::vector<Hostile>& out) {
    const auto add = [&](const char* name, RawZip zip, const char* refusal) {
        out.push_back({name, std::move(zip), refusal});
    };
    RawEntry entry = named("lib/a");
    entry.localName = "lib/b";
    add("localNameDiffers", with(entry), "contradicts the directory");
    entry = named("lib/a");
    entry.localSize = 3;
    add("localSizeDiffers", with(entry), "contradicts the directory");
    entry = named("bomb");
    entry.method = 8;
    entry.size = 400 << 20;
    add("bomb", with(entry), "zip bomb");
    entry = named("x");
    entry.size = 9;
    add("storedSizesDiffer", with(entry), "two different sizes");
    entry = named("x");
    entry.flags = 1;
    add("encrypted", with(entry), "is encrypted");
    entry.flags = 8;
    add("streamed", with(entry), "as a stream");
    entry.flags = 0x2000;
    add("maskedHeaders", with(entry), "flags a package has no need for");
    entry = named("x");
    entry.method = 12;
    add("bzip2", with(entry), "another method");
    entry = named("x");
    entry.extra = std::string("\x01\x00\x04\x00zzzz", 8);
    add("zip64Extra", with(entry), "zip64");
    entry.extra = std::string("\x02\x00\xff\x00z", 5);
    add("damagedExtra", with(entry), "damaged extra field");
    entry = named("x");
    entry.comment = "c";
    add("entryComment", with(entry), "has a comment");
    entry = named("x");
    entry.behind = "hidden";
    RawZip hidden = with(entry);
    hidden.entries.push_back(named("y"));
    add("hiddenBetween", hidden, "hidden data in front of 'y'");
    RawZip zip = with(named("x"));
    zip.after = "x";
    add("dataAfterEnd", zip, "after its end");
    zip = with(named("x"));
    zip.before = "MZ";
    add("dataBefore", zip, "data in front");
    zip = with(named("x"));
    zip.gap = "gap";
    add("hiddenBeforeDirectory", zip, "hidden data in front of its directory");
    zip = with(named("x"));
    zip.countOffset = 1;
    add("countTooHigh", zip, "directory is damaged");
    zip.countOffset = 0xffff;
    add("countTooLow", zip, "holds more than it says");
    RawZip many;
    for (int i = 0; i < 501; i++) many.entries.push_back(named("f" + std::to_string(i)));
    add("tooMany", many, "more than 500 files");
    add("nothing", RawZip(), "no zip file");
}

std::vector<Hostile> hostileZips() {
    std::vector<Hostile> out;
    addUnsafeFiles(out);
    addUnsafeStructures(out);
    return out;
}

class HostileZip : public ::testing::TestWithParam<Hostile> {};

TEST_P(HostileZip, isRefusedByName) {
    const test::Folder folder;
    test::writeFile(folder / "bad.tplug", GetParam().zip.bytes());
    auto package = Package::open(folder / "bad.tplug");
    ASSERT_FALSE(package.has_value());
    EXPECT_NE(package.error().message.find(GetParam().refusal), std::string::npos) << package.error().message;
    EXPECT_NE(package.error().message.find("bad.tplug"), std::string::npos) << package.error().message;
}

INSTANTIATE_TEST_SUITE_P(Package, HostileZip, ::testing::ValuesIn(hostileZips()),
                         [](const auto& info) { return info.param.name; });

TEST(Package, overlappingEntriesAreRefused) {
    // The directory names one local header twice, under one name each time: every name is checked first.
    RawZip zip = with(named("x"));
    std::string bytes = zip.bytes();
    const size_t second = bytes.rfind("PK\x01\x02");
    bytes.replace(second + 42, 4, std::string(4, '\0'));
    const test::Folder folder;
    test::writeFile(folder / "bad.tplug", bytes);
    auto package = Package::open(folder / "bad.tplug");
    ASSERT_FALSE(package.has_value());
    EXPECT_NE(package.error().message.find("overlaps"), std::string::npos) << package.error().message;
}

TEST(Package, anyChangedByteIsSeenBeforeAnythingIsInstalled) {
    test::Bench bench;
    bench.trustKey();
    const std::string good = test::makePackage("victim", "1.0.0", &bench.key);
    const auto before = bench.installed();
    // The time and date of an entry (of the local header and of the central one) say nothing about its
    // content.
    size_t accepted = 0, tried = 0;
    for (size_t i = 0; i < good.size(); i += 3) {
        std::string bad = good;
        bad[i] = static_cast<char>(bad[i] ^ 0x20);
        tried++;
        auto outcome = bench.install(bad);
        if (!outcome) {
            EXPECT_EQ(bench.installed(), before) << "byte " << i << ": " << outcome.error().message;
            continue;
        }
        accepted++;
        EXPECT_TRUE(bench.store->modifiedFiles("victim", CancelToken())->empty()) << "byte " << i;
        ASSERT_TRUE(bench.store->remove("victim", true).has_value());
    }
    EXPECT_GT(tried, 300u);
    EXPECT_LT(accepted, tried / 10) << "only times, versions and modes of entries may differ";
}

TEST(Package, zipsOfOthersCanBeRead) {
    if (std::system("command -v zip >/dev/null 2>&1") != 0)
        GTEST_SKIP() << "SKIPPED LOUDLY: zip is not installed";
    const test::Folder folder;
    const std::string library = "library";
    test::writeFile(folder / "p/lib/libtest.so", library);
    auto manifest = canonicalManifest(test::manifestText("zipped", "1.0.0"),
                                      {{"lib/libtest.so", {sha256(library), library.size()}}});
    ASSERT_TRUE(manifest.has_value());
    test::writeFile(folder / "p/manifest.json", *manifest);
    const std::string line =
        "cd '" + (folder / "p").string() + "' && zip -q -D -r ../p.tplug manifest.json lib";
    ASSERT_EQ(std::system(line.c_str()), 0);
    auto package = Package::open(folder / "p.tplug");
    ASSERT_TRUE(package.has_value()) << package.error().message;
    EXPECT_TRUE(package->checkFileList().has_value());
    EXPECT_TRUE(package->checkContents(CancelToken()).has_value());
}

TEST(Package, extraAndMissingFilesAreNamed) {
    auto manifest =
        canonicalManifest(test::manifestText("listed", "1.0.0"), {{"lib/libtest.so", {sha256("x"), 1}}});
    ASSERT_TRUE(manifest.has_value());
    const test::Folder folder;
    RawZip zip;
    zip.entries = {{"manifest.json", *manifest}, {"lib/libtest.so", "x"}, {"extra", "y"}};
    test::writeFile(folder / "extra.tplug", zip.bytes());
    auto package = Package::open(folder / "extra.tplug");
    ASSERT_TRUE(package.has_value()) << package.error().message;
    EXPECT_NE(package->checkFileList().error().message.find("'extra' is in the package, but not listed"),
              std::string::npos);
    zip.entries.resize(1);
    test::writeFile(folder / "missing.tplug", zip.bytes());
    auto missing = Package::open(folder / "missing.tplug");
    ASSERT_TRUE(missing.has_value()) << missing.error().message;
    EXPECT_NE(missing->checkFileList().error().message.find("'lib/libtest.so' is listed, but not in"),
              std::string::npos);
}

TEST(Package, theSameFolderAndKeyGiveTheSameBytes) {
    const auto key = SecretKey::generate();
    EXPECT_EQ(test::makePackage("same", "1.0.0", &key), test::makePackage("same", "1.0.0", &key));
}

TEST(Package, unpackingGoesThroughNoLink) {
    const test::Folder folder;
    test::writeFile(folder / "p.tplug", test::makePackage("linked", "1.0.0", nullptr));
    auto package = Package::open(folder / "p.tplug");
    ASSERT_TRUE(package.has_value()) << package.error().message;
    std::filesystem::create_directories(folder / "to");
    std::filesystem::create_directories(folder / "elsewhere");
    std::filesystem::create_symlink(folder / "elsewhere", folder / "to/lib");
    const OwnedFile to(::open((folder / "to").c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
    EXPECT_FALSE(package->extract(to.get(), CancelToken()).has_value());
    EXPECT_TRUE(std::filesystem::is_empty(folder / "elsewhere"));
}

}  // namespace
}  // namespace tributary::plugin
