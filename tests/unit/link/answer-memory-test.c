#include "link/answer-memory.h"

#define KEEP_MS 1000

static void put(AnswerMemory *memory, const char *id, const char *call, int answer, gint64 now)
{
    json_t *json = json_integer(answer);
    answer_memory_put(memory, id, call, json, now);
    json_decref(json);
}

/* -1: nothing is remembered. */
static int get(AnswerMemory *memory, const char *id, const char *call, gint64 now)
{
    json_t *json = answer_memory_get(memory, id, call, now);
    int answer = json != NULL ? (int)json_integer_value(json) : -1;
    json_decref(json);
    return answer;
}

static void test_same_call(void)
{
    g_autoptr(AnswerMemory) memory = answer_memory_new(3, KEEP_MS);
    g_assert_cmpint(get(memory, "a", "VM.destroy 1", 0), ==, -1);
    put(memory, "a", "VM.destroy 1", 5, 0);
    g_assert_cmpint(get(memory, "a", "VM.destroy 1", 0), ==, 5);
    g_assert_cmpint(get(memory, "a", "VM.destroy 1", KEEP_MS), ==, 5);
    g_assert_cmpint(get(memory, "b", "VM.destroy 1", 0), ==, -1);
}

static void test_other_call_forgets(void)
{
    g_autoptr(AnswerMemory) memory = answer_memory_new(3, KEEP_MS);
    put(memory, "a", "VM.destroy 1", 5, 0);
    g_assert_cmpint(get(memory, "a", "VM.destroy 2", 0), ==, -1);
    g_assert_cmpint(get(memory, "a", "VM.destroy 1", 0), ==, -1);
}

static void test_age(void)
{
    g_autoptr(AnswerMemory) memory = answer_memory_new(3, KEEP_MS);
    put(memory, "a", "c", 5, 0);
    g_assert_cmpint(get(memory, "a", "c", KEEP_MS + 1), ==, -1);
}

static void test_oldest_gives_way(void)
{
    g_autoptr(AnswerMemory) memory = answer_memory_new(3, KEEP_MS);
    put(memory, "a", "c", 1, 0);
    put(memory, "b", "c", 2, 1);
    put(memory, "a", "c", 3, 2); /* is the newest now */
    put(memory, "d", "c", 4, 3);
    put(memory, "e", "c", 5, 4);
    g_assert_cmpint(get(memory, "b", "c", 5), ==, -1);
    g_assert_cmpint(get(memory, "a", "c", 5), ==, 3);
    g_assert_cmpint(get(memory, "d", "c", 5), ==, 4);
    g_assert_cmpint(get(memory, "e", "c", 5), ==, 5);
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/answer-memory/same-call", test_same_call);
    g_test_add_func("/answer-memory/other-call-forgets", test_other_call_forgets);
    g_test_add_func("/answer-memory/age", test_age);
    g_test_add_func("/answer-memory/oldest-gives-way", test_oldest_gives_way);
    return g_test_run();
}
