// errno of libzmq (zmq.h and errno.h) in zshim's words; the native code travels along.

#include "failure.h"

#include <errno.h>
#include <stdio.h>
#include <zmq.h>

static const struct {
  int native;
  const char *name;
  const char *word;
} words[] = {
    {EAGAIN, "EAGAIN", "EAGAIN"},
    {EFSM, "EFSM", "EFSM"},
    {EHOSTUNREACH, "EHOSTUNREACH", "EHOSTUNREACH"},
    {EINVAL, "EINVAL", "EINVAL"},
    {ENOENT, "ENOENT", "EINVAL"},
    {ENODEV, "ENODEV", "EINVAL"},
    {ENAMETOOLONG, "ENAMETOOLONG", "EINVAL"},
    {EADDRNOTAVAIL, "EADDRNOTAVAIL", "EINVAL"},
    {ENOTSUP, "ENOTSUP", "ENOTSUP"},
    {EPROTONOSUPPORT, "EPROTONOSUPPORT", "ENOTSUP"},
    {EAFNOSUPPORT, "EAFNOSUPPORT", "ENOTSUP"},
    {ENOCOMPATPROTO, "ENOCOMPATPROTO", "ENOTSUP"},
    {EADDRINUSE, "EADDRINUSE", "EADDRINUSE"},
    {EMSGSIZE, "EMSGSIZE", "EMSGSIZE"},
    {EPROTO, "EPROTO", "EPROTO"},
    {EBADF, "EBADF", "ECLOSED"},
    {ENOTSOCK, "ENOTSOCK", "ECLOSED"},
    {ETERM, "ETERM", "ETERM"},
    {ECONNREFUSED, "ECONNREFUSED", "EINTERNAL"},
    {ECONNRESET, "ECONNRESET", "EINTERNAL"},
    {EACCES, "EACCES", "EINTERNAL"},
    {EMFILE, "EMFILE", "EINTERNAL"},
    {ENOMEM, "ENOMEM", "EINTERNAL"},
};

enum { count = sizeof words / sizeof *words };

const char *errno_name(int native) {
  for (size_t i = 0; i < count; i++)
    if (words[i].native == native) return words[i].name;
  return NULL;
}

struct failure refusal(const char *word, const char *msg) {
  return (struct failure){.word = word, .native = 0, .msg = msg};
}

struct failure zmq_failure(void) {
  const int native = zmq_errno();
  struct failure failure = {.word = "EINTERNAL", .native = native, .msg = zmq_strerror(native)};
  for (size_t i = 0; i < count; i++)
    if (words[i].native == native) failure.word = words[i].word;
  return failure;
}

json_t *failure_reply(json_t *id, struct failure failure) {
  json_t *reply = json_pack("{s:O, s:b, s:s, s:s}", "id", id, "ok", 0, "err", failure.word, "msg", failure.msg);
  if (failure.native != 0) {
    const char *name = errno_name(failure.native);
    json_object_set_new(reply, "native", json_sprintf("%s/%d", name ? name : "errno", failure.native));
  }
  return reply;
}
