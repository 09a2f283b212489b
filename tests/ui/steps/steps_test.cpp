// SPDX-License-Identifier: GPL-3.0-or-later
#include <QtTest/QSignalSpy>
#include <QtTest/QTest>
#include <QtWidgets/QComboBox>
#include <QtWidgets/QLineEdit>
#include <QtWidgets/QMenu>
#include <QtWidgets/QStackedWidget>
#include <QtWidgets/QVBoxLayout>

#include "ui/steps/column_picker.h"
#include "ui/steps/picture_canvas.h"
#include "ui/steps/step_form.h"
#include "ui/steps/step_text.h"
#include "ui/widgets/wrapped_label.h"

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

std::vector<sql::Column> columnsOf(const std::vector<std::pair<std::string, duckdb::LogicalType>>& all) {
    std::vector<sql::Column> out;
    for (const auto& [name, type] : all) {
        out.emplace_back();
        out.back().name = name;
        out.back().type = type;
    }
    return out;
}

const auto kText = duckdb::LogicalType::VARCHAR;
const auto kNumber = duckdb::LogicalType::DOUBLE;
const auto kColumns = columnsOf({{"amount", kNumber}, {"a,b", kText}, {"city & town", kText}});

plugin::StepPart wanting(const std::vector<std::tuple<std::string, plugin::ColumnKind, bool>>& fields) {
    plugin::StepPart out;
    for (const auto& [key, prefers, required] : fields) {
        plugin::ManifestField field;
        field.key = key;
        field.label = words(key, key);
        field.kind = plugin::FieldKind::Column;
        field.prefers = prefers;
        field.required = required;
        out.fields.push_back(std::move(field));
    }
    return out;
}

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

