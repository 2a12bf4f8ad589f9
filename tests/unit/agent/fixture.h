/* fixture.h - the whole agent on an invented host: calls in, answers and events out. */
#pragma once

#include "agent/agent.h"
#include "simulator/fake.h"
#include "state-dir.h"

#define BOOT "6f1c3b52-0000-4000-8000-000000000000"
#define PF   "enp1s0"
#define DEV  "pci_0000_01_00_0"
#define MAC  "52:54:00:00:01:00"
#define VM   "7d3f6c1e-5a0b-4a55-9c39-2f6f0a1b6d10"
#define VM_2 "8d3f6c1e-5a0b-4a55-9c39-2f6f0a1b6d11"
#define NIC  "5b0c9a3e-0d7c-4b57-8a51-0d2f6c1b7e21"

typedef struct {
    StateDir dir;
    Sys *sys;
    Agent *agent;
    GString *events; /* "VM_status WaitForLaunch", one a line */
    bool recovering, carrier;
} Fixture;

typedef struct {
    bool done;
    int code;
    char *message;
    json_t *result;
} Reply;

void iterate_while(bool (*condition)(Fixture *f), Fixture *f);
void settle(Fixture *f);
void start_agent(Fixture *f);
void set_up_host(Fixture *f);
void set_up(Fixture *f, gconstpointer data);
void tear_down(Fixture *f, gconstpointer data);
void restart_agent(Fixture *f);
void call(Fixture *f, const char *name, json_t *params, Reply *reply);
void clear_reply(Reply *reply);
int code_of(Fixture *f, const char *name, json_t *params);
char *vm_xml(const char *id, guint64 epoch, guint vf_index, const char *mac);
json_t *create_params(const char *id, guint64 epoch, guint vf_index);
void create_vm(Fixture *f, guint64 epoch);
const VfInfo *vf(Fixture *f, guint index);
void expect_vf(Fixture *f, guint index, VfState state);
void expect_neutral(Fixture *f, guint index);
void expect_events(Fixture *f, const char *expected);
void expect_log(Fixture *f, const char *expected);
void on_answer(json_t *result, int code, const char *message, gpointer data);
bool is_busy(Fixture *f);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(Reply, clear_reply)
