// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <functional>
#include <memory>
#include <string>

#include "core/base/error.h"
#include "core/engine/run_observer.h"

namespace tributary::lineage {

/// Records what the statements of a federation did in the workspace's lineage: federated ones from the plan
/// that ran, native ones from their text. A thread of its own does the work; `finished` only queues.
/// Statements of connections that collection is switched off for leave nothing. What cannot be recorded is
/// dropped: `lastError` says why, and `failed` is told. Destroying it writes what is queued.
class RunRecorder : public engine::RunObserver {
  public:
    /// Told in the recorder's own thread, until the recorder is destroyed; the same error once until a write
    /// succeeds again.
    using Failed = std::function<void(const Error&)>;

    /// `workspacePath`: a workspace that is open elsewhere.
    static std::shared_ptr<RunRecorder> create(const std::string& workspacePath, Failed failed = {});
    ~RunRecorder() override;

    void finished(engine::FinishedRun run) override;
    /// Waits until all that is queued is written.
    void flush();
    std::string lastError() const;

  private:
    struct Impl;
    explicit RunRecorder(std::unique_ptr<Impl> impl);
    std::unique_ptr<Impl> m_impl;
};

}  // namespace tributary::lineage
