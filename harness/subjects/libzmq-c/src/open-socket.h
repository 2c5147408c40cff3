// One socket of the shim: its name, its listeners, its monitor.
// Rule: close answers when the addresses are free again. zmq_close alone returns earlier, so listeners are unbound first and
// their monitor's `closed` is awaited.
#pragma once

#include <jansson.h>
#include <stdbool.h>
#include <stdint.h>

#include "failure.h"
#include "shim.h"
#include "socket-type.h"

struct endpoint {
  struct endpoint *next;
  char at[];
};

struct open_socket {
  struct open_socket *next;
  struct shim *shim;
  char *name;
  const struct socket_type *type;
  void *zmq;
  // Readable when something may have changed (ZMQ_FD).
  int fd;
  // Draft types have no ZMQ_FD, but a poller that has one.
  void *poller;
  void *monitor;
  int monitor_fd;
  // Whether monitor lines are wanted.
  bool reporting;
  // Whether they carry the frames, too.
  bool showing;
  // Completed handshakes since open.
  int64_t handshakes;
  struct endpoint *bound;
};

// NULL when no socket has that name.
struct open_socket *find_socket(struct shim *shim, const char *name);

// NULL after a failure.
struct open_socket *open_socket(struct shim *shim, const char *name, const char *type, const json_t *options, struct failure *failure);

// A new string, the endpoint really bound; NULL after a failure.
char *bind_socket(struct open_socket *socket, const char *endpoint, struct failure *failure);
bool connect_socket(struct open_socket *socket, const char *endpoint, struct failure *failure);
bool unbind_socket(struct open_socket *socket, const char *endpoint, struct failure *failure);

// Closes it and forgets it; the number of listeners that did not go away. `linger` NULL: as the socket has it.
int close_socket(struct open_socket *socket, const int *linger);

// Starts monitoring, before the first connection.
bool watch(struct open_socket *socket, struct failure *failure);

// The value of an option that is an int.
int int_option(const struct open_socket *socket, int option);
