// Ops on sockets that are answered at once.

#include "socket-op.h"

#include <stdlib.h>
#include <string.h>
#include <zmq.h>

#include "frame.h"
#include "monitor.h"
#include "open-socket.h"
#include "option.h"
#include "zap.h"

static json_t *fields_if(bool ok) { return ok ? json_object() : NULL; }

json_t *do_open(struct call *call) {
  const char *name = text_field(call, "s");
  if (find_socket(call->shim, name)) return refused(call, "EINVAL", "the name is in use");
  const json_t *options = json_object_get(call->request, "options");
  return fields_if(open_socket(call->shim, name, text_field(call, "type"), options, &call->failure));
}

json_t *do_bind(struct call *call) {
  char *endpoint = bind_socket(call->socket, text_field(call, "ep"), &call->failure);
  json_t *fields = endpoint ? json_pack("{s:s}", "ep", endpoint) : NULL;
  free(endpoint);
  return fields;
}

json_t *do_connect(struct call *call) {
  const json_t *routing_id = json_object_get(call->request, "routing_id");
  if (routing_id && !option_set(call->socket->zmq, "connect_routing_id", routing_id, &call->failure)) return NULL;
  return fields_if(connect_socket(call->socket, text_field(call, "ep"), &call->failure));
}

json_t *do_unbind(struct call *call) { return fields_if(unbind_socket(call->socket, text_field(call, "ep"), &call->failure)); }

json_t *do_disconnect(struct call *call) {
  return zmq_disconnect(call->socket->zmq, text_field(call, "ep")) == 0 ? json_object() : refused_by_zmq(call);
}

// To XSUB a subscription is a message: 01 or 00, and the prefix.
static int send_subscription(void *xsub, bool on, struct bytes prefix) {
  unsigned char *message = malloc(prefix.len + 1);
  message[0] = on;
  memcpy(message + 1, prefix.at, prefix.len);
  const int sent = zmq_send(xsub, message, prefix.len + 1, 0);
  free(message);
  return sent;
}

static json_t *change_subscription(struct call *call, bool on) {
  const int type = call->socket->type->type;
  void *zmq = call->socket->zmq;
  struct bytes prefix;
  if (type != ZMQ_SUB && type != ZMQ_XSUB && type != ZMQ_XPUB) return refused(call, "ENOTSUP", "this type has no subscriptions");
  if (!frame_read(json_object_get(call->request, "prefix"), &prefix)) return refused(call, "EINVAL", "the prefix is no frame");
  const int result = type == ZMQ_XSUB ? send_subscription(zmq, on, prefix)
                                      : zmq_setsockopt(zmq, on ? ZMQ_SUBSCRIBE : ZMQ_UNSUBSCRIBE, prefix.at, prefix.len);
  json_t *fields = result >= 0 ? json_object() : refused_by_zmq(call);
  free(prefix.at);
  return fields;
}

json_t *do_sub(struct call *call) { return change_subscription(call, true); }
json_t *do_unsub(struct call *call) { return change_subscription(call, false); }

json_t *do_set(struct call *call) {
  return fields_if(option_set(call->socket->zmq, text_field(call, "option"), json_object_get(call->request, "value"), &call->failure));
}

json_t *do_get(struct call *call) {
  json_t *value = option_get(call->socket->zmq, text_field(call, "option"), &call->failure);
  return value ? json_pack("{s:o}", "value", value) : NULL;
}

json_t *do_monitor(struct call *call) {
  const json_t *frames = json_object_get(call->request, "frames");
  if (frames && json_integer_value(frames) != 1) return refused(call, "EINVAL", "frames of version 1 only");
  if (!watch(call->socket, &call->failure)) return NULL;
  // What happened before is not reported.
  drain_monitor(call->socket, NULL);
  call->socket->reporting = true;
  call->socket->showing = frames != NULL;
  return json_object();
}

json_t *do_close(struct call *call) {
  const json_t *linger = json_object_get(call->request, "linger");
  const int ms = (int)json_integer_value(linger);
  const int leaked = close_socket(call->socket, linger ? &ms : NULL);
  call->socket = NULL;
  return leaked == 0 ? json_object() : refused(call, "EINTERNAL", "an address of the socket is still bound");
}

static int close_all(struct shim *shim) {
  int leaked = 0;
  while (shim->sockets) leaked += close_socket(shim->sockets, &(int){0});
  forget_zap(shim);
  return leaked;
}

json_t *do_reset(struct call *call) { return json_pack("{s:i}", "leaked", close_all(call->shim)); }

json_t *do_bye(struct call *call) {
  close_all(call->shim);
  call->shim->done = true;
  return json_object();
}
