// There and back: ping and echo. Frames are moved, not copied: what came in goes out as it is.

#include <poll.h>
#include <sodium.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <zmq.h>

#include "bench.h"

static bool send_blocking(struct bench *bench, const struct open_socket *socket, uint64_t i) {
  while (!send_message(&bench->messages, socket->zmq, i, 0))
    if (!try_again(bench)) return false;
  return true;
}

static bool receive_blocking(struct bench *bench, const struct open_socket *socket, zmq_msg_t *body) {
  while (!receive_message(socket, body, 0))
    if (!try_again(bench)) return false;
  return true;
}

struct trip {
  struct open_socket *socket;
  zmq_msg_t body;
  // Of each round trip after the warm-up.
  uint32_t *samples;
  uint64_t start;
  uint64_t stop;
};

static uint32_t sample(uint64_t ns) { return ns < UINT32_MAX ? (uint32_t)ns : UINT32_MAX; }

// Message by message, up to number `end`.
static bool take_turns(struct bench *bench, struct trip *trip, uint64_t end) {
  for (; bench->done < end; bench->done++) {
    const uint64_t i = bench->done, from = now_ns();
    if (!send_blocking(bench, trip->socket, i) || !receive_blocking(bench, trip->socket, &trip->body)) return false;
    trip->stop = now_ns();
    if (i >= bench->warmup) trip->samples[i - bench->warmup] = sample(trip->stop - from);
    if (i + 1 == bench->warmup) trip->start = trip->stop;
    if (!is_right(bench, &trip->body, i) || !in_time(bench)) return false;
  }
  return true;
}

// Sleeps until the socket has something or `due` has come, whichever is first.
static void sleep_until(const struct open_socket *socket, uint64_t due) {
  struct pollfd item = {.fd = socket->fd, .events = POLLIN};
  const uint64_t now = now_ns(), left = due > now ? due - now : 0;
  ppoll(&item, 1, &(struct timespec){(time_t)(left / 1000000000u), (long)(left % 1000000000u)}, NULL);
}

// Each message at its time, answered or not; a sample counts from when its message was due.
static bool keep_rate(struct bench *bench, struct trip *trip, double rate) {
  uint64_t sent = 0, received = 0;
  // Sleep as exactly as the kernel can.
  prctl(PR_SET_TIMERSLACK, 1);
  for (; received < bench->count; bench->done = bench->warmup + received) {
    const uint64_t next = sent < bench->count ? trip->start + (uint64_t)((double)sent * 1e9 / rate) : UINT64_MAX;
    if (!in_time(bench)) return false;
    if (now_ns() >= next) {
      if (send_message(&bench->messages, trip->socket->zmq, bench->warmup + sent, ZMQ_DONTWAIT)) sent++;
      else if (zmq_errno() != EAGAIN && !try_again(bench)) return false;
    }
    if (receive_message(trip->socket, &trip->body, ZMQ_DONTWAIT)) {
      trip->stop = now_ns();
      trip->samples[received] = sample(trip->stop - trip->start - (uint64_t)((double)received * 1e9 / rate));
      if (!is_right(bench, &trip->body, bench->warmup + received++)) return false;
    } else if (zmq_errno() == EAGAIN) {
      sleep_until(trip->socket, next);
    } else if (!try_again(bench)) {
      return false;
    }
  }
  return true;
}

static json_t *with_samples(struct bench *bench, const struct trip *trip) {
  json_t *fields = figures(bench->count, trip->stop - trip->start);
  const size_t octets = bench->count * sizeof *trip->samples;
  const size_t room = sodium_base64_ENCODED_LEN(octets, sodium_base64_VARIANT_ORIGINAL);
  char *text = malloc(room);
#if __BYTE_ORDER__ == __ORDER_BIG_ENDIAN__
  for (uint64_t i = 0; i < bench->count; i++) trip->samples[i] = __builtin_bswap32(trip->samples[i]);
#endif
  sodium_bin2base64(text, room, (const unsigned char *)trip->samples, octets, sodium_base64_VARIANT_ORIGINAL);
  json_object_set_new(fields, "samples", json_string(text));
  free(text);
  return fields;
}

json_t *bench_ping(struct bench *bench) {
  const json_t *rate = json_object_get(bench->call->request, "rate");
  struct trip trip = {.socket = bench_socket(bench->call, text_field(bench->call, "s"), true, true)};
  if (!trip.socket) return NULL;
  const int type = trip.socket->type->type;
  if (rate && type != ZMQ_DEALER && type != ZMQ_PAIR) return refused(bench->call, "EINVAL", "only DEALER and PAIR can keep a rate");
  // Written to now, so that no page is fetched while the clock runs.
  trip.samples = malloc(bench->count * sizeof *trip.samples);
  memset(trip.samples, 0xff, bench->count * sizeof *trip.samples);
  zmq_msg_init(&trip.body);
  const bool ok = rate ? take_turns(bench, &trip, bench->warmup) && keep_rate(bench, &trip, json_number_value(rate))
                       : take_turns(bench, &trip, bench->total);
  json_t *fields = ok ? with_samples(bench, &trip) : ended_early(bench, "answered");
  zmq_msg_close(&trip.body);
  free(trip.samples);
  return fields;
}

// All frames of one message, back as they came.
static bool send_back(struct bench *bench, const struct open_socket *socket, zmq_msg_t *frame) {
  for (;;) {
    const int more = zmq_msg_more(frame);
    while (zmq_msg_send(frame, socket->zmq, more ? ZMQ_SNDMORE : 0) < 0)
      if (!try_again(bench)) return false;
    if (!more) return true;
    while (zmq_msg_recv(frame, socket->zmq, 0) < 0)
      if (!try_again(bench)) return false;
  }
}

json_t *bench_echo(struct bench *bench) {
  struct open_socket *socket = bench_socket(bench->call, text_field(bench->call, "s"), true, true);
  if (!socket) return NULL;
  uint64_t start = 0, stop = 0;
  zmq_msg_t frame;
  zmq_msg_init(&frame);
  bool ok = true;
  for (; ok && bench->done < bench->total; bench->done += ok) {
    while (ok && zmq_msg_recv(&frame, socket->zmq, 0) < 0) ok = try_again(bench);
    if (!ok) break;
    if (bench->done + 1 == bench->warmup) start = now_ns();
    if (bench->done + 1 == bench->total) stop = now_ns();
    ok = send_back(bench, socket, &frame) && in_time(bench);
  }
  zmq_msg_close(&frame);
  return ok ? figures(bench->count, stop - start) : ended_early(bench, "sent back");
}
