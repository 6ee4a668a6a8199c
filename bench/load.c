// The load generator of the bench: HTTP/1.1 with keep-alive over CONNECTIONS connections, one thread.
//
//   load PORT CONNECTIONS SECONDS RATE BODY-FILE [stream]
//
// RATE 0 is a closed loop: each connection sends its next request when the last is answered. A RATE
// above 0 is an open loop of that many requests a second, and latency counts from the time at which a
// request should have been sent, so that a stalled server cannot hide its stall. With "stream" the
// frames of upstream.c are timed: from their sending there to their arrival here. Prints one line of
// name=value pairs; times in microseconds, cpu its own. Errors are broken
// connections and responses other than 200.
#define _GNU_SOURCE
#include <arpa/inet.h>
#include <errno.h>
#include <netinet/tcp.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <sys/epoll.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

enum { BUFFER = 1 << 18, MAX_CONNECTIONS = 1024, PENDING = 1 << 20 };

typedef struct {
  int fd, length, head_read, chunked;
  long content_length, start;
  char *buffer;
} connection;

// Log-linear: 64 steps for each power of two, so a figure is off by less than 2 %.
typedef struct { unsigned long counts[64 * 64], total; } histogram;

static histogram answers, frames;
static connection connections[MAX_CONNECTIONS];
static int idle[MAX_CONNECTIONS], idle_count;
static long pending[PENDING];
static unsigned first_pending, last_pending;
static char request[1 << 16];
static int request_length, port, streaming, poll_fd;
static double rate;
static unsigned long ok, errors;

static long now(void) {
  struct timespec t;
  clock_gettime(CLOCK_MONOTONIC, &t);
  return t.tv_sec * 1000000000L + t.tv_nsec;
}

static void record(histogram *h, long ns) {
  int index = ns < 0 ? 0 : (int)ns;
  if (ns >= 64) {
    int shift = 63 - __builtin_clzl(ns) - 6;
    index = (shift + 1) * 64 + ((ns >> shift) & 63);
  }
  h->counts[index]++;
  h->total++;
}

static double quantile(histogram *h, double q) {
  unsigned long seen = 0, wanted = h->total * q;
  for (int i = 0; i < 64 * 64; i++) {
    seen += h->counts[i];
    if (seen > wanted) {
      int shift = i / 64 - 1;
      long value = i < 64 ? i : ((long)(64 + i % 64) << shift) + (1L << shift) / 2;
      return value / 1000.0;
    }
  }
  return 0;
}

