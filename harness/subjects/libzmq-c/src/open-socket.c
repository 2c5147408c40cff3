// Opening, binding, connecting, closing.

#include "open-socket.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <zmq.h>

#include "monitor.h"
#include "op.h"
#include "option.h"

// Milliseconds a listener may take to go away before it counts as leaked.
enum { unbind_time = 250 };

static bool is_udp(const char *endpoint) { return strncmp(endpoint, "udp:", 4) == 0; }

// No events tell of its endpoints.
static bool is_quiet(const char *endpoint) { return strncmp(endpoint, "inproc:", 7) == 0 || is_udp(endpoint); }

struct open_socket *find_socket(struct shim *shim, const char *name) {
  for (struct open_socket *socket = shim->sockets; socket; socket = socket->next)
    if (strcmp(socket->name, name) == 0) return socket;
  return NULL;
}

static int descriptor(void *zmq) {
  int fd = -1;
  size_t size = sizeof fd;
  return zmq_getsockopt(zmq, ZMQ_FD, &fd, &size) == 0 ? fd : -1;
}

#ifdef ZMQ_BUILD_DRAFT_API
static int poller_descriptor(struct open_socket *socket) {
  zmq_fd_t fd = -1;
  socket->poller = zmq_poller_new();
  zmq_poller_add(socket->poller, socket->zmq, NULL, ZMQ_POLLIN | ZMQ_POLLOUT);
  return zmq_poller_fd(socket->poller, &fd) == 0 ? fd : -1;
}
#endif

static void dispose(struct open_socket *socket) {
#ifdef ZMQ_BUILD_DRAFT_API
  if (socket->poller) zmq_poller_destroy(&socket->poller);
#endif
  if (socket->monitor) {
    // The socket first: its last events have nobody to go to.
    zmq_socket_monitor(socket->zmq, NULL, 0);
    zmq_close(socket->monitor);
  }
  if (socket->zmq) zmq_close(socket->zmq);
  while (socket->bound) {
    struct endpoint *endpoint = socket->bound;
    socket->bound = endpoint->next;
    free(endpoint);
  }
  free(socket->name);
  free(socket);
}

struct open_socket *open_socket(struct shim *shim, const char *name, const char *type, const json_t *options, struct failure *failure) {
  const struct socket_type *known = socket_type(type);
  if (!known) {
    *failure = refusal("ENOTSUP", "no such socket type");
    return NULL;
  }
  struct open_socket *socket = calloc(1, sizeof *socket);
  *socket = (struct open_socket){.shim = shim, .name = strdup(name), .type = known, .monitor_fd = -1};
  socket->zmq = zmq_socket(shim->context, known->type);
  if (!socket->zmq) {
    *failure = zmq_failure();
    dispose(socket);
    return NULL;
  }
  const char *word;
  json_t *value;
  json_object_foreach((json_t *)options, word, value) {
    if (option_set(socket->zmq, word, value, failure)) continue;
    dispose(socket);
    return NULL;
  }
  socket->fd = descriptor(socket->zmq);
#ifdef ZMQ_BUILD_DRAFT_API
  if (socket->fd < 0) socket->fd = poller_descriptor(socket);
#endif
  socket->next = shim->sockets;
  shim->sockets = socket;
  return socket;
}

bool watch(struct open_socket *socket, struct failure *failure) {
  static unsigned long monitors = 0;
  if (socket->monitor) return true;
  char address[64];
  snprintf(address, sizeof address, "inproc://zmqspec-monitor-%lu", ++monitors);
  socket->monitor = zmq_socket(socket->shim->context, ZMQ_PAIR);
  // The I/O thread must never wait for us: events are few, and none may be lost.
  zmq_setsockopt(socket->monitor, ZMQ_RCVHWM, &(int){0}, sizeof(int));
  zmq_setsockopt(socket->monitor, ZMQ_LINGER, &(int){0}, sizeof(int));
  if (zmq_socket_monitor(socket->zmq, address, ZMQ_EVENT_ALL) == 0 && zmq_connect(socket->monitor, address) == 0) {
    socket->monitor_fd = descriptor(socket->monitor);
    // The descriptor tells of changes: from here on there is nothing that it did not tell.
    drain_monitor(socket, NULL);
    return true;
  }
  *failure = zmq_failure();
  zmq_close(socket->monitor);
  socket->monitor = NULL;
  return false;
}

char *bind_socket(struct open_socket *socket, const char *endpoint, struct failure *failure) {
  if (!is_quiet(endpoint) && !watch(socket, failure)) return NULL;
  char resolved[1024];
  size_t size = sizeof resolved;
  if (zmq_bind(socket->zmq, endpoint) != 0 || zmq_getsockopt(socket->zmq, ZMQ_LAST_ENDPOINT, resolved, &size) != 0) {
    *failure = zmq_failure();
    return NULL;
  }
  // Over udp it is the address alone, as it was given.
  if (is_udp(endpoint)) snprintf(resolved, sizeof resolved, "%s", endpoint);
  struct endpoint *bound = malloc(sizeof *bound + strlen(resolved) + 1);
  bound->next = socket->bound;
  strcpy(bound->at, resolved);
  socket->bound = bound;
  return strdup(resolved);
}

bool connect_socket(struct open_socket *socket, const char *endpoint, struct failure *failure) {
  if (!is_quiet(endpoint) && !watch(socket, failure)) return false;
  if (zmq_connect(socket->zmq, endpoint) == 0) return true;
  *failure = zmq_failure();
  return false;
}

// Waits for the listener's end, reporting other events meanwhile.
static bool await_closed(struct open_socket *socket, const char *endpoint) {
  zmq_pollitem_t item = {.socket = socket->monitor, .events = ZMQ_POLLIN};
  for (double left = unbind_time, until = now_ms() + unbind_time; left > 0; left = until - now_ms()) {
    if (zmq_poll(&item, 1, (long)left + 1) > 0 && drain_monitor(socket, endpoint)) return true;
  }
  return false;
}

bool unbind_socket(struct open_socket *socket, const char *endpoint, struct failure *failure) {
  struct endpoint **link = &socket->bound;
  while (*link && strcmp((*link)->at, endpoint) != 0) link = &(*link)->next;
  struct endpoint *ours = *link;
  if (ours) *link = ours->next;
  bool gone = zmq_unbind(socket->zmq, endpoint) == 0;
  if (!gone) {
    *failure = zmq_failure();
  } else if (ours && !is_quiet(endpoint) && !await_closed(socket, endpoint)) {
    *failure = refusal("EINTERNAL", "the address is still bound");
    gone = false;
  }
  free(ours);
  return gone;
}

int close_socket(struct open_socket *socket, const int *linger) {
  int leaked = 0;
  struct failure failure;
  fail_ops_of(socket, refusal("ECLOSED", "the socket was closed"));
  while (socket->bound) leaked += !unbind_socket(socket, socket->bound->at, &failure);
  if (linger) zmq_setsockopt(socket->zmq, ZMQ_LINGER, linger, sizeof *linger);
  struct open_socket **link = &socket->shim->sockets;
  while (*link != socket) link = &(*link)->next;
  *link = socket->next;
  dispose(socket);
  return leaked;
}

int int_option(const struct open_socket *socket, int option) {
  int value = -1;
  size_t size = sizeof value;
  zmq_getsockopt(socket->zmq, option, &value, &size);
  return value;
}
