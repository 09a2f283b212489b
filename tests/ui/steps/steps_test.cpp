// SPDX-License-Identifier: GPL-3.0-or-later
#include <QtTest/QSignalSpy>
#include <QtTest/QTest>
#include <QtWidgets/QComboBox>
#include <QtWidgets/QLineEdit>
#include <QtWidgets/QMenu>

#include "ui/steps/column_picker.h"
#include "ui/steps/picture_canvas.h"
#include "ui/steps/step_form.h"
#include "ui/steps/step_text.h"

using namespace tributary;
using namespace tributary::ui;

namespace {

plugin::Text words(const std::string& english, const std::string& chinese) {
    plugin::Text text;
    text.byLanguage = {{"en", english}, {"zh", chinese}};
    return text;
}

plugin::StepPart part() {
    plugin::StepPart out;
    const auto add = [&](std::string key, plugin::FieldKind kind, std::string value, bool required) {
        plugin::ManifestField field;
        field.key = std::move(key);
        field.label = words("Label of " + field.key, field.key + " 的标签");
        field.kind = kind;
        field.defaultValue = std::move(value);
        field.required = required;
        out.fields.push_back(std::move(field));
    };
    add("value", plugin::FieldKind::Column, "", true);
    add("time", plugin::FieldKind::Column, "", false);
    add("by", plugin::FieldKind::Columns, "", false);
    add("window", plugin::FieldKind::Integer, "10", true);
    return out;
}

const QStringList kColumns{"amount", "a,b", "city & town"};

plugin::Picture twoBars() {
    plugin::Picture picture;
    plugin::Mark bar;
    bar.kind = plugin::MarkKind::Rect;
    bar.width = 40;
    bar.height = 100;
    bar.fill = 0xFF0000FF;
    bar.row = 3;
    bar.tooltip = "first <b>";
    picture.marks.push_back(bar);
    bar.x = 20;  // lies over the first one's right half
    bar.fill = 0x0000FFFF;
    bar.row = 7;
    picture.marks.push_back(bar);
    picture.caption = "two bars";
    return picture;
}

}  // namespace

class StepsTest : public QObject {
    Q_OBJECT

  private Q_SLOTS:
    void formStartsWithTheDefaultsAndTheFirstNeededColumn() {
        const Theme theme;
        const StepForm form(part(), kColumns, theme);
        const auto config = form.config();
        QCOMPARE(config.at("value"), std::string("amount"));
        QCOMPARE(config.at("time"), std::string());
        QCOMPARE(config.at("by"), std::string());
        QCOMPARE(config.at("window"), std::string("10"));
        QVERIFY(form.complaint().isEmpty());
    }

    void formKeepsWhatWasFilledIn() {
        const Theme theme;
        StepForm form(part(), kColumns, theme);
        const plugin::StepConfig wanted{{"value", "city & town"},
                                        {"time", "a,b"},
                                        {"by", plugin::columnNamesText({"a,b", "amount"})},
                                        {"window", "25"}};
        form.setConfig(wanted);
        QCOMPARE(form.config(), wanted);
        QSignalSpy edited(&form, &StepForm::edited);
        auto* picker = form.findChild<ColumnPicker*>();
        QVERIFY(picker);
        picker->menu()->actions().at(2)->trigger();
        QCOMPARE(edited.count(), 1);
        QCOMPARE(plugin::columnNames(form.config().at("by")).back(), std::string("city & town"));
    }

    void formNamesWhatIsMissing() {
        const Theme theme;
        StepForm form(part(), {}, theme);
        QVERIFY2(form.complaint().contains("Label of value"), qPrintable(form.complaint()));
    }

    void canvasGivesTheTopmostMarksRow() {
        const Theme theme;
        PictureCanvas canvas(theme);
        canvas.resize(240, 160);
        plugin::Canvas drawn;
        drawn.width = 240;
        drawn.height = 160;
        canvas.setPicture(twoBars(), drawn);
        QCOMPARE(canvas.accessibleDescription(), QString("two bars"));
        QSignalSpy chosen(&canvas, &PictureCanvas::rowChosen);
        QTest::mouseClick(&canvas, Qt::LeftButton, {}, QPoint(10, 50));
        QTest::mouseClick(&canvas, Qt::LeftButton, {}, QPoint(30, 50));
        QTest::mouseClick(&canvas, Qt::LeftButton, {}, QPoint(200, 50));
        QCOMPARE(chosen.count(), 2);
        QCOMPARE(chosen.at(0).at(0).toLongLong(), 3);
        QCOMPARE(chosen.at(1).at(0).toLongLong(), 7);
    }

    void canvasPaintsMarksAndPixels() {
        const Theme theme;
        PictureCanvas canvas(theme);
        plugin::Canvas drawn;
        drawn.width = 100;
        drawn.height = 100;
        canvas.setPicture(twoBars(), drawn);
        QCOMPARE(canvas.image(1).pixelColor(10, 50), QColor(255, 0, 0));
        QCOMPARE(canvas.image(2).pixelColor(100, 100), QColor(0, 0, 255));
        plugin::Picture pixels;
        pixels.pixelWidth = 2;
        pixels.pixelHeight = 1;
        pixels.rgba = {0, 255, 0, 255, 255, 255, 255, 255};
        canvas.setPicture(pixels, drawn);
        QCOMPARE(canvas.image(1).pixelColor(5, 50), QColor(0, 255, 0));
    }

    void visualsAreToldTheThemesColours() {
        Theme theme;
        theme.setMode(Theme::Mode::Dark);
        const auto canvas = canvasFor(theme, {640, 480}, 2);
        QCOMPARE(canvas.dark, true);
        QCOMPARE(canvas.width, 640);
        QCOMPARE(QColor(static_cast<int>(canvas.background >> 24),
                        static_cast<int>(canvas.background >> 16 & 0xFF),
                        static_cast<int>(canvas.background >> 8 & 0xFF)),
                 theme.color(Role::Surface));
    }
};

QTEST_MAIN(StepsTest)
#include "steps_test.moc"
