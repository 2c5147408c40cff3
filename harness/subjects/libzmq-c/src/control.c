// The control connection: standard streams, dial-back (ZMQSPEC_CONTROL) or one conversation after another at a port.

#include "control.h"

#include <errno.h>
#include <netdb.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

enum { chunk = 64 * 1024 };

static void give_up(const char *what, const char *why) {
  fprintf(stderr, "%s: %s\n", what, why);
  exit(1);
}

struct control control_stdio(void) {
  const int out = dup(STDOUT_FILENO);
  if (out < 0 || dup2(STDERR_FILENO, STDOUT_FILENO) < 0) give_up("standard output", strerror(errno));
  return (struct control){.in = STDIN_FILENO, .out = out};
}

static struct addrinfo *resolve(const char *address, int flags) {
  const char *colon = strrchr(address, ':');
  if (!colon) give_up(address, "write it as host:port");
  const bool bracketed = *address == '[' && colon[-1] == ']';
  char host[256];
  snprintf(host, sizeof host, "%.*s", (int)(colon - address) - (bracketed ? 2 : 0), address + (bracketed ? 1 : 0));
  struct addrinfo *found = NULL;
  const struct addrinfo hints = {.ai_socktype = SOCK_STREAM, .ai_flags = flags};
  const int error = getaddrinfo(host, colon + 1, &hints, &found);
  if (error) give_up(address, gai_strerror(error));
  return found;
}

static struct control over_socket(int fd) {
  // Requests and replies are small and wait for each other.
  setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &(int){1}, sizeof(int));
  return (struct control){.in = fd, .out = fd};
}

struct control control_dial(const char *address, const char *token) {
  struct addrinfo *found = resolve(address, 0);
  const int fd = socket(found->ai_family, found->ai_socktype, found->ai_protocol);
  if (fd < 0 || connect(fd, found->ai_addr, found->ai_addrlen) < 0) give_up(address, strerror(errno));
  freeaddrinfo(found);
  const struct control control = over_socket(fd);
  json_t *line = json_pack("{s:i, s:s}", "zshim", 1, "token", token ? token : "");
  control_write(&control, line);
  json_decref(line);
  return control;
}

int control_listen(const char *address) {
  struct addrinfo *found = resolve(address, AI_PASSIVE);
  const int fd = socket(found->ai_family, found->ai_socktype, found->ai_protocol);
  setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &(int){1}, sizeof(int));
  if (fd < 0 || bind(fd, found->ai_addr, found->ai_addrlen) < 0 || listen(fd, 1) < 0) give_up(address, strerror(errno));
  freeaddrinfo(found);
  struct sockaddr_storage own;
  socklen_t size = sizeof own;
  char host[256], port[32];
  if (getsockname(fd, (struct sockaddr *)&own, &size) == 0 &&
      getnameinfo((struct sockaddr *)&own, size, host, sizeof host, port, sizeof port, NI_NUMERICHOST | NI_NUMERICSERV) == 0)
    fprintf(stderr, "listening on %s:%s\n", host, port);
  return fd;
}

struct control control_accept(int listener) {
  int fd;
  while ((fd = accept(listener, NULL, NULL)) < 0)
    if (errno != EINTR && errno != ECONNABORTED) give_up("accept", strerror(errno));
  return over_socket(fd);
}

void control_write(const struct control *control, const json_t *value) {
  char *line = json_dumps(value, JSON_COMPACT);
  if (!line) give_up("reply", "no memory");
  size_t left = strlen(line) + 1;
  line[left - 1] = '\n';
  for (const char *at = line; left > 0;) {
    const ssize_t written = write(control->out, at, left);
    if (written < 0 && errno == EINTR) continue;
    // Nobody reads any more: the end of input is next.
    if (written < 0) break;
    at += written;
    left -= (size_t)written;
  }
  free(line);
}

bool control_read(struct control *control, void (*take)(void *owner, const json_t *request), void *owner) {
  if (control->room - control->len < chunk) {
    control->room = 2 * control->room + chunk;
    control->kept = realloc(control->kept, control->room);
    if (!control->kept) give_up("request", "no memory");
  }
  ssize_t got;
  do got = read(control->in, control->kept + control->len, chunk);
  while (got < 0 && errno == EINTR);
  if (got <= 0) return false;
  char *line = control->kept, *fresh = control->kept + control->len, *end;
  control->len += (size_t)got;
  while ((end = memchr(fresh, '\n', (size_t)(control->kept + control->len - fresh)))) {
    json_error_t error;
    json_t *request = json_loadb(line, (size_t)(end - line), JSON_ALLOW_NUL, &error);
    if (request) take(owner, request);
    else if (end > line) fprintf(stderr, "not JSON (%s): %.*s\n", error.text, (int)(end - line > 200 ? 200 : end - line), line);
    json_decref(request);
    line = fresh = end + 1;
  }
  control->len = (size_t)(control->kept + control->len - line);
  memmove(control->kept, line, control->len);
  return true;
}

void control_close(struct control *control) {
  close(control->in);
  if (control->out != control->in) close(control->out);
  free(control->kept);
  *control = (struct control){.in = -1, .out = -1};
}
