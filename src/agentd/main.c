/* berth-agent: the agent of the host it runs on. */
#include "agent/sys/linux.h"
#include "agentd/program.h"

static Sys *make_sys(const AgentConfig *config, GError **error)
{
    return sys_linux_new(config->libvirt_uri, error);
}

int main(int argc, char **argv)
{
    static const AgentProgram program = { make_sys, NULL };
    return agent_program_main(&program, argc, argv);
}
