#include "placement/assign.h"

#include <string.h>

typedef struct {
    int to, next; /* node; next arc of the same node or -1 */
    int room;     /* what may still flow; arc ^ 1 is the way back */
    gint64 cost;
} Arc;

typedef struct {
    int first_arc; /* -1: none */
    gint64 distance;
    int by_arc; /* the arc by which 'distance' was reached; -1: not reached */
    bool queued;
} Node;

struct Assigner {
    GArray *arcs;  /* of Arc */
    GArray *nodes; /* of Node */
    GArray *queue; /* of int */
};

enum { SOURCE, SINK, FIRST_ITEM };

Assigner *assigner_new(void)
{
    Assigner *assigner = g_new0(Assigner, 1);
    assigner->arcs = g_array_new(FALSE, FALSE, sizeof(Arc));
    assigner->nodes = g_array_new(FALSE, FALSE, sizeof(Node));
    assigner->queue = g_array_new(FALSE, FALSE, sizeof(int));
    return assigner;
}

void assigner_free(Assigner *assigner)
{
    if (assigner == NULL)
        return;
    g_array_unref(assigner->arcs);
    g_array_unref(assigner->nodes);
    g_array_unref(assigner->queue);
    g_free(assigner);
}

static Node *node_at(Assigner *assigner, int i)
{
    return &g_array_index(assigner->nodes, Node, i);
}

static Arc *arc_at(Assigner *assigner, int i)
{
    return &g_array_index(assigner->arcs, Arc, i);
}

static int add_node(Assigner *assigner)
{
    Node node = { .first_arc = -1 };
    g_array_append_val(assigner->nodes, node);
    return (int)assigner->nodes->len - 1;
}

static void add_half(Assigner *assigner, int from, int to, int room, gint64 cost)
{
    Node *node = node_at(assigner, from);
    Arc arc = { to, node->first_arc, room, cost };
    node->first_arc = (int)assigner->arcs->len;
    g_array_append_val(assigner->arcs, arc);
}

/* For one unit. */
static void add_arc(Assigner *assigner, int from, int to, gint64 cost)
{
    add_half(assigner, from, to, 1, cost);
    add_half(assigner, to, from, 0, -cost);
}

static int item_node(int item)
{
    return FIRST_ITEM + item;
}

static int bin_node(const AssignProblem *problem, int bin)
{
    return FIRST_ITEM + problem->n_items + bin;
}

static int first_group_node(const AssignProblem *problem)
{
    return FIRST_ITEM + problem->n_items + problem->n_bins;
}

static int group_node(const AssignProblem *problem, int group, int bin)
{
    return first_group_node(problem) + group * problem->n_bins + bin;
}

static int count_groups(const AssignProblem *problem)
{
    int n = 0;
    for (int i = 0; i < problem->n_items; i++)
        n = MAX(n, problem->groups[i] + 1);
    return n;
}

static void build(Assigner *assigner, const AssignProblem *problem)
{
    int n_groups = count_groups(problem);
    int n_nodes = first_group_node(problem) + n_groups * problem->n_bins;
    g_array_set_size(assigner->arcs, 0);
    g_array_set_size(assigner->nodes, 0);
    for (int i = 0; i < n_nodes; i++)
        add_node(assigner);
    for (int item = 0; item < problem->n_items; item++) {
        int group = problem->groups[item];
        add_arc(assigner, SOURCE, item_node(item), 0);
        for (int bin = 0; bin < problem->n_bins; bin++) {
            gint64 cost = problem->costs[item * problem->n_bins + bin];
            if (cost != ASSIGN_NEVER)
                add_arc(assigner, item_node(item),
                        group == ASSIGN_NONE ? bin_node(problem, bin)
                                             : group_node(problem, group, bin),
                        cost);
        }
    }
    for (int group = 0; group < n_groups; group++)
        for (int bin = 0; bin < problem->n_bins; bin++)
            add_arc(assigner, group_node(problem, group, bin), bin_node(problem, bin), 0);
    for (int bin = 0; bin < problem->n_bins; bin++)
        for (int place = 0; place < problem->n_items && place < (int)problem->places[bin]; place++)
            add_arc(assigner, bin_node(problem, bin), SINK, place * problem->crowding);
}

