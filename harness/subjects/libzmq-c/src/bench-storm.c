// Many at once: subscriptions, and connections.

#include <stdio.h>
#include <string.h>
#include <zmq.h>

#include "bench.h"

json_t *bench_subscribe(struct bench *bench) {
  struct open_socket *socket = bench_socket(bench->call, text_field(bench->call, "s"), false, true);
  struct messages *messages = &bench->messages;
  if (!socket) return NULL;
  if (socket->type->type != ZMQ_SUB || messages->topics == 0) return refused(bench->call, "EINVAL", "it takes a SUB socket and topics");
  // Above the high-water mark libzmq drops subscriptions without a word.
  zmq_setsockopt(socket->zmq, ZMQ_SNDHWM, &(int){0}, sizeof(int));
  bench->total = messages->topics;
  const uint64_t start = now_ns();
  for (; bench->done < bench->total; bench->done++) {
    stamp_topic(messages, messages->scratch, bench->done);
    if (zmq_setsockopt(socket->zmq, ZMQ_SUBSCRIBE, messages->scratch, messages->topic_len) != 0) return refused_by_zmq(bench->call);
    if (!in_time(bench)) return ended_early(bench, "subscribed to");
  }
  return figures(bench->total, now_ns() - start);
}

json_t *bench_connect(struct bench *bench) {
  struct call *call = bench->call;
  const char *prefix = text_field(call, "s"), *endpoint = text_field(call, "ep");
  char name[256];
  bench->total = (uint64_t)json_integer_value(json_object_get(call->request, "n"));
  if (bench->total < 1 || strlen(prefix) > 200) return refused(call, "EINVAL", "n is a number from 1, s a short name");
  const uint64_t start = now_ns();
  for (; bench->done < bench->total; bench->done++) {
    snprintf(name, sizeof name, "%s%llu", prefix, (unsigned long long)bench->done);
    if (find_socket(call->shim, name)) return refused(call, "EINVAL", "one of the names is in use");
    struct open_socket *socket =
        open_socket(call->shim, name, text_field(call, "type"), json_object_get(call->request, "options"), &call->failure);
    if (!socket) return NULL;
    // Without the monitor that a socket of its own would get: a thousand of them would be measured too.
    if (zmq_connect(socket->zmq, endpoint) != 0) return refused_by_zmq(call);
    if (!in_time(bench)) return ended_early(bench, "connected");
  }
  return figures(bench->total, now_ns() - start);
}
