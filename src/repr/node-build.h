/* node-build.h - makes a tree of node.h from the events of a parser, within its bounds.  Private to
 * the readers. */
#pragma once

#include "repr/node.h"

typedef struct NodeBuild NodeBuild;

NodeBuild *node_build_new(const NodeLimits *limits);
void node_build_free(NodeBuild *build);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(NodeBuild, node_build_free)

/* False when a bound is reached or something is wrong; node_build_finish() then says what. */
bool node_build_open(NodeBuild *build, const char *name);
void node_build_text(NodeBuild *build, const char *text, gsize size);
void node_build_close(NodeBuild *build);

/* Records that the input is wrong, if nothing has been so far. */
void node_build_fail(NodeBuild *build, int code, const char *format, ...) G_GNUC_PRINTF(3, 4);
bool node_build_failed(const NodeBuild *build);

/* The root; once. */
Node *node_build_finish(NodeBuild *build, GError **error);

/* The two parsers.  'bytes' is valid UTF-8. */
void node_build_xml(NodeBuild *build, const char *bytes, gsize size);
void node_build_json(NodeBuild *build, const char *bytes, gsize size);
