// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/engine/plan_observer.h"

#include <chrono>
#include <duckdb.hpp>
#include <duckdb/optimizer/optimizer_extension.hpp>

#include "core/engine/query_trace.h"

namespace tributary::engine {
namespace {

struct ObserverInfo : duckdb::OptimizerExtensionInfo {
    std::shared_ptr<PlanObserver> observer;
};

void showPlan(duckdb::OptimizerExtensionInput& input, duckdb::unique_ptr<duckdb::LogicalOperator>& plan) {
    auto& info = static_cast<ObserverInfo&>(*input.info);
    const auto start = std::chrono::steady_clock::now();
    std::unique_ptr<PlanFinding> finding;
    try {
        finding = info.observer->observe(*plan, input.context);
    } catch (const std::exception& e) {
        finding = std::make_unique<PlanFinding>();
        finding->error = duckdb::ErrorData(e).Message();
    }
    if (!finding) return;
    finding->costMs =
        std::chrono::duration<double, std::milli>(std::chrono::steady_clock::now() - start).count();
    QueryTrace::of(input.context)->setFinding(std::move(finding));
}

}  // namespace

duckdb::OptimizerExtension observerHook(std::shared_ptr<PlanObserver> observer) {
    auto info = duckdb::make_shared_ptr<ObserverInfo>();
    info->observer = std::move(observer);
    duckdb::OptimizerExtension extension;
    extension.pre_optimize_function = showPlan;
    extension.optimizer_info = std::move(info);
    return extension;
}

}  // namespace tributary::engine
