/* Events and jobs that somebody else tells of. */
#include "fixture.h"

#include "model/event.h"
#include "model/job.h"
#include "silent-port.h"

#include <string.h>

/* --- events ----------------------------------------------------------------------------------- */

static Event *event_given(const char *origin, const char *severity, const char *custom_id)
{
    return given(&event_type, "origin", origin, "severity", severity, "custom_id", custom_id,
                 "event_description", "the chiller is loud", NULL);
}

static void test_event_add(void)
{
    static const struct {
        const char *severity;
        gint64 code;
    } cases[] = { { "normal", 9801 }, { "warning", 9802 }, { "error", 9803 }, { "alert", 9804 } };
    g_autoptr(Fixture) f = fixture_new();
    for (gsize i = 0; i < G_N_ELEMENTS(cases); i++) {
        g_autofree char *id = g_strdup_printf("%zu", i);
        gint64 before = n_events(f);
        g_autoptr(Event) event = add(f, event_given("plant", cases[i].severity, id), NULL);
        g_assert_cmpint(event->code, ==, cases[i].code);
        g_assert_cmpint(event->custom_id, ==, (gint64)i);
        g_assert_cmpstr(event->user, ==, USER_ADMIN_ID);
        g_assert_cmpstr(event->correlation_id, ==, "test-1");
        g_assert_cmpint(event->time, >, 0);
        g_assert_cmpint(n_events(f), ==, before + 1); /* itself alone */
    }
}

static void test_event_refs(void)
{
    g_autoptr(Fixture) f = fixture_new();
    g_autoptr(Vm) vm = add_vm(f, "web");
    Event *asked =
        given(&event_type, "origin", "plant", "severity", "normal", "custom_id", "5",
              "event_description", "x", "vm", vm->base.id, "correlation_id", "mine", NULL);
    g_autoptr(Event) event = add(f, asked, NULL);
    g_assert_cmpstr(event->vm, ==, vm->base.id);
    g_assert_cmpstr(event->correlation_id, ==, "mine");
    Event *unknown =
        given(&event_type, "origin", "plant", "severity", "normal", "custom_id", "6",
              "event_description", "x", "vm", "11111111-2222-4333-8444-555555555555", NULL);
    refuse_add(f, unknown, NULL, FAULT_ENTITY_NOT_FOUND, "11111111");
}

static void test_event_rules(void)
{
    g_autoptr(Fixture) f = fixture_new();
    refuse_add(f, event_given("ovirt", "normal", "1"), NULL, FAULT_EVENT_ORIGIN, "ovirt");
    entity_free(add(f, event_given("plant", "normal", "1"), NULL));
    refuse_add(f, event_given("plant", "normal", "1"), NULL, FAULT_EVENT_CUSTOM_ID,
               "has the custom id 1 already");
    entity_free(add(f, event_given("garage", "normal", "1"), NULL));
}

static void test_event_remove(void)
{
    g_autoptr(Fixture) f = fixture_new();
    g_autoptr(Event) event = add(f, event_given("plant", "normal", "1"), NULL);
    removes(f, &event_type, event->base.id);
    assert_event(f, "EVENT_REMOVED", "the chiller is loud");
    /* Its id is not used again. */
    g_autoptr(Event) next = add(f, event_given("plant", "normal", "1"), NULL);
    g_assert_cmpstr(next->base.id, !=, event->base.id);

    entity_free(add_vm(f, "web")); /* an event of the engine's own */
    g_autofree char *own =
        g_strdup_printf("%" G_GINT64_FORMAT, g_ascii_strtoll(next->base.id, NULL, 10) + 1);
    refuse_remove(f, &event_type, own, FAULT_EVENT_REMOVE_ORIGIN, own);
}

/* --- jobs ------------------------------------------------------------------------------------- */

static Job *add_job(Fixture *f)
{
    return add(f, given(&job_type, "description", "moving house", NULL), NULL);
}

static Step *add_step(Fixture *f, const Job *job, const char *type)
{
    return add(f, given(&step_type, "description", "packing", "kind", type, NULL), job->base.id);
}

static int status_of(Fixture *f, const void *entity)
{
    const Entity *base = entity;
    g_autoptr(Entity) now = store_get(f->store, base->type, base->id, NULL);
    return (int)field_int(now, &base->type->fields[entity_row_of(base->type, "status")]);
}

static void test_job_add(void)
{
    g_autoptr(Fixture) f = fixture_new();
    g_autoptr(Job) job = add_job(f);
    g_assert_true(job->external && job->auto_cleared);
    g_assert_cmpint(job->status, ==, JOB_STARTED);
    g_assert_cmpstr(job->owner, ==, USER_ADMIN_ID);
    g_assert_cmpstr(job->correlation_id, ==, "test-1");
    g_autoptr(Step) first = add_step(f, job, "validating");
    g_autoptr(Step) second = add_step(f, job, "executing");
    g_assert_true(first->external);
    g_assert_cmpint(first->number, ==, 0);
    g_assert_cmpint(second->number, ==, 1);
}

