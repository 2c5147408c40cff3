// Two sockets of one thread, and messages that are kept.

#include <stdlib.h>
#include <string.h>
#include <zmq.h>

#include "bench.h"
#include "process.h"

json_t *bench_both(struct bench *bench) {
  struct open_socket *sender = bench_socket(bench->call, text_field(bench->call, "s"), true, false);
  struct open_socket *receiver = sender ? bench_socket(bench->call, text_field(bench->call, "r"), false, true) : NULL;
  if (!receiver) return NULL;
  // Messages on their way at most.
  const uint64_t window = (uint64_t)json_integer_value(json_object_get(bench->call->request, "window"));
  if (window < 1) return refused(bench->call, "EINVAL", "window is a number from 1");
  uint64_t sent = 0, start = 0, stop = 0;
  bool ok = true;
  zmq_msg_t body;
  zmq_msg_init(&body);
  while (ok && bench->done < bench->total) {
    const uint64_t before = sent + bench->done;
    while (sent < bench->total && sent - bench->done < window && send_message(&bench->messages, sender->zmq, sent, ZMQ_DONTWAIT)) sent++;
    while (ok && bench->done < sent && receive_message(receiver, &body, ZMQ_DONTWAIT)) {
      if (bench->done + 1 == bench->warmup) start = now_ns();
      if (bench->done + 1 == bench->total) stop = now_ns();
      ok = is_right(bench, &body, bench->done);
      bench->done += ok;
    }
    // Neither could go on: why?
    if (ok && sent + bench->done == before) ok = zmq_errno() == EAGAIN || try_again(bench);
    ok = ok && in_time(bench);
  }
  zmq_msg_close(&body);
  return ok ? figures(bench->count, stop - start) : ended_early(bench, "received");
}

json_t *bench_retain(struct bench *bench) {
  const json_int_t keep = json_integer_value(json_object_get(bench->call->request, "keep"));
  struct open_socket *socket = bench_socket(bench->call, text_field(bench->call, "s"), false, true);
  if (!socket) return NULL;
  if (keep < 1) return refused(bench->call, "EINVAL", "keep is a number from 1");
  const uint64_t every = (uint64_t)keep;
  // Not touched before it is needed: what holds a message counts as its memory.
  zmq_msg_t *kept = malloc((bench->count / every + 1) * sizeof *kept), body;
  uint64_t held = 0, start = 0, stop = 0;
  int64_t before = 0;
  bool ok = true;
  zmq_msg_init(&body);
  for (; ok && bench->done < bench->total; bench->done += ok) {
    const uint64_t i = bench->done;
    while (ok && !receive_message(socket, &body, 0)) ok = try_again(bench);
    if (!ok || !(ok = is_right(bench, &body, i) && in_time(bench))) break;
    if (i + 1 == bench->warmup) {
      before = resident_octets();
      start = now_ns();
    }
    if (i + 1 == bench->total) stop = now_ns();
    if (i < bench->warmup || (i - bench->warmup) % every != 0) continue;
    zmq_msg_init(&kept[held]);
    zmq_msg_move(&kept[held++], &body);
  }
  const int error = zmq_errno();
  const int64_t after = resident_octets();
  for (uint64_t i = 0; ok && i < held; i++) ok = is_wholly_right(bench, &kept[i], bench->warmup + i * every);
  for (uint64_t i = 0; i < held; i++) zmq_msg_close(&kept[i]);
  zmq_msg_close(&body);
  free(kept);
  errno = error;
  if (!ok) return ended_early(bench, "received");
  json_t *fields = figures(bench->count, stop - start);
  json_object_set_new(fields, "rss", json_pack("[I, I]", (json_int_t)before, (json_int_t)after));
  return fields;
}
