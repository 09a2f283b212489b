// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/connection/connection_form.h"

#include <QtCore/QRegularExpression>
#include <QtWidgets/QCheckBox>
#include <QtWidgets/QFormLayout>
#include <QtWidgets/QLineEdit>
#include <QtWidgets/QScrollArea>
#include <QtWidgets/QStackedWidget>
#include <QtWidgets/QTabBar>
#include <QtWidgets/QToolButton>
#include <set>

#include "ui/preferences/language.h"
#include "ui/theme/metrics.h"
#include "ui/widgets/make.h"

namespace tributary::ui {

namespace {

constexpr int kLabelWidth = 132;
constexpr int kSwatch = 14;

QFormLayout* newForm() {
    auto* form = new QFormLayout;
    form->setContentsMargins(metrics::kDialogPadding, 16, metrics::kDialogPadding, 16);
    form->setHorizontalSpacing(16);
    form->setVerticalSpacing(12);
    form->setLabelAlignment(Qt::AlignLeft | Qt::AlignVCenter);
    form->setFieldGrowthPolicy(QFormLayout::ExpandingFieldsGrow);
    return form;
}

QLabel* formLabel(const QString& text, bool required) {
    QLabel* label = make::label(required ? text + QStringLiteral(" *") : text, "muted");
    label->setFixedWidth(kLabelWidth);
    label->setWordWrap(true);
    return label;
}

QWidget* scrolled(QLayout* layout) {
    auto* area = new QScrollArea;
    area->setWidgetResizable(true);
    area->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    auto* content = make::frame("surface");
    content->setLayout(layout);
    area->setWidget(content);
    return area;
}

QIcon swatch(const QColor& color) {
    QPixmap pixmap(2 * kSwatch, 2 * kSwatch);
    pixmap.fill(Qt::transparent);
    QPainter painter(&pixmap);
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setPen(Qt::NoPen);
    painter.setBrush(color);
    painter.drawEllipse(pixmap.rect().adjusted(1, 1, -1, -1));
    return QIcon(pixmap);
}

}  // namespace

ConnectionForm::ConnectionForm(const connect::Descriptor& descriptor, const Theme& theme, QWidget* parent)
    : QWidget(parent),
      m_descriptor(descriptor),
      m_tabs(new QTabBar(this)),
      m_pages(new QStackedWidget(this)),
      m_name(new QLineEdit(this)) {
    m_tabs->setProperty("kind", "segments");
    m_tabs->setDrawBase(false);
    m_tabs->setExpanding(false);
    m_name->setPlaceholderText(tr("a short word: it stands in SQL"));
    m_name->setAccessibleName(tr("Name"));
    connect(m_name, &QLineEdit::textEdited, this, [this] {
        m_nameTyped = true;
        Q_EMIT edited();
    });
    auto* column = make::column(0);
    setLayout(column);
    auto* tabRow = make::row();
    tabRow->setContentsMargins(metrics::kDialogPadding - 10, 4, metrics::kDialogPadding, 0);
    tabRow->addWidget(m_tabs);
    tabRow->addStretch(1);
    column->addLayout(tabRow);
    column->addWidget(make::horizontalLine(this));
    column->addWidget(m_pages, 1);

    addGroup(tr("General"), {}, theme);
    std::set<std::string> done{std::string()};
    for (const connect::Field& field : descriptor.fields) {
        if (done.insert(field.group).second)
            addGroup(Language::descriptorText(field.group), field.group, theme);
    }
    m_tabs->addTab(tr("Look"));
    m_pages->addWidget(buildLookPage(theme));
    connect(m_tabs, &QTabBar::currentChanged, m_pages, &QStackedWidget::setCurrentIndex);
}

void ConnectionForm::addGroup(const QString& title, const std::string& group, const Theme& theme) {
    QFormLayout* form = newForm();
    if (group.empty()) form->addRow(formLabel(tr("Name"), true), m_name);
    for (const connect::Field& field : m_descriptor.fields) {
        if (field.group != group) continue;
        auto* editor = new FieldEditor(field, theme);
        connect(editor, &FieldEditor::edited, this, &ConnectionForm::edited);
        m_fields.push_back(editor);
        const bool labelled = field.kind != connect::FieldKind::Boolean;
        form->addRow(formLabel(labelled ? Language::descriptorText(field.label) : QString(),
                               field.required && labelled),
                     editor);
    }
    if (group.empty()) {
        m_readOnly = new QCheckBox(tr("Read only"), this);
        m_readOnly->setToolTip(tr("Refuse every change, on the server where it can"));
        connect(m_readOnly, &QCheckBox::toggled, this, &ConnectionForm::edited);
        form->addRow(formLabel({}, false), m_readOnly);
    }
    m_tabs->addTab(title);
    m_pages->addWidget(scrolled(form));
}

QWidget* ConnectionForm::buildLookPage(const Theme& theme) {
    QFormLayout* form = newForm();
    form->addRow(formLabel(tr("Colour"), false), colorRow(theme));
    m_group = new QLineEdit(this);
    m_group->setPlaceholderText(tr("none"));
    m_group->setAccessibleName(tr("Group"));
    form->addRow(formLabel(tr("Group"), false), m_group);
    return scrolled(form);
}

QWidget* ConnectionForm::colorRow(const Theme& theme) {
    auto* box = new QWidget(this);
    auto* row = make::row(4);
    box->setLayout(row);
    const auto add = [&](const QString& color, const QColor& shown, const QString& name) {
        auto* button = make::iconButton(swatch(shown), name, box);
        button->setCheckable(true);
        connect(button, &QToolButton::clicked, this, [this, color] {
            setColor(color);
            Q_EMIT edited();
        });
        row->addWidget(button);
        m_colors.emplace_back(color, button);
    };
    const QColor own =
        theme.sourceColor(make::text(m_descriptor.colorLight), make::text(m_descriptor.colorDark));
    add({}, own, tr("The type's own colour"));
    for (int i = 0; i < kSeriesCount; ++i) {
        // Kept in the light shade; the theme makes it visible on dark ground.
        add(seriesColor(i, Scheme::Light).name(), theme.series(i), tr("Colour %1").arg(i + 1));
    }
    row->addStretch(1);
    setColor({});
    return box;
}

void ConnectionForm::setColor(const QString& color) {
    m_color = color;
    for (const auto& [value, button] : m_colors)
        static_cast<QToolButton*>(button)->setChecked(value == color);
}

void ConnectionForm::load(const store::ConnectionRecord& record) {
    m_name->setText(make::text(record.name));
    m_nameTyped = !record.name.empty();
    const std::set<std::string> stored(record.secretKeys.begin(), record.secretKeys.end());
    for (FieldEditor* editor : m_fields) {
        const std::string& key = editor->field().key;
        if (editor->isSecret()) {
            editor->setStored(stored.count(key) > 0);
        } else if (const auto found = record.settings.find(key); found != record.settings.end()) {
            editor->setValue(found->second);
        }
    }
    m_readOnly->setChecked(record.readOnly);
    m_group->setText(make::text(record.group));
    setColor(make::text(record.color));
}

store::ConnectionRecord ConnectionForm::record(store::ConnectionRecord base) const {
    base.name = m_name->text().trimmed().toStdString();
    base.type = m_descriptor.id;
    base.settings.clear();
    for (const FieldEditor* editor : m_fields) {
        const std::string value = editor->value();
        if (editor->isSecret() || value.empty()) continue;
        // What equals the default is left out, so that a better default of a later version reaches old
        // connections.
        if (value != editor->field().defaultValue || editor->field().required)
            base.settings[editor->field().key] = value;
    }
    base.readOnly = m_readOnly->isChecked();
    base.group = m_group->text().trimmed().toStdString();
    base.color = m_color.toStdString();
    return base;
}

std::map<std::string, std::string> ConnectionForm::secrets() const {
    std::map<std::string, std::string> secrets;
    for (const FieldEditor* editor : m_fields) {
        if (!editor->isSecret()) continue;
        if (std::string value = editor->value(); !value.empty())
            secrets[editor->field().key] = std::move(value);
    }
    return secrets;
}

QString ConnectionForm::check() const {
    QString complaint;
    for (FieldEditor* editor : m_fields) {
        const bool missing = editor->field().required && !editor->isSecret() && editor->value().empty();
        editor->setInvalid(missing);
        if (missing && complaint.isEmpty()) {
            complaint = tr("“%1” is needed.").arg(Language::descriptorText(editor->field().label));
        }
    }
    if (m_name->text().trimmed().isEmpty())
        complaint = tr("Give the connection a name: it stands in SQL as name.schema.table.");
    return complaint;
}

}  // namespace tributary::ui
