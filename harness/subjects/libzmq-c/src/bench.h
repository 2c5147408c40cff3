// The op bench: loops that are timed (docs/zshim.md, "bench").
//
//   request ─► struct bench (deadline, messages) ─► role ─► reply
//
// Rule: in a loop there is no JSON, no logging, and no allocation but libzmq's and that of buffers which then are used again.
#pragma once

#include <signal.h>
#include <stdbool.h>
#include <stdint.h>

#include "bench-message.h"
#include "open-socket.h"
#include "shim.h"

struct bench {
  struct call *call;
  // Milliseconds, as now_ms.
  double deadline;
  struct messages messages;
  // Messages that are timed, those before them, and both.
  uint64_t count;
  uint64_t warmup;
  uint64_t total;
  // How far it came, for whoever asks when `t` is over.
  uint64_t done;
  // What was wrong with a message; "" while nothing is.
  char fault[160];
};

json_t *do_bench(struct call *call);

// Nanoseconds of the monotonic clock.
uint64_t now_ns(void);

// Set every 100 ms while a bench runs. A call that waits is interrupted then (EINTR).
extern volatile sig_atomic_t bench_ticked;

// Looks at the clock, and whether the harness is still there; false when the bench is to end.
bool bench_tick(struct bench *bench);

// After a call of libzmq that failed: whether to try it again. False when it failed for good, or `t` is over.
bool try_again(struct bench *bench);

// Between calls that do not wait: false when `t` is over.
static inline bool in_time(struct bench *bench) { return !bench_ticked || bench_tick(bench); }

// The answer of a loop that ended early: a fault, EAGAIN, or what libzmq said.
json_t *ended_early(struct bench *bench, const char *verb);

// The open socket of the field; NULL after a refusal. `sends` and `receives` are what its type must do.
struct open_socket *bench_socket(struct call *call, const char *name, bool sends, bool receives);

json_t *figures(uint64_t count, uint64_t ns);

// Roles.
json_t *bench_send(struct bench *bench);
json_t *bench_recv(struct bench *bench);
json_t *bench_ping(struct bench *bench);
json_t *bench_echo(struct bench *bench);
json_t *bench_both(struct bench *bench);
json_t *bench_retain(struct bench *bench);
json_t *bench_subscribe(struct bench *bench);
json_t *bench_connect(struct bench *bench);