std::shared_ptr<const PaintedPicture> painted(plugin::Picture picture, int width, int height,
                                              PaintStyle style = {}) {
    plugin::Canvas canvas;
    canvas.width = width;
    canvas.height = height;
    if (!style.background.isValid()) style.background = Qt::white;
    auto done = PaintedPicture::paint(std::move(picture), canvas, style, CancelToken());
    return done ? *done : nullptr;
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

    void formBeginsWithColumnsThatFit() {
        using plugin::ColumnKind;
        const Theme theme;
        const auto flow = wanting({{"source", ColumnKind::Text, true},
                                   {"target", ColumnKind::Text, true},
                                   {"value", ColumnKind::Number, false}});
        const auto begins = [&](const plugin::StepPart& step, const std::vector<sql::Column>& columns) {
            return StepForm(step, columns, theme).config();
        };
        const auto flows = begins(
            flow,
            columnsOf({{"id", duckdb::LogicalType::BIGINT}, {"n", kNumber}, {"s", kText}, {"t", kText}}));
        QCOMPARE(flows, (plugin::StepConfig{{"source", "s"}, {"target", "t"}, {"value", "n"}}));
        const auto two = begins(flow, columnsOf({{"s", kText}, {"n", kNumber}}));
        QCOMPARE(two, (plugin::StepConfig{{"source", "s"}, {"target", "n"}, {"value", ""}}));
        const auto days =
            begins(wanting({{"date", ColumnKind::Time, true}, {"value", ColumnKind::Number, false}}),
                   columnsOf({{"city", kText}, {"sold", duckdb::LogicalType::DATE}, {"pieces", kNumber}}));
        QCOMPARE(days, (plugin::StepConfig{{"date", "sold"}, {"value", "pieces"}}));
        const auto points = begins(wanting({{"x", ColumnKind::Number, true},
                                            {"y", ColumnKind::Number, true},
                                            {"value", ColumnKind::Any, false}}),
                                   columnsOf({{"name", kText}, {"n", kNumber}}));
        QCOMPARE(points, (plugin::StepConfig{{"x", "n"}, {"y", "n"}, {"value", ""}}));
    }

    void formMarksWhatIsRequired() {
        const Theme theme;
        const StepForm form(part(), kColumns, theme);
        QStringList labels;
        for (const auto* label : form.findChildren<QLabel*>()) labels << label->text();
        QVERIFY2(labels.contains("Label of value *"), qPrintable(labels.join('|')));
        QVERIFY2(labels.contains("Label of time"), qPrintable(labels.join('|')));
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

    void aLabelThatWrapsIsNeverCutOff() {
        QWidget window;
        auto* column = new QVBoxLayout(&window);
        auto* stack = new QStackedWidget;  // does not ask for a height by width
        column->addWidget(stack);
        auto* label = new WrappedLabel("short", "muted");
        stack->addWidget(label);
        window.setFixedWidth(200);
        window.show();
        const int low = label->height();
        label->setText(QString("many words that need more than one line ").repeated(12));
        QTRY_VERIFY(label->height() > low);
        QVERIFY2(label->height() >= label->heightForWidth(label->width()),
                 qPrintable(QString::number(label->height())));
        window.setFixedWidth(120);
        QTRY_VERIFY(label->height() >= label->heightForWidth(label->width()) && label->width() < 120);
    }

    void canvasGivesTheTopmostMarksRow() {
        const Theme theme;
        PictureCanvas canvas(theme);
        canvas.resize(240, 160);
        canvas.setPicture(painted(twoBars(), 240, 160));
        QCOMPARE(canvas.accessibleDescription(), QString("two bars"));
        QSignalSpy chosen(&canvas, &PictureCanvas::rowChosen);
        QTest::mouseClick(&canvas, Qt::LeftButton, {}, QPoint(10, 50));
        QTest::mouseClick(&canvas, Qt::LeftButton, {}, QPoint(30, 50));
        QTest::mouseClick(&canvas, Qt::LeftButton, {}, QPoint(200, 50));
        QCOMPARE(chosen.count(), 2);
        QCOMPARE(chosen.at(0).at(0).toLongLong(), 3);
        QCOMPARE(chosen.at(1).at(0).toLongLong(), 7);
    }

    void marksAndPixelsBecomeTheImage() {
        QCOMPARE(painted(twoBars(), 100, 100)->image().pixelColor(10, 50), QColor(255, 0, 0));
        PaintStyle twice;
        twice.scale = 2;
        QCOMPARE(painted(twoBars(), 100, 100, twice)->image().pixelColor(100, 100), QColor(0, 0, 255));
        plugin::Picture pixels;
        pixels.pixelWidth = 2;
        pixels.pixelHeight = 1;
        pixels.rgba = {0, 255, 0, 255, 255, 255, 255, 255};
        QCOMPARE(painted(pixels, 100, 100)->image().pixelColor(5, 50), QColor(0, 255, 0));
    }

    void marksOfOneRowAreOutlinedTogether() {
        plugin::Picture picture = twoBars();
        picture.marks[1].row = 3;
        picture.marks.push_back(picture.marks[0]);
        picture.marks.back().row = 9;
        const auto both = painted(picture, 100, 100);
        QCOMPARE(both->marksOf(3), (std::vector<size_t>{0, 1}));
        QCOMPARE(both->marksOf(4).size(), size_t(0));
    }

    void aLineIsMetNearItAndAnAreaOnlyInside() {
        plugin::Picture picture;
        plugin::Mark line;
        line.kind = plugin::MarkKind::Polyline;
        line.points = {0, 50, 100, 50};
        line.stroke = 0x112233FF;
        line.strokeWidth = 1;
        line.row = 0;
        picture.marks.push_back(line);
        const auto drawn = painted(picture, 100, 100);
        QCOMPARE(drawn->markAt({50, 51}), std::optional<size_t>(0));
        QCOMPARE(drawn->markAt({50, 60}), std::optional<size_t>());
        QCOMPARE(drawn->markAt({500, 50}), std::optional<size_t>());
    }

    void whatIsImpossibleIsPaintedWithinBounds() {
        plugin::Picture picture;
        plugin::Mark wild;
        wild.kind = plugin::MarkKind::Rect;
        wild.x = -3e38F;
        wild.width = 3e38F;
        wild.height = 3e38F;
        wild.radius = -3e38F;
        wild.fill = wild.stroke = 0x00FF00FF;
        wild.strokeWidth = 3e38F;
        picture.marks.push_back(wild);
        wild.kind = plugin::MarkKind::Text;
        wild.text = "wide";
        wild.fontSize = 3e38F;
        picture.marks.push_back(wild);
        wild.kind = plugin::MarkKind::Polygon;
        wild.points.assign(2 * 200'000, -1e30F);
        picture.marks.push_back(wild);
        QVERIFY(painted(picture, 100, 100) != nullptr);
    }

    void aSceneThatWouldTakeTooLongIsPaintedInPart() {
        plugin::Picture picture;
        plugin::Mark ring;
        ring.kind = plugin::MarkKind::Circle;
        ring.x = ring.y = 400;
        ring.radius = 390;
        ring.fill = 0x3366CC22;
        ring.row = 1;
        picture.marks.assign(100'000, ring);
        PaintStyle hasty;
        hasty.patience = std::chrono::milliseconds(20);
        const auto partial = painted(picture, 800, 800, hasty);
        QVERIFY(partial->isPartial());
        QVERIFY(!painted(twoBars(), 100, 100)->isPartial());
        QVERIFY(partial->markAt({400, 400}).has_value());
        plugin::Canvas canvas;
        const CancelToken stopped;
        stopped.cancel();
        QVERIFY(!PaintedPicture::paint(picture, canvas, hasty, stopped));
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
