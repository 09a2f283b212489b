// SPDX-License-Identifier: GPL-3.0-or-later
#include <QtTest/QtTest>
#include <QtXml/QDomDocument>

#include "app/composition/application.h"
#include "core/alerts/channels/channel_registry.h"

namespace tributary::desktop {

/// Connectors and channels describe their forms in English; every such text must be among those the window
/// translates.
class DescriptorTextsTest : public QObject {
    Q_OBJECT

  private Q_SLOTS:
    void everyTextCanBeTranslated();

  private:
    static QSet<QString> known();
    static QStringList textsOf(const connect::Descriptor& descriptor);
};

QSet<QString> DescriptorTextsTest::known() {
    QFile file(QStringLiteral("resources/translations/tributary_zh_CN.ts"));
    QDomDocument document;
    if (!file.open(QIODevice::ReadOnly) || !document.setContent(&file)) qFatal("no translations");
    QSet<QString> sources;
    const QDomNodeList contexts = document.elementsByTagName(QStringLiteral("context"));
    for (int i = 0; i < contexts.size(); ++i) {
        const QDomElement context = contexts.at(i).toElement();
        if (context.firstChildElement(QStringLiteral("name")).text() != QLatin1String("Descriptor")) continue;
        const QDomNodeList messages = context.elementsByTagName(QStringLiteral("source"));
        for (int j = 0; j < messages.size(); ++j) sources.insert(messages.at(j).toElement().text());
    }
    return sources;
}

QStringList DescriptorTextsTest::textsOf(const connect::Descriptor& descriptor) {
    std::vector<std::string> texts{descriptor.label, descriptor.description};
    for (const connect::Field& field : descriptor.fields) {
        texts.insert(texts.end(), {field.label, field.group, field.help, field.placeholder});
        for (const connect::FieldChoice& choice : field.choices) texts.push_back(choice.label);
    }
    QStringList result;
    for (const std::string& text : texts) {
        if (!text.empty()) result << QString::fromStdString(text);
    }
    return result;
}

void DescriptorTextsTest::everyTextCanBeTranslated() {
    const QSet<QString> translated = known();
    QStringList missing;
    const auto registry = app::Application::makeRegistry();
    for (const auto& connector : registry->all()) {
        for (const QString& text : textsOf(connector->descriptor())) {
            if (!translated.contains(text) && !missing.contains(text)) missing << text;
        }
    }
    const alerts::channels::ChannelRegistry channels;
    for (const auto& channel : channels.all()) {
        const auto& own = channel->descriptor();
        connect::Descriptor descriptor;
        descriptor.label = own.label;
        descriptor.description = own.description;
        descriptor.fields = own.fields;
        for (const QString& text : textsOf(descriptor)) {
            if (!translated.contains(text) && !missing.contains(text)) missing << text;
        }
    }
    for (const QString& text : missing)
        qWarning("not in descriptor_texts.cpp or channel_texts.cpp: \"%s\"", qPrintable(text));
    QVERIFY(missing.isEmpty());
}

}  // namespace tributary::desktop

QTEST_GUILESS_MAIN(tributary::desktop::DescriptorTextsTest)
#include "descriptor_texts_test.moc"
