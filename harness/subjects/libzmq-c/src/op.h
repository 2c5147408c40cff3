// Ops that wait: for a message, for room, for handshakes, for the end of `t`.
// Rule: an op is tried without waiting, again whenever its socket's descriptor says that something changed, and in the order in
// which the requests came; libzmq's own waiting does the same.
#pragma once

#include <jansson.h>
#include <poll.h>

#include "failure.h"
#include "open-socket.h"
#include "shim.h"

// Handlers of the ops that wait.
json_t *do_send(struct call *call);
json_t *do_recv(struct call *call);
json_t *do_sendmany(struct call *call);
json_t *do_recvmany(struct call *call);
json_t *do_peers(struct call *call);

// Tries all; milliseconds until the next deadline, 0 when one can go on at once, -1 when nothing waits.
int advance(struct shim *shim);

// Whether an op waits for the socket's descriptor.
bool awaits(const struct shim *shim, const struct open_socket *socket);

void fail_ops_of(struct open_socket *socket, struct failure failure);
