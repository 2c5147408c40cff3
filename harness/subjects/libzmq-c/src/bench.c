// One bench: its deadline, its role, its answer.
// The deadline is a timer's signal: it interrupts whatever waits, and costs the loops one look at a flag.

#include "bench.h"

#include <errno.h>
#include <poll.h>
#include <stdio.h>
#include <string.h>
#include <sys/time.h>
#include <time.h>
#include <unistd.h>
#include <zmq.h>

volatile sig_atomic_t bench_ticked;

static void on_tick(int signal) {
  (void)signal;
  bench_ticked = 1;
}

static void run_clock(bool on) {
  const struct itimerval every = {.it_interval = {.tv_usec = on ? 100000 : 0}, .it_value = {.tv_usec = on ? 100000 : 0}};
  // No SA_RESTART: calls that wait shall return.
  sigaction(SIGALRM, &(struct sigaction){.sa_handler = on ? on_tick : SIG_IGN}, NULL);
  setitimer(ITIMER_REAL, &every, NULL);
}

bool bench_tick(struct bench *bench) {
  bench_ticked = 0;
  // Nobody else looks at the control connection meanwhile.
  const struct shim *shim = bench->call->shim;
  struct pollfd control = {.fd = shim->control.in, .events = POLLRDHUP};
  const bool over = poll(&control, 1, 0) > 0 && control.revents & (POLLHUP | POLLRDHUP | POLLERR);
  if (over && !shim->stays) _exit(0);
  return !over && now_ms() < bench->deadline;
}

bool try_again(struct bench *bench) {
  if (zmq_errno() != EINTR) return false;
  if (bench_tick(bench)) return true;
  errno = EAGAIN;
  return false;
}

uint64_t now_ns(void) {
  struct timespec now;
  clock_gettime(CLOCK_MONOTONIC, &now);
  return (uint64_t)now.tv_sec * 1000000000u + (uint64_t)now.tv_nsec;
}

json_t *figures(uint64_t count, uint64_t ns) { return json_pack("{s:I, s:I}", "count", (json_int_t)count, "ns", (json_int_t)ns); }

json_t *ended_early(struct bench *bench, const char *verb) {
  static char progress[100];
  if (*bench->fault) return json_pack("{s:i, s:i, s:s}", "count", 0, "ns", 0, "fault", bench->fault);
  if (zmq_errno() != EAGAIN && now_ms() < bench->deadline) return refused_by_zmq(bench->call);
  snprintf(progress, sizeof progress, "%s %llu of %llu", verb, (unsigned long long)bench->done, (unsigned long long)bench->total);
  return refused(bench->call, "EAGAIN", progress);
}

struct open_socket *bench_socket(struct call *call, const char *name, bool sends, bool receives) {
  struct open_socket *socket = find_socket(call->shim, name);
  if (!socket) refused(call, "ECLOSED", "no socket of that name is open");
  else if (sends > socket->type->sends) refused(call, "ENOTSUP", "this type does not send");
  else if (receives > socket->type->receives) refused(call, "ENOTSUP", "this type does not receive");
  else return socket;
  return NULL;
}

static const struct {
  const char *name;
  json_t *(*play)(struct bench *bench);
  bool passes_messages;
} roles[] = {
    {"send", bench_send, true},
    {"recv", bench_recv, true},
    {"ping", bench_ping, true},
    {"echo", bench_echo, true},
    {"both", bench_both, true},
    {"retain", bench_retain, true},
    {"subscribe", bench_subscribe, false},
    {"connect", bench_connect, false},
};

json_t *do_bench(struct call *call) {
  const char *role = text_field(call, "role");
  size_t row = 0;
  while (row < sizeof roles / sizeof *roles && strcmp(roles[row].name, role) != 0) row++;
  if (row == sizeof roles / sizeof *roles) return refused(call, "EINVAL", "no such role");
  if (strcmp(text_field(call, "style"), "batch") == 0) return refused(call, "ENOTSUP", "libzmq has no calls for many messages");
  struct bench bench = {.call = call, .deadline = now_ms() + json_number_value(json_object_get(call->request, "t"))};
  const json_int_t count = json_integer_value(json_object_get(call->request, "count"));
  const json_int_t warmup = json_integer_value(json_object_get(call->request, "warmup"));
  const json_int_t len = json_integer_value(json_object_get(call->request, "len"));
  if (roles[row].passes_messages && (count < 1 || warmup < 1 || len < 8))
    return refused(call, "EINVAL", "count and warmup are numbers from 1, len from 8");
  bench.count = (uint64_t)count;
  bench.warmup = (uint64_t)warmup;
  bench.total = bench.count + bench.warmup;
  if (!messages_init(&bench.messages, call->request))
    return refused(call, "EINVAL", "a topic has 4 octets or more, a message 8 more than its topic");
  bench_ticked = 0;
  run_clock(true);
  json_t *fields = roles[row].play(&bench);
  run_clock(false);
  messages_free(&bench.messages);
  return fields;
}
