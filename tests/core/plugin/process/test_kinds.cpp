// SPDX-License-Identifier: GPL-3.0-or-later
// A plugin of all four kinds for tests. Its configuration is one word in quotes: what to do.
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <string>

#include "plugins/sdk/tributary_plugin.h"

namespace {

const TributaryHost* host = nullptr;

int fail(char** error, int status, const char* text) {
    *error = ::strdup(text);
    return status;
}

bool says(const char* config, const char* word) {
    return std::strstr(config, word) != nullptr;
}

/// Gives its input on as it is, lazily; with "both", first all of one input, then all of the other.
struct Passed {
    ArrowArrayStream inputs[2] = {};
    int count = 0;
    int at = 0;
};

Passed& of(ArrowArrayStream* stream) {
    return *static_cast<Passed*>(stream->private_data);
}

int nextPassed(ArrowArrayStream* stream, ArrowArray* out) {
    Passed& passed = of(stream);
    for (; passed.at < passed.count; passed.at++) {
        const int status = passed.inputs[passed.at].get_next(&passed.inputs[passed.at], out);
        if (status != 0 || out->release != nullptr) return status;
    }
    return 0;
}

/// Takes all input and then asks for more, past the sandbox, again and again.
void askOn(ArrowArrayStream& input) {
    for (ArrowArray rows{}; input.get_next(&input, &rows) == 0 && rows.release != nullptr;)
        rows.release(&rows);
    constexpr int kChannel = 4;
    const struct {
        uint16_t kind = 69;  // NextInput
        uint16_t piece = 0;
        uint32_t call = 1;  // the test's first
        uint32_t index = 0;
    } packet;
    for (;;) {
        ::send(kChannel, &packet, sizeof packet, MSG_NOSIGNAL);
        ::poll(nullptr, 0, 100);
    }
}

int process(const TributaryHost* given, const char* config, ArrowArrayStream* inputs, int count,
            ArrowArrayStream* output, char** error) {
    if (says(config, "refuse")) return fail(error, TRIBUTARY_INVALID_CONFIG, "the setting 'refuse' is wrong");
    if (says(config, "crash")) std::abort();
    if (says(config, "ask-on")) askOn(inputs[0]);
    if (says(config, "wait")) {
        while (given->cancelled(given->context) == 0) ::poll(nullptr, 0, 5);  // the interface is to be asked
        return fail(error, TRIBUTARY_CANCELLED, "stopped");
    }
    given->log(given->context, TRIBUTARY_LOG_WARNING, "passing rows on");
    given->progress(given->context, 0.5);
    auto* passed = new Passed;
    passed->count = count;
    for (int i = 0; i < count; i++) {
        passed->inputs[i] = inputs[i];
        inputs[i].release = nullptr;
    }
    output->private_data = passed;
    output->get_schema = [](ArrowArrayStream* stream, ArrowSchema* schema) {
        return of(stream).inputs[0].get_schema(&of(stream).inputs[0], schema);
    };
    output->get_next = nextPassed;
    output->get_last_error = [](ArrowArrayStream* stream) {
        ArrowArrayStream& input = of(stream).inputs[of(stream).at];
        return input.get_last_error(&input);
    };
    output->release = [](ArrowArrayStream* stream) {
        for (int i = 0; i < of(stream).count; i++) of(stream).inputs[i].release(&of(stream).inputs[i]);
        delete &of(stream);
        stream->release = nullptr;
    };
    return TRIBUTARY_OK;
}

int64_t countRows(ArrowArrayStream* input) {
    int64_t rows = 0;
    for (;;) {
        ArrowArray array{};
        if (input->get_next(input, &array) != 0) return -1;
        if (array.release == nullptr) return rows;
        rows += array.length;
        array.release(&array);
    }
}

int exportRows(const TributaryHost*, const char*, ArrowArrayStream* input, int descriptor, char** error) {
    const int64_t rows = countRows(input);
    if (rows < 0) return fail(error, TRIBUTARY_FAILED, input->get_last_error(input));
    input->release(input);
    if (::dprintf(descriptor, "%lld rows\n", static_cast<long long>(rows)) < 0)
        return fail(error, TRIBUTARY_FAILED, "cannot write");
    return TRIBUTARY_OK;
}

int draw(const TributaryHost*, const char* config, ArrowArrayStream* input, const TributaryCanvas* canvas,
         TributaryPicture* picture, char**) {
    static TributaryMark marks[2];
    static const float points[] = {0, 0, 10, 10};
    static uint8_t pixels[2 * 3 * 4];
    const int64_t rows = countRows(input);
    input->release(input);
    picture->caption = canvas->dark != 0 ? "dark" : "light";
    if (says(config, "pixels")) {
        picture->kind = TRIBUTARY_PICTURE_RGBA;
        std::memset(pixels, 0x7F, sizeof pixels);
        picture->rgba = pixels;
        picture->pixel_width = 2;
        picture->pixel_height = 3;
        return TRIBUTARY_OK;
    }
    marks[0] = {};
    marks[0].kind = TRIBUTARY_MARK_POLYLINE;
    marks[0].points = points;
    marks[0].n_points = 2;
    marks[0].row = rows;
    marks[1] = {};
    marks[1].kind = says(config, "bad") ? 77 : TRIBUTARY_MARK_TEXT;
    marks[1].text = "label";
    marks[1].fill = canvas->palette[1];
    picture->marks = marks;
    picture->n_marks = 2;
    return TRIBUTARY_OK;
}

int notify(const TributaryHost* given, const char* config, const char* notification, char** result,
           char** error) {
    if (says(config, "tell")) {
        given->log(given->context, TRIBUTARY_LOG_WARNING, config);
        std::fprintf(stderr, "%s\n", config);
        std::fflush(stderr);
        if (says(config, "fail")) return fail(error, TRIBUTARY_RETRY, config);
        *result = ::strdup(config);
        return TRIBUTARY_OK;
    }
    if (says(config, "retry")) return fail(error, TRIBUTARY_RETRY, "the service is busy");
    *result = ::strdup(("{\"got\":" + std::string(notification) + "}").c_str());
    return TRIBUTARY_OK;
}

const TributaryPlugin kPlugin = {sizeof(TributaryPlugin),
                                 TRIBUTARY_PLUGIN_ABI_MAJOR,
                                 TRIBUTARY_PLUGIN_ABI_MINOR,
                                 "test-kinds",
                                 "1.0.0",
                                 process,
                                 exportRows,
                                 draw,
                                 notify};

}  // namespace

extern "C" {

TRIBUTARY_PLUGIN_EXPORT const TributaryPlugin* tributary_plugin_main(const TributaryHost* given) {
    host = given;
    return &kPlugin;
}

TRIBUTARY_PLUGIN_EXPORT const TributaryPlugin* future_main(const TributaryHost*) {
    static TributaryPlugin future = kPlugin;
    future.abi_major = 9;
    return &future;
}

TRIBUTARY_PLUGIN_EXPORT const TributaryPlugin* notifier_only_main(const TributaryHost*) {
    static TributaryPlugin only = kPlugin;
    only.processor = nullptr;
    only.exporter = nullptr;
    only.visual = nullptr;
    return &only;
}

TRIBUTARY_PLUGIN_EXPORT const TributaryPlugin* unwilling_main(const TributaryHost*) {
    return nullptr;
}
}
