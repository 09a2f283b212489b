// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QtCore/QFile>
#include <QtCore/QTemporaryDir>
#include <memory>

#include "core/engine/workbench.h"
#include "tests/ui/fake/fake_federation.h"

namespace tributary::testing {

/// A workbench over a real workspace file in a temporary folder and a fake federation.
class FakeWorkbench : public engine::Workbench {
  public:
    enum class File { New, Damaged };
    explicit FakeWorkbench(File kind = File::New) {
        const QString path = m_folder.filePath(QStringLiteral("test.tributary"));
        if (kind == File::Damaged) {
            QFile file(path);
            if (file.open(QIODevice::WriteOnly)) file.write(QByteArray(4096, 'x'));
        }
        auto opened = store::Workspace::open(path.toStdString());
        if (opened) m_workspace = std::move(*opened);
    }

    store::Workspace& workspace() override { return *m_workspace; }
    store::SecretStore& secrets() override { return *m_secrets; }
    FakeFederation& federation() override { return m_federation; }
    const connect::ConnectorRegistry& registry() const override { return m_registry; }

    Result<void> saveConnection(store::ConnectionRecord record,
                                const std::map<std::string, std::string>&) override {
        auto saved = m_workspace->saveConnection(record);
        if (!saved) return fail(saved.error());
        return {};
    }
    Result<void> removeConnection(const std::string& name) override {
        return m_workspace->removeConnection(name);
    }
    Result<connect::Capabilities> testSettings(const store::ConnectionRecord&,
                                               const std::map<std::string, std::string>&,
                                               const CancelToken&) override {
        return connect::Capabilities{};
    }
    Result<bool> reload() override { return false; }

  private:
    QTemporaryDir m_folder;
    std::unique_ptr<store::Workspace> m_workspace;
    std::unique_ptr<store::SecretStore> m_secrets = store::makeMemorySecretStore();
    FakeFederation m_federation;
    connect::ConnectorRegistry m_registry;
};

}  // namespace tributary::testing
