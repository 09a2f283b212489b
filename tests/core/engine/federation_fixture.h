// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <memory>
#include <string>
#include <vector>

#include "core/engine/federation.h"
#include "tests/core/engine/standin_source.h"

namespace tributary::engine::testing {

using Rows = std::vector<std::vector<std::string>>;

/// Everything `run` still has to give, as text.
inline Result<Rows> drain(QueryRun& run) {
    Rows out;
    duckdb::DataChunk chunk;
    duckdb::vector<duckdb::LogicalType> types;
    for (const auto& column : run.columns()) types.push_back(column.type);
    if (!types.empty()) chunk.Initialize(duckdb::Allocator::DefaultAllocator(), types);
    for (;;) {
        chunk.Reset();
        auto more = run.next(chunk);
        if (!more) return fail(more.error());
        if (!*more) return out;
        for (size_t r = 0; r < chunk.size(); r++) {
            std::vector<std::string> row;
            for (size_t c = 0; c < chunk.ColumnCount(); c++) row.push_back(chunk.GetValue(c, r).ToString());
            out.push_back(std::move(row));
        }
    }
}

/// A federation with the stand-in server attached as `far`, and one session.
class FederationFixture : public ::testing::Test {
  protected:
    void start(FederationOptions options = {}) {
        server = std::make_shared<StandinServer>();
        registry.add(makeStandinConnector(server));
        auto made = Federation::create(registry, std::move(options));
        ASSERT_TRUE(made) << made.error().text();
        federation = std::move(*made);
        auto attached = federation->attach("far", "standin", {});
        ASSERT_TRUE(attached) << attached.error().text();
        auto opened = federation->openSession();
        ASSERT_TRUE(opened) << opened.error().text();
        session = std::move(*opened);
    }

    Result<Rows> rows(const std::string& sql, const RunOptions& options = {}, const CancelToken& token = {}) {
        auto run = session->run(sql, options, token);
        if (!run) return fail(run.error());
        return drain(**run);
    }

    /// The first chunk of a statement that is then left where it is.
    static Result<bool> readOneChunk(QueryRun& run) {
        duckdb::DataChunk chunk;
        duckdb::vector<duckdb::LogicalType> types;
        for (const auto& column : run.columns()) types.push_back(column.type);
        chunk.Initialize(duckdb::Allocator::DefaultAllocator(), types);
        return run.next(chunk);
    }

    size_t openReaders() const {
        std::lock_guard lock(server->mutex);
        return server->openReaders;
    }

    std::shared_ptr<StandinServer> server;
    connect::ConnectorRegistry registry;
    std::unique_ptr<Federation> federation;
    std::unique_ptr<Session> session;
};

}  // namespace tributary::engine::testing