static void reach(Assigner *assigner, int i, gint64 distance, int by_arc)
{
    Node *node = node_at(assigner, i);
    node->distance = distance;
    node->by_arc = by_arc;
    if (node->queued)
        return;
    node->queued = true;
    g_array_append_val(assigner->queue, i);
}

/* Bellman and Ford's way with a queue: ways back cost less than nothing. */
static void find_distances(Assigner *assigner, int from)
{
    for (guint i = 0; i < assigner->nodes->len; i++) {
        Node *node = node_at(assigner, (int)i);
        node->distance = G_MAXINT64;
        node->by_arc = -1;
        node->queued = false;
    }
    g_array_set_size(assigner->queue, 0);
    reach(assigner, from, 0, -1);
    for (guint head = 0; head < assigner->queue->len; head++) {
        Node *node = node_at(assigner, g_array_index(assigner->queue, int, head));
        node->queued = false;
        for (int i = node->first_arc; i >= 0; i = arc_at(assigner, i)->next) {
            const Arc *arc = arc_at(assigner, i);
            gint64 distance = node->distance + arc->cost;
            if (arc->to != SOURCE && arc->room > 0 &&
                distance < node_at(assigner, arc->to)->distance)
                reach(assigner, arc->to, distance, i);
        }
    }
}

static bool reached(Assigner *assigner, int i)
{
    return node_at(assigner, i)->distance != G_MAXINT64;
}

/* Sends one unit along the way that find_distances() has found. */
static void augment(Assigner *assigner)
{
    for (int i = SINK; i != SOURCE;) {
        int by_arc = node_at(assigner, i)->by_arc;
        arc_at(assigner, by_arc)->room--;
        arc_at(assigner, by_arc ^ 1)->room++;
        i = arc_at(assigner, by_arc ^ 1)->to;
    }
}

/* The bin that the one unit from 'item' goes to. */
static int bin_of(Assigner *assigner, const AssignProblem *problem, int item)
{
    for (int i = node_at(assigner, item_node(item))->first_arc; i >= 0;
         i = arc_at(assigner, i)->next) {
        const Arc *arc = arc_at(assigner, i);
        if (arc->to == SOURCE || arc->room > 0)
            continue;
        return arc->to >= first_group_node(problem)
                   ? (arc->to - first_group_node(problem)) % problem->n_bins
                   : arc->to - bin_node(problem, 0);
    }
    g_assert_not_reached();
}

bool assign_solve(Assigner *assigner, const AssignProblem *problem, int *ret_bins, gint64 *ret_cost)
{
    gint64 cost = 0;
    build(assigner, problem);
    for (int i = 0; i < problem->n_items; i++) {
        find_distances(assigner, SOURCE);
        if (!reached(assigner, SINK))
            return false;
        cost += node_at(assigner, SINK)->distance;
        augment(assigner);
    }
    for (int item = 0; item < problem->n_items; item++)
        ret_bins[item] = bin_of(assigner, problem, item);
    *ret_cost = cost;
    return true;
}

static int find_left_over(Assigner *assigner, const AssignProblem *problem)
{
    for (int item = 0; item < problem->n_items; item++)
        for (int i = node_at(assigner, item_node(item))->first_arc; i >= 0;
             i = arc_at(assigner, i)->next)
            if (arc_at(assigner, i)->to == SOURCE && arc_at(assigner, i)->room == 0)
                return item;
    g_assert_not_reached();
}

/* What can be reached from an item that is left over, where nothing more flows, is the tight spot
 * (Hall; max-flow min-cut): the bins it would go to, the items it would push aside there, … */
void assign_violator(Assigner *assigner, const AssignProblem *problem, bool *ret_items,
                     int *ret_places, bool *ret_grouped)
{
    find_distances(assigner, item_node(find_left_over(assigner, problem)));
    for (int item = 0; item < problem->n_items; item++)
        ret_items[item] = reached(assigner, item_node(item));
    for (int bin = 0; bin < problem->n_bins; bin++) {
        int n_groups = 0;
        for (int group = 0; group < count_groups(problem); group++)
            n_groups += reached(assigner, group_node(problem, group, bin));
        bool whole = reached(assigner, bin_node(problem, bin));
        ret_places[bin] = whole ? (int)problem->places[bin] : n_groups > 0 ? n_groups : -1;
        ret_grouped[bin] = !whole && n_groups > 0;
    }
}