static void dial(connection *c) {
  int on = 1;
  struct sockaddr_in address = {.sin_family = AF_INET,
      .sin_port = htons(port), .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
  c->fd = socket(AF_INET, SOCK_STREAM, 0);
  if (connect(c->fd, (void *)&address, sizeof address)) {
    perror("load: cannot connect");
    exit(1);
  }
  setsockopt(c->fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
  struct epoll_event event = {.events = EPOLLIN, .data.ptr = c};
  epoll_ctl(poll_fd, EPOLL_CTL_ADD, c->fd, &event);
}

static void fire(connection *c, long start) {
  c->start = start;
  c->length = c->head_read = c->chunked = 0;
  c->content_length = -1;
  for (int sent = 0; sent < request_length;) {
    int n = send(c->fd, request + sent, request_length - sent, MSG_NOSIGNAL);
    if (n <= 0) return; // the reader sees it too, and counts it
    sent += n;
  }
}

static void next_request(connection *c) {
  if (rate > 0) idle[idle_count++] = c - connections;
  else fire(c, now());
}

static void failed(connection *c) {
  if (++errors > 100) {
    fprintf(stderr, "load: more than 100 connections broke\n");
    exit(1);
  }
  close(c->fd);
  dial(c);
  next_request(c);
}

static void read_head(connection *c, char *end) {
  c->head_read = 1;
  if (strncmp(c->buffer, "HTTP/1.1 200", 12)) {
    if (errors++ == 0) fprintf(stderr, "load: %.*s\n", c->length > 600 ? 600 : c->length, c->buffer);
  }
  for (char *line = c->buffer; line < end; line = strstr(line, "\r\n") + 2) {
    if (!strncasecmp(line, "content-length:", 15)) c->content_length = atol(line + 15);
    if (!strncasecmp(line, "transfer-encoding:", 18)) c->chunked = 1;
  }
  c->length -= end + 4 - c->buffer;
  memmove(c->buffer, end + 4, c->length + 1);
}

// Times the frames that are complete and forgets them; keeps what may be the begin of another.
static void time_frames(connection *c, long time) {
  char *limit = c->buffer + c->length, *rest = c->buffer, *found, *end;
  while ((found = memmem(rest, limit - rest, "\"ts\":", 5)) && (end = memchr(found, '}', limit - found))) {
    record(&frames, time - strtol(found + 5, NULL, 10));
    rest = end;
  }
  c->length = limit - rest;
  memmove(c->buffer, rest, c->length + 1);
}

static int ended(connection *c) {
  if (!c->chunked) return c->length >= c->content_length;
  return c->length >= 5 && !memcmp(c->buffer + c->length - 5, "0\r\n\r\n", 5) &&
         (!streaming || memmem(c->buffer, c->length, "[DONE]", 6));
}

static void on_readable(connection *c) {
  int got = recv(c->fd, c->buffer + c->length, BUFFER - c->length, MSG_DONTWAIT);
  if (got < 0 && errno == EAGAIN) return;
  if (got <= 0) {
    failed(c);
    return;
  }
  long time = now();
  c->length += got;
  c->buffer[c->length] = 0;
  if (!c->head_read) {
    char *end = strstr(c->buffer, "\r\n\r\n");
    if (!end) return;
    read_head(c, end);
  }
  if (streaming) time_frames(c, time);
  if (ended(c)) {
    ok++;
    record(&answers, time - c->start);
    next_request(c);
  }
}

static void prepare(const char *file) {
  static char body[1 << 15];
  FILE *input = fopen(file, "r");
  if (!input) {
    perror("load: cannot read the body");
    exit(1);
  }
  int length = fread(body, 1, sizeof body - 1, input);
  fclose(input);
  char *flag = strstr(body, "\"stream\":false");
  if (streaming && flag) memcpy(flag, "\"stream\":true ", 14);
  request_length = snprintf(request, sizeof request,
      "POST /v1/chat/completions HTTP/1.1\r\nHost: 127.0.0.1:%d\r\nContent-Type: application/json\r\n"
      "Authorization: Bearer sk-bench\r\nUser-Agent: load\r\nAccept: */*\r\nContent-Length: %d\r\n\r\n%.*s",
      port, length, length, body);
}

int main(int count, char **arguments) {
  if (count < 6) {
    fprintf(stderr, "usage: load PORT CONNECTIONS SECONDS RATE BODY-FILE [stream]\n");
    return 2;
  }
  port = atoi(arguments[1]);
  int opened = atoi(arguments[2]);
  double seconds = atof(arguments[3]);
  rate = atof(arguments[4]);
  streaming = count > 6;
  if (opened < 1 || opened > MAX_CONNECTIONS) return 2;
  prepare(arguments[5]);
  prctl(PR_SET_TIMERSLACK, 1);
  poll_fd = epoll_create1(0);
  for (int i = 0; i < opened; i++) {
    connections[i].buffer = malloc(BUFFER + 1);
    dial(&connections[i]);
  }
  long begin = now(), end = begin + (long)(seconds * 1e9), next = begin;
  unsigned long sent = 0;
  for (int i = 0; i < opened; i++) next_request(&connections[i]);
  struct epoll_event events[256];
  for (long time; (time = now()) < end;) {
    long wait = end - time;
    if (rate > 0) {
      for (; next <= time; next = begin + (long)(++sent * 1e9 / rate)) {
        pending[last_pending++ % PENDING] = next;
      }
      while (first_pending != last_pending && idle_count) {
        fire(&connections[idle[--idle_count]], pending[first_pending++ % PENDING]);
      }
      if (next - time < wait) wait = next - time;
    }
    struct timespec pause = {wait / 1000000000L, wait % 1000000000L};
    int n = epoll_pwait2(poll_fd, events, 256, &pause, NULL);
    for (int i = 0; i < n; i++) on_readable(events[i].data.ptr);
  }
  struct rusage used;
  getrusage(RUSAGE_SELF, &used);
  double cpu = (used.ru_utime.tv_sec + used.ru_stime.tv_sec) * 1e6 + used.ru_utime.tv_usec + used.ru_stime.tv_usec;
  printf("ok=%lu errors=%lu p50=%.1f p99=%.1f frames=%lu frame_p50=%.1f frame_p99=%.1f seconds=%.3f cpu=%.0f\n",
      ok, errors, quantile(&answers, .5), quantile(&answers, .99), frames.total,
      quantile(&frames, .5), quantile(&frames, .99), (now() - begin) / 1e9, cpu);
  return 0;
}
