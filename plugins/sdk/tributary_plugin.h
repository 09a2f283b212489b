/* SPDX-License-Identifier: MIT */
/*
 * Tributary's plugin interface for processors, exporters, visuals and notifiers: plain C11, nothing else.
 *
 * Data sources do not use this header: they are ADBC 1.1 drivers and export `AdbcDriverInit`.
 *
 * The plugin is one shared object. The program loads it into a process of its own (`tributary-sandbox`),
 * calls `tributary_plugin_main` once, and then one function at a time from one thread; only `cancelled`,
 * `progress` and `log` of the host may be called from further threads the plugin makes. Rows travel as
 * ArrowArrayStream (Arrow C data interface), configuration and alerts as UTF-8 JSON. No C++ type and no
 * exception may cross.
 *
 * Compatibility: `abi_major` must be equal. A host takes every plugin whose `abi_minor` is not newer than its
 * own. Structures only ever grow at their end and say their size first, so that either side can tell what the
 * other does not know yet. ABI 1 stays loadable for as long as there is a program version 1.
 */
#ifndef TRIBUTARY_PLUGIN_H
#define TRIBUTARY_PLUGIN_H

#include <stddef.h>
#include <stdint.h>

#include "tributary_arrow.h"

#ifdef __cplusplus
extern "C" {
#endif

#define TRIBUTARY_PLUGIN_ABI_MAJOR 1u
#define TRIBUTARY_PLUGIN_ABI_MINOR 0u

#define TRIBUTARY_PLUGIN_EXPORT __attribute__((visibility("default")))

/* What a function returns. With anything but OK it may set *error to a text for people, made with malloc; the
 * host frees it. The text says what happened and what to try, and holds no secret. */
typedef enum TributaryStatus {
    TRIBUTARY_OK = 0,
    TRIBUTARY_INVALID_CONFIG = 1, /* a setting is missing or makes no sense */
    TRIBUTARY_INVALID_DATA = 2,   /* the input's columns or values cannot be used */
    TRIBUTARY_FAILED = 3,         /* network, file, arithmetic … */
    TRIBUTARY_CANCELLED = 4,      /* stopped because cancelled() said so */
    TRIBUTARY_RETRY = 5           /* failed now, the same call can succeed later (notifiers) */
} TributaryStatus;

typedef enum TributaryLogLevel {
    TRIBUTARY_LOG_DEBUG = 0,
    TRIBUTARY_LOG_INFO = 1,
    TRIBUTARY_LOG_WARNING = 2,
    TRIBUTARY_LOG_ERROR = 3
} TributaryLogLevel;

/* What the program offers a plugin. Valid as long as the process lives. All functions are thread-safe. */
typedef struct TributaryHost {
    uint32_t struct_size;
    uint32_t abi_major;
    uint32_t abi_minor;
    void* context; /* first argument of the functions below */
    /* One line for the plugin's log in the plugin manager. Never a secret. */
    void (*log)(void* context, int level, const char* message);
    /* Not 0 once the user or the program wants the running call to end: look at it at least every 50 ms. */
    int (*cancelled)(void* context);
    /* 0 … 1 of the running call; below 0: unknown. */
    void (*progress)(void* context, double fraction);
    /* The only folder the plugin may write to; kept across versions. */
    const char* data_folder;
    /* Where the package's files are (read only). */
    const char* package_folder;
} TributaryHost;

/* --- visuals
 * ------------------------------------------------------------------------------------------------ */

/* Colours are 0xRRGGBBAA everywhere. Lengths are logical pixels, the origin is the top left corner. */
typedef struct TributaryCanvas {
    uint32_t struct_size;
    int32_t width;
    int32_t height;
    double device_pixel_ratio; /* an RGBA picture is width * ratio by height * ratio pixels */
    int32_t dark;              /* the window's theme: 1 dark, 0 light */
    uint32_t background;
    uint32_t text;
    uint32_t muted; /* axes, secondary text */
    uint32_t grid;
    uint32_t palette[8]; /* series */
    double font_size;
    const char* language; /* "en", "zh" */
} TributaryCanvas;

typedef enum TributaryMarkKind {
    TRIBUTARY_MARK_RECT = 0,     /* x, y, width, height; radius = corner */
    TRIBUTARY_MARK_CIRCLE = 1,   /* x, y = centre; radius */
    TRIBUTARY_MARK_POLYLINE = 2, /* points, open */
    TRIBUTARY_MARK_POLYGON = 3,  /* points, closed */
    TRIBUTARY_MARK_PATH = 4,     /* points of cubic curves: start, then triples (control, control, end) */
    TRIBUTARY_MARK_TEXT = 5      /* text at x, y = baseline; align */
} TributaryMarkKind;

typedef enum TributaryAlign {
    TRIBUTARY_ALIGN_LEFT = 0,
    TRIBUTARY_ALIGN_CENTER = 1,
    TRIBUTARY_ALIGN_RIGHT = 2
} TributaryAlign;

typedef struct TributaryMark {
    uint32_t kind; /* TributaryMarkKind */
    float x, y, width, height, radius;
    const float* points; /* x0, y0, x1, y1 … */
    uint32_t n_points;   /* pairs */
    uint32_t fill;       /* alpha 0: not filled */
    uint32_t stroke;
    float stroke_width;
    const char* text; /* UTF-8 */
    float font_size;  /* 0: the canvas's */
    uint32_t align;   /* TributaryAlign */
    int64_t row;      /* the input row the mark stands for, from 0; -1: none */
    const char* tooltip;
} TributaryMark;

typedef enum TributaryPictureKind {
    TRIBUTARY_PICTURE_SCENE = 0,
    TRIBUTARY_PICTURE_RGBA = 1
} TributaryPictureKind;

/* Filled by the plugin; everything it points to lives until the host calls release. The host paints. */
typedef struct TributaryPicture {
    uint32_t struct_size;
    uint32_t kind; /* TributaryPictureKind */
    const TributaryMark* marks;
    uint64_t n_marks;
    const uint8_t* rgba; /* not premultiplied, rows without padding */
    int32_t pixel_width;
    int32_t pixel_height;
    const char* caption; /* a sentence for screen readers and below the picture; may be NULL */
    void (*release)(struct TributaryPicture* picture);
    void* private_data;
} TributaryPicture;

/* --- the plugin
 * --------------------------------------------------------------------------------------------- */

/* Functions of kinds the plugin does not have are NULL. `config` is a JSON object with the fields its
 * manifest declares (never NULL). Input streams belong to the plugin during the call, which must release
 * them. */
typedef struct TributaryPlugin {
    uint32_t struct_size;
    uint32_t abi_major; /* TRIBUTARY_PLUGIN_ABI_MAJOR of the header it was built with */
    uint32_t abi_minor;
    const char* id;      /* as in the manifest */
    const char* version; /* as in the manifest */

    /* Rows in, rows out. `output` is pulled after the call has returned OK, and may read its inputs lazily:
     * then the inputs are released when the output is. */
    int (*processor)(const TributaryHost* host, const char* config, struct ArrowArrayStream* inputs,
                     int n_inputs, struct ArrowArrayStream* output, char** error);
    /* Writes all rows to the open file `output_fd`, which the host owns and closes. Not seekable: a pipe is
     * allowed. */
    int (*exporter)(const TributaryHost* host, const char* config, struct ArrowArrayStream* input,
                    int output_fd, char** error);
    int (*visual)(const TributaryHost* host, const char* config, struct ArrowArrayStream* input,
                  const TributaryCanvas* canvas, TributaryPicture* picture, char** error);
    /* `notification` is Alertmanager's webhook payload, version 4, with "idempotency_key" added. `result` may
     * get a JSON object (made with malloc), such as the message's id at the service; it is kept in the
     * delivery history. */
    int (*notifier)(const TributaryHost* host, const char* config, const char* notification, char** result,
                    char** error);
} TributaryPlugin;

/* The one exported symbol. `host` and the returned structure live as long as the process. NULL: cannot start.
 */
typedef const TributaryPlugin* (*TributaryPluginMain)(const TributaryHost* host);
TRIBUTARY_PLUGIN_EXPORT const TributaryPlugin* tributary_plugin_main(const TributaryHost* host);

#ifdef __cplusplus
}
#endif

#endif /* TRIBUTARY_PLUGIN_H */
