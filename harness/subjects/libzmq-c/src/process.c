// Resource figures of this process (getrusage(2), /proc), and Z85 (RFC 32) as libzmq has it.

#include "process.h"

#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <unistd.h>
#include <zmq.h>

#include "frame.h"

static double milliseconds(struct timeval time) { return (double)time.tv_sec * 1000 + (double)time.tv_usec / 1000; }

int64_t resident_octets(void) {
  long total, resident = -1;
  FILE *statm = fopen("/proc/self/statm", "r");
  if (!statm) return -1;
  const bool read = fscanf(statm, "%ld %ld", &total, &resident) == 2;
  fclose(statm);
  return read ? (int64_t)resident * sysconf(_SC_PAGESIZE) : -1;
}

json_t *do_stats(struct call *call) {
  (void)call;
  struct rusage usage;
  getrusage(RUSAGE_SELF, &usage);
  json_t *fields = json_pack("{s:f, s:f}", "cpu_user_ms", milliseconds(usage.ru_utime), "cpu_sys_ms", milliseconds(usage.ru_stime));
  const int64_t rss = resident_octets();
  if (rss >= 0) json_object_set_new(fields, "rss", json_integer(rss));
  DIR *descriptors = opendir("/proc/self/fd");
  if (descriptors) {
    json_int_t count = 0;
    for (struct dirent *entry; (entry = readdir(descriptors));) count += entry->d_name[0] != '.';
    // The handle of the directory is one of them.
    json_object_set_new(fields, "fds", json_integer(count - 1));
    closedir(descriptors);
  }
  return fields;
}

static json_t *encode(struct call *call, const json_t *frame) {
  struct bytes bytes;
  if (!frame_read(frame, &bytes)) return refused(call, "EINVAL", "encode takes a frame");
  char *text = malloc(bytes.len / 4 * 5 + 1);
  json_t *fields = zmq_z85_encode(text, bytes.at, bytes.len) ? json_pack("{s:s}", "text", text) : refused_by_zmq(call);
  free(text);
  free(bytes.at);
  return fields;
}

static json_t *decode(struct call *call, const json_t *value) {
  const char *text = json_string_value(value);
  const size_t size = json_string_length(value);
  // To libzmq a text ends at its first zero octet.
  if (!text || strlen(text) != size) return refused(call, "EINVAL", "decode takes text");
  const size_t len = size / 5 * 4;
  unsigned char *data = malloc(len + 1);
  json_t *fields = zmq_z85_decode(data, text) ? json_pack("{s:o}", "data", frame_write(data, len, true)) : refused_by_zmq(call);
  free(data);
  return fields;
}

json_t *do_z85(struct call *call) {
  const json_t *frame = json_object_get(call->request, "encode"), *text = json_object_get(call->request, "decode");
  if (!frame == !text) return refused(call, "EINVAL", "either encode or decode");
  return frame ? encode(call, frame) : decode(call, text);
}
