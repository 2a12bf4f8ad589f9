/* berth-agent-simulated: berth-agent, with its certificate and its link, over an invented host. */
#include "agentd/program.h"
#include "simulator/fake.h"

static int n_pfs = 2;

static const GOptionEntry options[] = { { "pfs", 0, 0, G_OPTION_ARG_INT, &n_pfs,
                                          "the invented host has N PFs of 7 VFs each", "N" },
                                        { NULL } };

static Sys *make_sys(const AgentConfig *config, GError **error)
{
    Sys *sys = sys_fake_new();
    for (int i = 0; i < n_pfs; i++) {
        g_autofree char *name = g_strdup_printf("sim%d", i);
        g_autofree char *mac = g_strdup_printf("02:51:00:00:%02x:%02x", i / 256, i % 256);
        g_autofree char *pci = g_strdup_printf("0000:%02x:00.0", 1 + i % 254);
        sys_fake_add_pf(sys, name, mac, pci, "igb", 7, 7);
    }
    return sys;
}

int main(int argc, char **argv)
{
    static const AgentProgram program = { make_sys, options };
    return agent_program_main(&program, argc, argv);
}
