// Monitor events of libzmq (zmq_socket_monitor(3)) in zshim's words.
#pragma once

#include <stdbool.h>

#include "open-socket.h"

// Takes what the monitor has: counts handshakes, reports lines. True when one of them was `closed` for `endpoint` (which may be NULL).
bool drain_monitor(struct open_socket *socket, const char *endpoint);
