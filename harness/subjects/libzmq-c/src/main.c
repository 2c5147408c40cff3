// libzmq as a subject: a program on its C API that speaks zshim/1 (docs/zshim.md).
//   (nothing)               standard input and output
//   ZMQSPEC_CONTROL=h:p     connects there; the first line carries ZMQSPEC_TOKEN
//   --listen HOST:PORT      waits for the harness, one conversation after another
// Rule: end of input ends the conversation at once, whatever is open.

#include <errno.h>
#include <poll.h>
#include <signal.h>
#include <sodium.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <time.h>
#include <unistd.h>
#include <zmq.h>

#include "monitor.h"
#include "op.h"
#include "socket-op.h"
#include "zap.h"

double now_ms(void) {
  struct timespec now;
  clock_gettime(CLOCK_MONOTONIC, &now);
  return (double)now.tv_sec * 1000 + (double)now.tv_nsec / 1e6;
}

static void take(void *owner, const json_t *request) {
  struct shim *shim = owner;
  if (!shim->done) dispatch(shim, request);
}

// What to wait for: the control connection, the monitors, the sockets that an op waits for, and the ZAP handler.
static nfds_t watch_list(const struct shim *shim, struct pollfd **list, size_t *room) {
  nfds_t count = 0;
  size_t sockets = 0;
  for (const struct open_socket *socket = shim->sockets; socket; socket = socket->next) sockets++;
  if (*room < 2 * sockets + 2) {
    *room = 4 * sockets + 16;
    *list = realloc(*list, *room * sizeof **list);
  }
  (*list)[count++] = (struct pollfd){.fd = shim->control.in, .events = POLLIN};
  for (const struct open_socket *socket = shim->sockets; socket; socket = socket->next) {
    if (socket->monitor) (*list)[count++] = (struct pollfd){.fd = socket->monitor_fd, .events = POLLIN};
    if (awaits(shim, socket)) (*list)[count++] = (struct pollfd){.fd = socket->fd, .events = POLLIN};
  }
  // Last: the monitors are looked up by their place. A negative descriptor is passed over.
  (*list)[count++] = (struct pollfd){.fd = zap_descriptor(shim), .events = POLLIN};
  return count;
}

// The list is as `watch_list` made it: no request was taken since.
static void drain_monitors(const struct shim *shim, const struct pollfd *list) {
  for (struct open_socket *socket = shim->sockets; socket; socket = socket->next) {
    if (socket->monitor && (++list)->revents) drain_monitor(socket, NULL);
    if (awaits(shim, socket)) list++;
  }
}

static void converse(struct shim *shim) {
  struct pollfd *list = NULL;
  size_t room = 0;
  for (int wait = -1; !shim->done; wait = advance(shim)) {
    const nfds_t count = watch_list(shim, &list, &room);
    if (poll(list, count, wait) < 0 && errno != EINTR) break;
    drain_monitors(shim, list);
    if (list[0].revents && !control_read(&shim->control, take, shim)) break;
  }
  free(list);
}

int main(int argc, char **argv) {
  const char *address = getenv("ZMQSPEC_CONTROL");
  const char *listen_at = argc == 3 && strcmp(argv[1], "--listen") == 0 ? argv[2] : NULL;
  if (argc > 1 && !listen_at) {
    fprintf(stderr, "usage: %s [--listen HOST:PORT]\n", argv[0]);
    return 2;
  }
  signal(SIGPIPE, SIG_IGN);
  // Where ipc://* puts its files; without it that is the working directory.
  setenv("TMPDIR", "/tmp", 0);
  // As many connections as the system lets us have.
  struct rlimit files;
  if (getrlimit(RLIMIT_NOFILE, &files) == 0) setrlimit(RLIMIT_NOFILE, &(struct rlimit){files.rlim_max, files.rlim_max});
  if (sodium_init() < 0) return 1;
  struct shim shim = {.context = zmq_ctx_new(), .stays = listen_at != NULL};
  zmq_ctx_set(shim.context, ZMQ_MAX_SOCKETS, zmq_ctx_get(shim.context, ZMQ_SOCKET_LIMIT));

  if (listen_at) {
    for (const int listener = control_listen(listen_at);;) {
      shim.control = control_accept(listener);
      shim.done = false;
      converse(&shim);
      do_reset(&(struct call){.shim = &shim});
      control_close(&shim.control);
    }
  }
  shim.control = address ? control_dial(address, getenv("ZMQSPEC_TOKEN")) : control_stdio();
  converse(&shim);
  // Neither lingering sockets nor their context hold the process up. A polite end frees what it can, for leak checkers.
  if (shim.done) control_close(&shim.control);
  _exit(0);
}
