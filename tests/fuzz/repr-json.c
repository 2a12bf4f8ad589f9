/* Foreign JSON: the tree, then every entity that could be read from it. */
#include "repr/read.h"

int LLVMFuzzerTestOneInput(const guint8 *data, gsize size);

int LLVMFuzzerTestOneInput(const guint8 *data, gsize size)
{
    g_autoptr(Node) root = node_parse(REPR_JSON, (const char *)data, size, NULL, NULL);
    for (int i = 0; root != NULL && entity_types[i] != NULL; i++)
        repr_input_free(repr_read_node(entity_types[i], REPR_FROM_SERVER, root, NULL));
    return 0;
}
