// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/lineage/lineage_inspector.h"

#include <QtCore/QDateTime>
#include <QtCore/QLocale>
#include <set>

#include "core/lineage/schema.h"
#include "ui/session/sql_names.h"
#include "ui/theme/metrics.h"
#include "ui/widgets/make.h"

namespace tributary::ui {
namespace {

using namespace lineage;

constexpr int kWidth = 320;
constexpr int kMostExpressions = 6;
constexpr int kValues = 6;

QString when(int64_t ms) {
    return QLocale().toString(QDateTime::fromMSecsSinceEpoch(ms), QLocale::ShortFormat);
}

/// Distinct values of a column, newest DuckDB order; read through the federation.
Result<QString> sampleValues(engine::Workbench& workbench, const std::string& sql, const CancelToken& token) {
    auto session = workbench.federation().openSession();
    if (!session) return fail(session.error());
    engine::RunOptions options;
    options.timeout = std::chrono::seconds(10);
    auto run = (*session)->run(sql, options, token);
    if (!run) return fail(run.error());
    duckdb::DataChunk chunk;
    duckdb::vector<duckdb::LogicalType> types;
    for (const auto& column : (*run)->columns()) types.push_back(column.type);
    chunk.Initialize(duckdb::Allocator::DefaultAllocator(), types);
    QStringList values;
    for (;;) {
        chunk.Reset();
        auto more = (*run)->next(chunk);
        if (!more) return fail(more.error());
        if (!*more) break;
        for (size_t r = 0; r < chunk.size(); r++) {
            const auto value = chunk.GetValue(0, r);
            values << (value.IsNull() ? QStringLiteral("NULL")
                                      : QString::fromStdString(value.ToString()).left(60));
        }
    }
    return values.join(QStringLiteral("\n"));
}

}  // namespace

QString impactText(const ImpactSummary& summary, Change change) {
    std::map<DatasetKind, int> broken;
    int jobs = 0, stale = 0, check = 0, retyped = 0;
    for (const auto& one : summary.impacts) {
        if (one.job) {
            jobs++;
        } else if (one.effect == Effect::Breaks) {
            broken[summary.graph.datasets[one.dataset].kind]++;
        } else if (one.effect == Effect::Stale) {
            stale++;
        } else if (one.effect == Effect::Retyped) {
            retyped++;
        } else {
            check++;
        }
    }
    QStringList parts;
    const int views = broken[DatasetKind::View] + broken[DatasetKind::MaterializedView];
    if (views) parts << LineageInspector::tr("views: %1").arg(views);
    const int charts = broken[DatasetKind::Chart] + broken[DatasetKind::Dashboard];
    if (charts) parts << LineageInspector::tr("charts: %1").arg(charts);
    if (const int rules = broken[DatasetKind::AlertRule]) {
        parts << LineageInspector::tr("alert rules: %1").arg(rules);
    }
    if (jobs) parts << LineageInspector::tr("jobs: %1").arg(jobs);
    QStringList sentences;
    if (!parts.isEmpty()) {
        const QString list = parts.join(QStringLiteral(", "));
        sentences << (change == Change::Drop     ? LineageInspector::tr("Dropping it breaks %1.").arg(list)
                      : change == Change::Rename ? LineageInspector::tr("Renaming it breaks %1.").arg(list)
                                                 : LineageInspector::tr("Retyping it breaks %1.").arg(list));
    }
    if (stale) sentences << LineageInspector::tr("No longer filled: %1.").arg(stale);
    if (retyped) sentences << LineageInspector::tr("Columns that take the new type: %1.").arg(retyped);
    if (check) sentences << LineageInspector::tr("Places to check: %1.").arg(check);
    if (sentences.isEmpty()) return LineageInspector::tr("Nothing that lineage knows of depends on it.");
    return sentences.join(QLatin1Char(' '));
}

LineageInspector::LineageInspector(WorkspaceContext& context, QWidget* parent)
    : QFrame(parent), m_context(context), m_layout(make::column(0)) {
    setProperty("kind", "float");
    setFixedWidth(kWidth);
    setLayout(m_layout);
    setAccessibleName(tr("About the selection"));
    hide();
}

void LineageInspector::clear() {
    m_generation++;
    m_impact = nullptr;
    delete m_body;
    m_body = new QWidget(this);
    auto* layout = make::column(6);
    layout->setContentsMargins(14, 12, 14, 12);
    m_body->setLayout(layout);
    m_layout->addWidget(m_body);
}

QLabel* LineageInspector::addText(const QString& text, const char* kind) {
    auto* label = make::label(text, kind, m_body);
    label->setTextFormat(Qt::PlainText);
    label->setWordWrap(true);
    label->setTextInteractionFlags(Qt::TextSelectableByMouse);
    m_body->layout()->addWidget(label);
    return label;
}

void LineageInspector::show(const Graph& graph, std::optional<uint32_t> column,
                            std::optional<uint32_t> dataset) {
    if (!column && !dataset) return hide();
    clear();
    const uint32_t of = column ? graph.columns[*column].dataset : *dataset;
    const auto& set = graph.datasets[of];
    const QString name = make::text(displayName(set.name));
    addText(column ? make::text(graph.columns[*column].name) : name, "title");
    QStringList facts;
    if (column) {
        facts << name;
        if (!graph.columns[*column].type.empty()) facts << make::text(graph.columns[*column].type);
    } else {
        facts << tr("columns: %1").arg(set.columns.size());
        facts << (set.lastWrittenMs ? tr("last written %1").arg(when(*set.lastWrittenMs))
                                    : tr("last written: unknown"));
    }
    addText(facts.join(QStringLiteral(" · ")), "small");
    const uint32_t about = column.value_or(set.whole);
    for (const auto& tag : propagatedTags(graph, {})) {
        if (tag.column == about || (tag.kind == kNoteTag && tag.column == set.whole))
            addText(QStringLiteral("%1: %2").arg(make::text(tag.kind), make::text(tag.value)), "warning");
    }
    if (column) addExpressions(graph, *column);
    std::vector<uint32_t> into;
    for (uint32_t e = 0; e < graph.edges.size(); e++) {
        const auto& edge = graph.edges[e];
        if (edge.target == about || (!column && graph.columns[edge.target].dataset == of)) into.push_back(e);
    }
    addJob(graph, into);
    if (column) addValues(graph, *column);
    addButtons(graph, about);
    settle();
}

void LineageInspector::addExpressions(const Graph& graph, uint32_t column) {
    QStringList lines;
    std::set<std::string> told;
    const auto [begin, end] = graph.incoming(column);
    for (const auto* e = begin; e != end && lines.size() < kMostExpressions; e++) {
        const auto& edge = graph.edges[*e];
        QString line = QStringLiteral("← %1").arg(make::text(graph.columnLabel(edge.source)));
        if (!edge.expression.empty() && told.insert(edge.expression).second) {
            line += QStringLiteral("\n   ") + make::text(edge.expression);
        }
        lines << line + (edge.confidence == Confidence::Low ? tr("  (uncertain)") : QString());
    }
    if (lines.isEmpty()) return;
    auto* label = addText(lines.join(QLatin1Char('\n')), "small");
    label->setFont(m_context.theme.monospace(metrics::kTextSmall));
}

void LineageInspector::addJob(const Graph& graph, const std::vector<uint32_t>& edges) {
    if (edges.empty()) return;
    uint32_t newest = edges.front();
    for (const uint32_t e : edges) {
        if (graph.edges[e].lastSeenMs > graph.edges[newest].lastSeenMs) newest = e;
    }
    const auto& edge = graph.edges[newest];
    const auto& job = graph.jobs[edge.job];
    addText(tr("By %1 “%2”, seen %3").arg(make::text(job.kind), make::text(job.name), when(edge.lastSeenMs)),
            "small");
    if (!job.statement.empty()) {
        auto* open = make::button(tr("Show the statement"), "link", m_body);
        const QString sql = make::text(job.statement), title = make::text(job.name);
        connect(open, &QPushButton::clicked, this, [this, sql, title] {
            NewQuery query;
            query.title = title.left(40);
            query.sql = tr("-- literals are masked as ?") + QLatin1Char('\n') + sql;
            m_context.navigator.openQuery(query);
        });
        static_cast<QVBoxLayout*>(m_body->layout())->addWidget(open, 0, Qt::AlignLeft);
    }
    if (job.runs > 0) addRuns(job.id);
}

void LineageInspector::addRuns(int64_t jobId) {
    auto* label = addText(tr("Runs: …"), "small");
    const QPointer<QLabel> into = label;
    m_context.background.run(
        this,
        [path = m_context.workbench.workspace().path(), jobId](const CancelToken&) {
            return loadRuns(path, jobId);
        },
        [this, into](const Result<std::vector<JobRun>>& runs) {
            if (!into) return;
            QStringList lines;
            if (runs) {
                for (const auto& run : *runs) {
                    QString line = when(run.startedAtMs);
                    if (run.rows) line += tr(" · %1 rows").arg(QLocale().toString(qlonglong(*run.rows)));
                    if (run.durationMs)
                        line += tr(" · %1 ms").arg(QLocale().toString(qlonglong(*run.durationMs)));
                    lines << line;
                }
            }
            into->setText(runs ? tr("Runs:") + QLatin1Char('\n') + lines.join(QLatin1Char('\n'))
                               : make::errorText(runs.error()));
            settle();
        });
}

void LineageInspector::addValues(const Graph& graph, uint32_t column) {
    const auto& c = graph.columns[column];
    const auto& dataset = graph.datasets[c.dataset];
    const bool readable = dataset.kind == DatasetKind::Table || dataset.kind == DatasetKind::View ||
                          dataset.kind == DatasetKind::MaterializedView || dataset.kind == DatasetKind::File;
    if (!readable || !m_context.connections.find(dataset.name.space)) return;
    std::vector<std::string> path = splitName(dataset.name.name);
    path.insert(path.begin(), dataset.name.space);
    QStringList quoted;
    for (const auto& part : path)
        quoted << QStringLiteral("\"%1\"").arg(make::text(part).replace('"', "\"\""));
    const QString name = QStringLiteral("\"%1\"").arg(make::text(c.name).replace('"', "\"\""));
    const QString sql = QStringLiteral("SELECT %1 FROM (SELECT %1 FROM %2 LIMIT 1000) GROUP BY 1 LIMIT %3")
                            .arg(name, quoted.join('.'))
                            .arg(kValues);
    auto* ask = make::button(tr("Show some values"), "link", m_body);
    auto* label = addText({}, "small");
    label->setFont(m_context.theme.monospace(metrics::kTextSmall));
    label->hide();
    connect(ask, &QPushButton::clicked, this, [this, ask, label, sql] {
        ask->setEnabled(false);
        label->setText(tr("Reading…"));
        label->show();
        settle();
        loadValues(sql, label);
    });
    static_cast<QVBoxLayout*>(m_body->layout())
        ->insertWidget(m_body->layout()->indexOf(label), ask, 0, Qt::AlignLeft);
}

void LineageInspector::loadValues(const QString& sql, QLabel* into) {
    const QPointer<QLabel> label = into;
    m_context.background.run(
        this,
        [&workbench = m_context.workbench, text = sql.toStdString()](const CancelToken& token) {
            return sampleValues(workbench, text, token);
        },
        [this, label](const Result<QString>& values) {
            if (!label) return;
            label->setText(!values             ? make::errorText(values.error())
                           : values->isEmpty() ? tr("The table has no rows.")
                                               : *values);
            settle();
        },
        Background::Lane::OwnThread);
}

void LineageInspector::addButtons(const Graph& graph, uint32_t column) {
    m_impact = addText({}, "dangerSmall");
    m_impact->hide();
    auto* row = make::row(8);
    auto* focus = make::button(tr("Centre on it"), "ghost", m_body);
    const QString name = make::text(graph.columnLabel(column));
    connect(focus, &QPushButton::clicked, this, [this, name] { Q_EMIT focusAsked(name); });
    auto* drop = make::button(tr("Impact of dropping"), "danger", m_body);
    connect(drop, &QPushButton::clicked, this, [this] { Q_EMIT impactAsked(Change::Drop); });
    row->addWidget(focus);
    row->addWidget(drop);
    row->addStretch(1);
    static_cast<QVBoxLayout*>(m_body->layout())->addLayout(row);
}

void LineageInspector::showImpact(const ImpactSummary& summary, Change change) {
    if (!m_impact) return;
    m_impact->setText(impactText(summary, change));
    m_impact->show();
    settle();
}

void LineageInspector::settle() {
    m_body->show();  // a hidden child counts as nothing
    m_body->layout()->activate();
    m_layout->activate();
    resize(kWidth,
           m_layout->heightForWidth(kWidth) > 0 ? m_layout->heightForWidth(kWidth) : sizeHint().height());
    QFrame::show();
    raise();
    Q_EMIT resized();
}

}  // namespace tributary::ui
