#include "repr/node-build.h"

#include "base/err.h"

#define DEPTH_MAX 64

typedef struct {
    Node *node;
    Node *last; /* child */
    GString *text;
} Frame;

struct NodeBuild {
    NodeLimits limits;
    Node *root;
    guint n_nodes;
    guint depth;
    Frame frames[DEPTH_MAX];
    GError *error;
};

NodeBuild *node_build_new(const NodeLimits *limits)
{
    NodeBuild *build = g_new0(NodeBuild, 1);
    build->limits = *limits;
    g_assert(limits->max_depth <= DEPTH_MAX);
    return build;
}

void node_build_free(NodeBuild *build)
{
    if (build == NULL)
        return;
    for (int i = 0; i < DEPTH_MAX && build->frames[i].text != NULL; i++)
        g_string_free(build->frames[i].text, TRUE);
    node_free(build->root);
    g_clear_error(&build->error);
    g_free(build);
}

void node_build_fail(NodeBuild *build, int code, const char *format, ...)
{
    if (build->error != NULL)
        return;
    va_list args;
    va_start(args, format);
    build->error = g_error_new_valist(ERR, code, format, args);
    va_end(args);
}

bool node_build_failed(const NodeBuild *build)
{
    return build->error != NULL;
}

static void frame_begin(Frame *frame, Node *node)
{
    frame->node = node;
    frame->last = NULL;
    if (frame->text == NULL)
        frame->text = g_string_new(NULL);
    g_string_truncate(frame->text, 0);
}

bool node_build_open(NodeBuild *build, const char *name)
{
    if (build->depth >= build->limits.max_depth)
        node_build_fail(build, ERR_TOO_LARGE, "The input is nested more than %u deep",
                        build->limits.max_depth);
    if (build->n_nodes >= build->limits.max_nodes)
        node_build_fail(build, ERR_TOO_LARGE, "The input has more than %u elements",
                        build->limits.max_nodes);
    if (node_build_failed(build))
        return false;

    Node *node = g_new0(Node, 1);
    node->name = g_strdup(name);
    build->n_nodes++;
    if (build->depth == 0) {
        g_assert(build->root == NULL);
        build->root = node;
    } else {
        Frame *parent = &build->frames[build->depth - 1];
        *(parent->last != NULL ? &parent->last->next : &parent->node->first) = node;
        parent->last = node;
    }
    frame_begin(&build->frames[build->depth++], node);
    return true;
}

void node_build_text(NodeBuild *build, const char *text, gsize size)
{
    if (!node_build_failed(build) && build->depth > 0)
        g_string_append_len(build->frames[build->depth - 1].text, text, (gssize)size);
}

void node_build_close(NodeBuild *build)
{
    if (node_build_failed(build))
        return;
    g_assert(build->depth > 0);
    Frame *frame = &build->frames[--build->depth];
    frame->node->text = g_strdup(frame->node->first == NULL ? frame->text->str : "");
}

Node *node_build_finish(NodeBuild *build, GError **error)
{
    if (build->root == NULL)
        node_build_fail(build, ERR_INVALID, "The input is empty");
    if (build->error == NULL) {
        g_assert(build->depth == 0);
        return g_steal_pointer(&build->root);
    }
    g_propagate_error(error, g_steal_pointer(&build->error));
    return NULL;
}
