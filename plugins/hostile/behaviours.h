// SPDX-License-Identifier: GPL-3.0-or-later
/* Everything a bad plugin may do, one small function each. The argument is what follows the name. What comes
 * back (static or from malloc, never freed) becomes the row of the query: it tells how far the plugin got. */
#ifndef TRIBUTARY_HOSTILE_BEHAVIOURS_H
#define TRIBUTARY_HOSTILE_BEHAVIOURS_H

#ifdef __cplusplus
extern "C" {
#endif

typedef struct Behaviour {
    const char* name;
    const char* (*run)(const char* argument);
} Behaviour;

extern const Behaviour kCrashes[];
extern const Behaviour kResources[];
extern const Behaviour kFiles[];
extern const Behaviour kNetwork[];
extern const Behaviour kProcesses[];
extern const Behaviour kWire[];

/* Runs "name argument"; NULL: there is no such behaviour. */
const char* hostile_run(const char* words);
/* "ok", or the name of errno. */
const char* hostile_told(long result);
/* In C++: throws. */
void hostile_throw(void);

#ifdef __cplusplus
}
#endif
#endif
