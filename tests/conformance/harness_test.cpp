// SPDX-License-Identifier: GPL-3.0-or-later
// The suite itself: a source that breaks while it is tested fails tests with what it said; it must not take
// the program down.
#include <gmock/gmock.h>
#include <stdexcept>

#include "tests/conformance/harness.h"

namespace tributary::conformance {
namespace {

class BrokenConnection : public connect::Connection {
  public:
    const connect::Capabilities& capabilities() const override { return m_capabilities; }
    Result<connect::Catalog> describe(const connect::ObjectPath&, const CancelToken&) override {
        return fail(ErrorCode::Connection, "it went away");
    }
    Result<std::unique_ptr<connect::ChunkReader>> read(const sql::RemoteQuery&, const CancelToken&) override {
        return fail(ErrorCode::Connection, "it went away");
    }
    Result<std::unique_ptr<connect::ChunkReader>> native(std::string_view, const CancelToken&) override {
        return fail(ErrorCode::Connection, "it went away");
    }
    Result<std::vector<sql::Column>> describeNative(std::string_view, const CancelToken&) override {
        return fail(ErrorCode::Connection, "it went away");
    }
    bool isAlive() override { return false; }
    void interrupt() noexcept override {}

  private:
    connect::Capabilities m_capabilities;
};

class BrokenQuirks : public Quirks {
  public:
    std::unique_ptr<connect::Connector> connector() const override { return nullptr; }
};

class HarnessTest : public ConformanceTest {
  protected:
    void SetUp() override {
        m_quirks = &quirks;
        m_connection = std::make_unique<BrokenConnection>();
    }

    template <typename Work>
    static std::string told(Work work) {
        try {
            work();
        } catch (const std::runtime_error& error) {
            return error.what();
        }
        return "nothing";
    }

    BrokenQuirks quirks;
};

TEST_F(HarnessTest, tellsWhatABrokenSourceSaid) {
    using ::testing::AllOf;
    using ::testing::HasSubstr;
    EXPECT_THAT(told([&] { describeTable("cf_small"); }),
                AllOf(HasSubstr("cf_small"), HasSubstr("it went away")));
    EXPECT_THAT(told([&] { queryOf("cf_small").columns.at(0); }), HasSubstr("it went away"));
    EXPECT_THAT(told([&] { read({}); }), HasSubstr("it went away"));
    EXPECT_THAT(told([&] { native("SELECT 1"); }), AllOf(HasSubstr("SELECT 1"), HasSubstr("it went away")));
    EXPECT_THAT(told([&] { columnNamed({}, "id"); }), HasSubstr("id"));
}

}  // namespace
}  // namespace tributary::conformance
