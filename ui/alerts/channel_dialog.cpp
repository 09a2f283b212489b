// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/alerts/channel_dialog.h"

#include <QtCore/QCoreApplication>
#include <QtWidgets/QFormLayout>
#include <QtWidgets/QScrollArea>
#include <algorithm>

#include "core/plugin/apply/plugin_channel.h"
#include "ui/preferences/language.h"
#include "ui/steps/step_catalog.h"
#include "ui/theme/metrics.h"
#include "ui/widgets/make.h"

namespace tributary::ui {

using namespace alerts;
using namespace alerts::channels;

namespace {

constexpr int kWidth = 620;
constexpr int kHeight = 620;

QString descriptorText(const std::string& english) {
    return QCoreApplication::translate("Descriptor", english.c_str());
}

Result<void> sendTest(engine::Workbench& workbench, const plugin::Steps* plugins, const ChannelRecord& record,
                      const std::map<std::string, std::string>& typed, const CancelToken& token) {
    const auto language = record.settings.find("language");
    const TimePoint now = std::chrono::time_point_cast<Duration>(std::chrono::system_clock::now());
    return sendThrough(workbench, plugins, record, typed,
                       testMessage(now, language == record.settings.end() ? "en" : language->second), token);
}

}  // namespace

Result<void> sendThrough(engine::Workbench& workbench, const plugin::Steps* plugins,
                         const ChannelRecord& record, const std::map<std::string, std::string>& typed,
                         const Message& message, const CancelToken& token) {
    ChannelRegistry registry;
    if (plugins) {
        if (auto added = plugin::putPluginChannels(*plugins, registry); !added) return added;
    }
    const auto kind = registry.find(record.type);
    if (!kind)
        return fail(ErrorCode::Unsupported, "This program has no channels of the kind '" + record.type + "'.",
                    "Choose another kind.");
    ChannelContext context;
    context.name = record.name;
    context.settings = record.settings;
    context.now = message.notification.at;
    context.secret = [&](const std::string& field) -> Result<std::optional<std::string>> {
        if (const auto found = typed.find(field); found != typed.end()) return found->second;
        const auto& kept = record.secretKeys;
        if (record.id.empty() || std::find(kept.begin(), kept.end(), field) == kept.end())
            return std::nullopt;
        return workbench.secrets().get(channelSecretKey(workbench.workspace().id(), record.id, field));
    };
    const auto sent = kind->send(message, context, token);
    if (!sent) return fail(sent.error().error);
    return {};
}

ChannelDialog::ChannelDialog(WorkspaceContext& context, AlertWatch& watch, ChannelRecord record,
                             QWidget* parent)
    : DialogFrame(record.id.empty() ? tr("New channel") : tr("Edit channel"), parent),
      m_context(context),
      m_watch(watch),
      m_record(std::move(record)) {
    resize(kWidth, kHeight);
    auto* column = make::column(12);
    column->setContentsMargins(metrics::kDialogPadding, 16, metrics::kDialogPadding, 0);
    auto* form = new QFormLayout;
    form->setVerticalSpacing(10);
    form->setHorizontalSpacing(16);
    m_kinds = new QComboBox(this);
    m_kinds->setAccessibleName(tr("Kind"));
    if (context.steps) {
        std::vector<std::shared_ptr<const Channel>> plugins;
        for (const auto& step : context.steps->of(plugin::Kind::Notifier))
            plugins.push_back(plugin::makePluginChannel(context.steps->steps(), step));
        m_registry.setPlugins(std::move(plugins));
    }
    for (const auto& kind : m_registry.all())
        m_kinds->addItem(context.theme.icon(make::text(kind->descriptor().icon)),
                         descriptorText(kind->descriptor().label), make::text(kind->descriptor().id));
    m_kinds->setEnabled(m_record.id.empty());
    m_name = new QLineEdit(make::text(m_record.name), this);
    m_name->setAccessibleName(tr("Name"));
    m_enabled = new QCheckBox(tr("Messages are sent"), this);
    m_enabled->setChecked(m_record.enabled);
    m_description = make::label({}, "small", this);
    m_description->setWordWrap(true);
    form->addRow(tr("Kind"), m_kinds);
    form->addRow(QString(), m_description);
    form->addRow(tr("Name"), m_name);
    form->addRow(QString(), m_enabled);
    column->addLayout(form);
    column->addWidget(make::horizontalLine(this));
    auto* scroll = new QScrollArea(this);
    scroll->setFrameShape(QFrame::NoFrame);
    scroll->setWidgetResizable(true);
    m_form = make::frame("surface", scroll);
    m_form->setLayout(make::column(0));
    scroll->setWidget(m_form);
    column->addWidget(scroll, 1);
    m_message = make::label({}, "small", this);
    m_message->setWordWrap(true);
    m_message->setTextInteractionFlags(Qt::TextSelectableByMouse);
    m_message->setContentsMargins(0, 8, 0, 12);
    column->addWidget(m_message);
    body()->addLayout(column, 1);
    m_test = make::button(tr("Send a test message"), "normal", this);
    m_test->setIcon(context.theme.icon(QStringLiteral("send")));
    footerLeft()->addWidget(m_test);
    connect(addButton(tr("Cancel"), "normal"), &QPushButton::clicked, this, &QDialog::reject);
    m_save = addButton(tr("Save"), "primary");
    m_save->setDefault(true);
    connect(m_kinds, qOverload<int>(&QComboBox::activated), this, &ChannelDialog::rebuild);
    connect(m_name, &QLineEdit::textEdited, this, [this] {
        m_nameTyped = true;
        edited();
    });
    connect(m_test, &QPushButton::clicked, this, &ChannelDialog::test);
    connect(m_save, &QPushButton::clicked, this, &ChannelDialog::save);
    m_nameTyped = !m_record.name.empty();
    if (!m_record.type.empty()) {
        const QString type = make::text(m_record.type);
        // Of a plugin that is gone: what is kept must not become another kind's.
        if (m_kinds->findData(type) < 0)
            m_kinds->addItem(context.theme.icon(QStringLiteral("unplug")), type, type);
        m_kinds->setCurrentIndex(m_kinds->findData(type));
    }
    rebuild();
}

void ChannelDialog::chooseKind(const std::string& kind) {
    m_kinds->setCurrentIndex(std::max(0, m_kinds->findData(make::text(kind))));
    rebuild();
}

void ChannelDialog::rebuild() {
    m_kind = m_registry.find(m_kinds->currentData().toString().toStdString());
    if (!m_kind) return edited();
    const ChannelDescriptor& descriptor = m_kind->descriptor();
    m_description->setText(descriptorText(descriptor.description));
    if (!m_nameTyped) m_name->setText(descriptorText(descriptor.label));
    delete m_fieldsPlace;
    m_fields.clear();
    m_fieldsPlace = new QWidget(m_form);
    auto* column = make::column(8);
    m_fieldsPlace->setLayout(column);
    m_form->layout()->addWidget(m_fieldsPlace);
    std::vector<std::string> groups;
    for (const auto& field : descriptor.fields)
        if (std::find(groups.begin(), groups.end(), field.group) == groups.end())
            groups.push_back(field.group);
    for (const std::string& group : groups) {
        if (!group.empty()) column->addWidget(make::label(descriptorText(group), "strong", m_fieldsPlace));
        auto* form = new QFormLayout;
        form->setVerticalSpacing(8);
        form->setHorizontalSpacing(16);
        form->setContentsMargins(0, 0, 0, 8);
        for (const auto& field : descriptor.fields) {
            if (field.group != group) continue;
            auto* editor = new FieldEditor(field, m_context.theme, m_fieldsPlace);
            if (const auto kept = m_record.settings.find(field.key); kept != m_record.settings.end())
                editor->setValue(kept->second);
            const auto& secrets = m_record.secretKeys;
            if (editor->isSecret())
                editor->setStored(std::find(secrets.begin(), secrets.end(), field.key) != secrets.end());
            editor->setToolTip(descriptorText(field.help));
            connect(editor, &FieldEditor::edited, this, &ChannelDialog::edited);
            form->addRow(descriptorText(field.label), editor);
            m_fields.push_back(editor);
        }
        column->addLayout(form);
    }
    column->addStretch(1);
    edited();
}

ChannelRecord ChannelDialog::record() const {
    ChannelRecord record = m_record;
    record.type = m_kind->descriptor().id;
    record.name = m_name->text().trimmed().toStdString();
    record.enabled = m_enabled->isChecked();
    record.settings.clear();
    for (const FieldEditor* editor : m_fields)
        if (!editor->isSecret() && !editor->value().empty())
            record.settings[editor->field().key] = editor->value();
    for (const auto& [key, value] : typedSecrets())
        if (std::find(record.secretKeys.begin(), record.secretKeys.end(), key) == record.secretKeys.end())
            record.secretKeys.push_back(key);
    return record;
}

std::map<std::string, std::string> ChannelDialog::typedSecrets() const {
    std::map<std::string, std::string> typed;
    for (const FieldEditor* editor : m_fields)
        if (editor->isSecret() && !editor->value().empty()) typed[editor->field().key] = editor->value();
    return typed;
}

QString ChannelDialog::check() const {
    if (!m_kind) {
        return tr(
            "Channels of this kind are sent by a plugin that is not installed, or disabled. The settings "
            "are kept until it is there again.");
    }
    const ChannelRecord record = this->record();
    if (record.name.empty()) return tr("The channel needs a name.");
    for (const FieldEditor* editor : m_fields) {
        if (!editor->field().required) continue;
        const auto& keys = record.secretKeys;
        const bool missing = editor->isSecret()
                                 ? std::find(keys.begin(), keys.end(), editor->field().key) == keys.end()
                                 : editor->value().empty();
        if (missing) return tr("“%1” is missing.").arg(descriptorText(editor->field().label));
    }
    const auto fine = checkSettings(*m_kind, record.settings);
    return fine ? QString() : make::errorText(fine.error());
}

void ChannelDialog::tell(const QString& text, const char* kind) {
    make::setKind(m_message, kind);
    m_message->setText(text);
}

void ChannelDialog::edited() {
    const QString complaint = check();
    m_save->setEnabled(complaint.isEmpty());
    m_test->setEnabled(complaint.isEmpty());
    tell(complaint, "small");
}

void ChannelDialog::test() {
    m_test->setEnabled(false);
    tell(tr("Sending…"), "small");
    m_context.background.run(
        this,
        [&workbench = m_context.workbench, plugins = stepsOf(m_context), record = record(),
         typed = typedSecrets()](const CancelToken& token) {
            return sendTest(workbench, plugins, record, typed, token);
        },
        [this](Result<void> sent) {
            m_test->setEnabled(true);
            if (sent)
                tell(tr("It was accepted. Look whether it arrived."), "successSmall");
            else
                tell(make::errorText(sent.error()), "error");
        },
        Background::Lane::OwnThread);
}

void ChannelDialog::save() {
    m_save->setEnabled(false);
    m_context.background.run(
        this,
        [&workbench = m_context.workbench, desk = m_watch.desk(), record = record(),
         typed = typedSecrets()](const CancelToken&) -> Result<void> {
            auto parts = desk->parts();
            if (!parts) return fail(parts.error());
            const auto id = (*parts)->store->saveChannel(record);
            if (!id) return fail(id.error());
            for (const auto& [field, value] : typed)
                if (auto kept = workbench.secrets().set(
                        channelSecretKey(workbench.workspace().id(), *id, field), value, record.name);
                    !kept)
                    return kept;
            return {};
        },
        [this](Result<void> saved) {
            if (!saved) {
                m_save->setEnabled(true);
                return tell(make::errorText(saved.error()), "error");
            }
            m_watch.reload();
            accept();
        });
}

void testChannel(WorkspaceContext& context, AlertWatch& watch, const QString& name, QObject* receiver) {
    const auto& known = watch.picture()->channels;
    const auto record = std::find_if(known.begin(), known.end(),
                                     [&](const auto& channel) { return make::text(channel.name) == name; });
    if (record == known.end()) return;
    context.navigator.tell(QCoreApplication::translate("tributary::ui::ChannelDialog", "Sending…"));
    context.background.run(
        receiver,
        [&workbench = context.workbench, plugins = stepsOf(context), record = *record](
            const CancelToken& token) { return sendTest(workbench, plugins, record, {}, token); },
        [&context, name](Result<void> sent) {
            context.navigator.tell(sent ? QCoreApplication::translate("tributary::ui::ChannelDialog",
                                                                      "“%1” accepted the test message.")
                                              .arg(name)
                                        : make::errorText(sent.error()));
        },
        Background::Lane::OwnThread);
}

}  // namespace tributary::ui
