/* silent-port.h - a port to hosts of which none ever answers. */
#pragma once

typedef struct HostPort HostPort;

HostPort *silent_port_new(void);
