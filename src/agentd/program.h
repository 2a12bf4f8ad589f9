/* program.h - what berth-agent does with its command line: reads the config, makes agent and link
 * over the host that 'make_sys' gives, and wires them.
 *
 * The host comes from outside, so that the tests can put an invented one in its place. */
#pragma once

#include "agent/sys.h"
#include "agentd/config.h"

#include <glib.h>

typedef struct {
    Sys *(*make_sys)(const AgentConfig *config, GError **error);
    const GOptionEntry *options; /* besides those of every agent; may be NULL */
} AgentProgram;

/* The whole program; gives its exit status.  Once a process. */
int agent_program_main(const AgentProgram *program, int argc, char **argv);
