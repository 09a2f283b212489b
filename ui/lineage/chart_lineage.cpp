// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/lineage/chart_lineage.h"

#include <QtCore/QDateTime>

#include "core/lineage/collect/chart_collector.h"
#include "ui/widgets/make.h"

namespace tributary::ui {
namespace {
constexpr int kDelayMs = 800;  // several saves in a row are one
}

ChartLineage::ChartLineage(WorkspaceContext& context, QObject* parent) : QObject(parent), m_context(context) {
    m_delay.setSingleShot(true);
    m_delay.setInterval(kDelayMs);
    connect(&m_delay, &QTimer::timeout, this, &ChartLineage::collect);
    connect(&context.events, &WorkspaceEvents::savedQueriesChanged, this, [this] { m_delay.start(); });
}

void ChartLineage::collect() {
    if (m_busy) return m_delay.start();
    m_busy = true;
    m_context.background.run(
        this,
        [&workbench = m_context.workbench](const CancelToken& token) -> Result<lineage::ChartReport> {
            auto store = lineage::LineageStore::open(workbench.workspace().path());
            if (!store) return fail(store.error());
            return lineage::collectCharts(workbench, **store, QDateTime::currentMSecsSinceEpoch(), token);
        },
        [this](const Result<lineage::ChartReport>& done) {
            m_busy = false;
            if (!done) m_context.navigator.tell(make::errorText(done.error()));
            Q_EMIT collected();
        },
        Background::Lane::OwnThread);
}

}  // namespace tributary::ui
