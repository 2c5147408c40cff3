// The table of ops. Rule: no expectations, no sleeps, no retries (docs/zshim.md).

#include "dispatch.h"

#include <string.h>

#include "bench.h"
#include "hello.h"
#include "op.h"
#include "process.h"
#include "shim.h"
#include "socket-op.h"
#include "zap.h"

// Whether an op names a socket, and whether every shim must have it.
enum { SOCKET = 1, OPTIONAL = 2 };

static const struct {
  const char *name;
  int traits;
  json_t *(*handle)(struct call *call);
} ops[] = {
    {"hello", 0, do_hello},
    // Its name must not be open yet.
    {"open", 0, do_open},
    {"bind", SOCKET, do_bind},
    {"connect", SOCKET, do_connect},
    {"sub", SOCKET, do_sub},
    {"unsub", SOCKET, do_unsub},
    {"send", SOCKET, do_send},
    {"recv", SOCKET, do_recv},
    {"close", SOCKET, do_close},
    {"reset", 0, do_reset},
    {"bye", 0, do_bye},
    {"set", SOCKET | OPTIONAL, do_set},
    {"get", SOCKET | OPTIONAL, do_get},
    {"unbind", SOCKET | OPTIONAL, do_unbind},
    {"disconnect", SOCKET | OPTIONAL, do_disconnect},
    {"peers", SOCKET | OPTIONAL, do_peers},
    {"monitor", SOCKET | OPTIONAL, do_monitor},
    {"sendmany", SOCKET | OPTIONAL, do_sendmany},
    {"recvmany", SOCKET | OPTIONAL, do_recvmany},
    // Names several sockets, or none yet.
    {"bench", OPTIONAL, do_bench},
    {"stats", OPTIONAL, do_stats},
    {"z85", OPTIONAL, do_z85},
    {"zap", OPTIONAL, do_zap},
    {"asked", OPTIONAL, do_asked},
};

enum { count = sizeof ops / sizeof *ops };

json_t *optional_ops(void) {
  json_t *names = json_array();
  for (size_t i = 0; i < count; i++)
    if (ops[i].traits & OPTIONAL) json_array_append_new(names, json_string(ops[i].name));
  return names;
}

// Only its address counts.
static json_t nothing_yet;
json_t *const later = &nothing_yet;

json_t *refused(struct call *call, const char *word, const char *msg) {
  call->failure = refusal(word, msg);
  return NULL;
}

json_t *refused_by_zmq(struct call *call) {
  call->failure = zmq_failure();
  return NULL;
}

const char *text_field(const struct call *call, const char *field) {
  const char *text = json_string_value(json_object_get(call->request, field));
  return text ? text : "";
}

void answer(struct shim *shim, json_t *id, json_t *fields) {
  json_t *reply = json_pack("{s:O, s:b}", "id", id, "ok", 1);
  if (fields) json_object_update(reply, fields);
  control_write(&shim->control, reply);
  json_decref(reply);
  json_decref(fields);
}

void refuse(struct shim *shim, json_t *id, struct failure failure) {
  json_t *reply = failure_reply(id, failure);
  control_write(&shim->control, reply);
  json_decref(reply);
}

static json_t *handle(struct call *call) {
  const char *name = text_field(call, "op");
  for (size_t i = 0; i < count; i++) {
    if (strcmp(ops[i].name, name) != 0) continue;
    if (ops[i].traits & SOCKET) {
      call->socket = find_socket(call->shim, text_field(call, "s"));
      if (!call->socket) return refused(call, "ECLOSED", "no socket of that name is open");
    }
    return ops[i].handle(call);
  }
  return refused(call, "ENOSYS", "no such op");
}

void dispatch(struct shim *shim, const json_t *request) {
  json_t *id = json_object_get(request, "id");
  if (!id) return;
  struct call call = {.shim = shim, .request = request};
  json_t *fields = handle(&call);
  if (!fields) refuse(shim, id, call.failure);
  else if (fields != later) answer(shim, id, fields);
}
