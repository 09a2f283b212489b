// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/preferences/preferences_dialog.h"

#include <QtWidgets/QButtonGroup>
#include <QtWidgets/QComboBox>
#include <QtWidgets/QLabel>
#include <QtWidgets/QRadioButton>
#include <QtWidgets/QSpinBox>

#include "ui/theme/metrics.h"
#include "ui/widgets/make.h"

namespace tributary::ui {

namespace {

constexpr int kWidth = 560;
constexpr int kFieldWidth = 240;
constexpr int kLongestTimeoutSeconds = 24 * 3600;

QWidget* withHelp(QWidget* field, const QString& help) {
    auto* box = new QWidget;
    auto* layout = make::column(4);
    box->setLayout(layout);
    field->setMaximumWidth(kFieldWidth);
    layout->addWidget(field);
    auto* words = make::label(help, "small");
    words->setWordWrap(true);
    layout->addWidget(words);
    return box;
}

}  // namespace

PreferencesDialog::PreferencesDialog(Preferences& preferences, QWidget* parent)
    : DialogFrame(tr("Preferences"), parent), m_preferences(preferences) {
    auto* form = new QFormLayout;
    form->setContentsMargins(metrics::kDialogPadding, 16, metrics::kDialogPadding, 16);
    form->setHorizontalSpacing(20);
    form->setVerticalSpacing(16);
    form->setLabelAlignment(Qt::AlignLeft | Qt::AlignTop);
    const auto add = [form](const QString& name, QWidget* field) {
        QLabel* label = make::label(name, "muted");
        label->setFixedHeight(metrics::kButton);  // stands beside the field, not beside its help
        form->addRow(label, field);
    };
    form->addRow(make::label(tr("Appearance"), "strong"));
    add(tr("Theme"), themeRow());
    add(tr("Language"), languageField());
    add(tr("Text size"), textSizeField());
    form->addRow(make::label(tr("Queries"), "strong"));
    add(tr("Rows kept"), rowLimitField());
    add(tr("Time limit"), timeoutField());
    body()->addLayout(form);
    body()->addStretch(1);
    setFixedWidth(kWidth);
    QPushButton* close = addButton(tr("Done"), "primary");
    close->setDefault(true);
    connect(close, &QPushButton::clicked, this, &QDialog::accept);
}

QWidget* PreferencesDialog::themeRow() {
    auto* box = new QWidget(this);
    auto* row = make::row(16);
    box->setLayout(row);
    auto* group = new QButtonGroup(box);
    const std::vector<std::pair<QString, Theme::Mode>> modes{{tr("System"), Theme::Mode::System},
                                                             {tr("Light"), Theme::Mode::Light},
                                                             {tr("Dark"), Theme::Mode::Dark}};
    for (const auto& [text, mode] : modes) {
        auto* button = new QRadioButton(text, box);
        button->setChecked(m_preferences.themeMode() == mode);
        group->addButton(button);
        row->addWidget(button);
        connect(button, &QRadioButton::toggled, this, [this, mode = mode](bool on) {
            if (on) m_preferences.setThemeMode(mode);
        });
    }
    row->addStretch(1);
    return box;
}

QWidget* PreferencesDialog::languageField() {
    auto* field = new QComboBox(this);
    field->setAccessibleName(tr("Language"));
    field->addItem(tr("Same as the desktop"), QString());
    field->addItem(QStringLiteral("English"), QStringLiteral("en"));
    field->addItem(QStringLiteral("简体中文"), QStringLiteral("zh_CN"));
    field->setCurrentIndex(std::max(0, field->findData(m_preferences.language())));
    connect(field, QOverload<int>::of(&QComboBox::activated), this,
            [this, field] { m_preferences.setLanguage(field->currentData().toString()); });
    return withHelp(field, tr("Changing it rebuilds the window: tabs stay, their results are closed."));
}

QWidget* PreferencesDialog::textSizeField() {
    auto* field = new QSpinBox(this);
    field->setAccessibleName(tr("Text size"));
    field->setRange(11, 20);
    field->setSuffix(tr(" px"));
    field->setMaximumWidth(kFieldWidth);
    field->setValue(m_preferences.textSize());
    connect(field, QOverload<int>::of(&QSpinBox::valueChanged), this,
            [this](int pixels) { m_preferences.setTextSize(pixels); });
    return field;
}

QWidget* PreferencesDialog::rowLimitField() {
    auto* field = new QComboBox(this);
    field->setAccessibleName(tr("Rows kept"));
    for (const qulonglong rows : {1000ULL, 10000ULL, 100000ULL, 1000000ULL, 10000000ULL}) {
        field->addItem(locale().toString(rows), rows);
    }
    field->addItem(tr("All"), 0ULL);
    field->setCurrentIndex(field->findData(m_preferences.rowLimit()));
    connect(field, QOverload<int>::of(&QComboBox::activated), this,
            [this, field] { m_preferences.setRowLimit(field->currentData().toULongLong()); });
    return withHelp(field,
                    tr("A statement is stopped on the server after this many rows, and the result says so."));
}

QWidget* PreferencesDialog::timeoutField() {
    auto* field = new QSpinBox(this);
    field->setAccessibleName(tr("Time limit"));
    field->setRange(0, kLongestTimeoutSeconds);
    field->setSuffix(tr(" s"));
    field->setSpecialValueText(tr("None"));
    field->setValue(m_preferences.statementTimeout());
    connect(field, QOverload<int>::of(&QSpinBox::valueChanged), this,
            [this](int seconds) { m_preferences.setStatementTimeout(seconds); });
    return withHelp(field, tr("A statement that takes longer is cancelled on the server."));
}

}  // namespace tributary::ui