/* An engine that starts anew leaves such a job to the one who does it. */
static void test_job_survives_the_engine(void)
{
    g_autoptr(Fixture) f = fixture_new();
    g_autoptr(Job) job = add_job(f);
    engine_free(f->engine);
    f->engine = engine_new_with_port(&f->config, f->store, silent_port_new(), &f->error);
    g_assert_no_error(f->error);
    g_assert_cmpint(status_of(f, job), ==, JOB_STARTED);
    g_assert_true(engine_job_end(f->engine, &f->caller, job->base.id, true, &f->error));
}

static void test_job_end(void)
{
    g_autoptr(Fixture) f = fixture_new();
    g_autoptr(Job) job = add_job(f);
    g_autoptr(Step) done = add_step(f, job, "executing");
    g_autoptr(Step) open = add_step(f, job, "finalizing");
    g_assert_true(
        engine_step_end(f->engine, &f->caller, job->base.id, done->base.id, true, &f->error));
    g_assert_false(
        engine_step_end(f->engine, &f->caller, job->base.id, done->base.id, true, &f->error));
    g_assert_cmpstr(fault_name(f->error), ==, fault_info(FAULT_STEP_ENDED)->name);
    g_clear_error(&f->error);

    g_assert_true(engine_job_end(f->engine, &f->caller, job->base.id, false, &f->error));
    g_assert_cmpint(status_of(f, job), ==, JOB_FAILED);
    g_assert_cmpint(status_of(f, done), ==, JOB_FINISHED);
    g_assert_cmpint(status_of(f, open), ==, JOB_FAILED);
    g_assert_false(engine_job_end(f->engine, &f->caller, job->base.id, true, &f->error));
    g_assert_cmpstr(fault_name(f->error), ==, fault_info(FAULT_JOB_ENDED)->name);
    g_clear_error(&f->error);
    refuse_add(f, given(&step_type, "description", "x", "kind", "executing", NULL), job->base.id,
               FAULT_JOB_ENDED, "moving house");
}

static void test_step_of_another_job(void)
{
    g_autoptr(Fixture) f = fixture_new();
    g_autoptr(Job) job = add_job(f), other = add_job(f);
    g_autoptr(Step) step = add_step(f, job, "executing");
    g_assert_false(
        engine_step_end(f->engine, &f->caller, other->base.id, step->base.id, true, &f->error));
    g_assert_error(f->error, ERR, ERR_NOT_FOUND);
    g_clear_error(&f->error);
}

static void test_job_clear(void)
{
    g_autoptr(Fixture) f = fixture_new();
    g_autoptr(Job) job =
        add(f, given(&job_type, "description", "x", "auto_cleared", "false", NULL), NULL);
    g_assert_false(job->auto_cleared);
    g_assert_true(engine_job_end(f->engine, &f->caller, job->base.id, true, &f->error));
    g_assert_true(engine_job_clear(f->engine, &f->caller, job->base.id, &f->error));
    g_autoptr(Job) now = store_get(f->store, &job_type, job->base.id, NULL);
    g_assert_true(now->auto_cleared);
}

static void test_own_job_is_left_alone(void)
{
    g_autoptr(Fixture) f = fixture_new();
    g_autoptr(Job) own = entity_new(&job_type);
    own->description = g_strdup("Starting VM web");
    own->status = JOB_STARTED;
    put(f, own);
    g_autofree char *before = world(f);
    g_assert_false(engine_job_end(f->engine, &f->caller, own->base.id, true, &f->error));
    assert_refused(f, before, FAULT_JOB_NOT_EXTERNAL, "Cannot end Job");
    g_assert_false(engine_job_clear(f->engine, &f->caller, own->base.id, &f->error));
    assert_refused(f, before, FAULT_JOB_NOT_EXTERNAL, "Cannot clear Job");
    refuse_add(f, given(&step_type, "description", "x", "kind", "executing", NULL), own->base.id,
               FAULT_JOB_NOT_EXTERNAL, "Cannot extend Job");
}

static void test_nobody_may(void)
{
    g_autoptr(Fixture) f = fixture_new();
    g_autoptr(Job) job = add_job(f);
    f->caller.user_id = "11111111-2222-4333-8444-555555555555";
    refuse_add(f, event_given("plant", "normal", "9"), NULL, FAULT_NOT_AUTHORIZED,
               "inject_external_events");
    g_assert_false(engine_job_end(f->engine, &f->caller, job->base.id, true, &f->error));
    g_assert_cmpstr(fault_name(f->error), ==, fault_info(FAULT_NOT_AUTHORIZED)->name);
    g_clear_error(&f->error);
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/external/event-add", test_event_add);
    g_test_add_func("/external/event-refs", test_event_refs);
    g_test_add_func("/external/event-rules", test_event_rules);
    g_test_add_func("/external/event-remove", test_event_remove);
    g_test_add_func("/external/job-add", test_job_add);
    g_test_add_func("/external/job-survives-the-engine", test_job_survives_the_engine);
    g_test_add_func("/external/job-end", test_job_end);
    g_test_add_func("/external/step-of-another-job", test_step_of_another_job);
    g_test_add_func("/external/job-clear", test_job_clear);
    g_test_add_func("/external/own-job-is-left-alone", test_own_job_is_left_alone);
    g_test_add_func("/external/nobody-may", test_nobody_may);
    return g_test_run();
}
