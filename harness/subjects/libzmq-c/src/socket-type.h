// Socket types of this libzmq: which way messages go, so that the wrong way can be refused where libzmq would wait for ever.
#pragma once

#include <jansson.h>
#include <stdbool.h>

struct socket_type {
  const char *name;
  int type;
  bool sends;
  bool receives;
};

// NULL when nobody knows it.
const struct socket_type *socket_type(const char *name);

// Names of the types that open; draft types only where the library was built with them.
json_t *socket_types(void *context);
