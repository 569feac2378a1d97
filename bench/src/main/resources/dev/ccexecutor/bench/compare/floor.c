/*
 * The floor: as little as a server can do that starts commands and sends their output in WebSocket frames. It has no
 * limits, no control, no checks and one thread for each connection and each execution. What it takes is what the
 * kernel takes; nobody should serve anything with it.
 *
 *   floor serve [PIPE_BYTES]  "run ID\nPROGRAM\nARGUMENT..." starts one, "cancel ID" kills it; the output comes as
 *                             binary messages, then "end ID BYTES"; PIPE_BYTES by F_SETPIPE_SZ, fcntl(2)
 *   floor blast FILE          sends the file's content, frames made beforehand, again and again to whoever connects
 *   floor spawn N             posix_spawn(3) and waitpid(2) of /bin/true, N times; prints the nanoseconds of each
 */
#define _GNU_SOURCE
#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <pthread.h>
#include <signal.h>
#include <spawn.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

enum {
  TEXT = 0x81,
  BINARY = 0x82,
  CLOSE = 0x88,
  LONGEST_HEADER = 10,
  READ_BYTES = 256 * 1024,
  MESSAGE_BYTES = 64 * 1024,
  MOST_ARGUMENTS = 64,
  ID_BYTES = 64,
  STACK_BYTES = 256 * 1024
};

extern char **environ;

struct execution;

struct connection {
  int socket;
  int holders; /* its own thread and one for each execution; the last one frees it */
  pthread_mutex_t lock;
  struct execution *executions;
};

struct execution {
  struct connection *connection;
  struct execution *next;
  char id[ID_BYTES];
  pid_t pid; /* 0 once it may be reaped */
  int pipe;
};

static long pipe_bytes;
static char *blast;
static size_t blast_bytes;

static void die(const char *what) {
  perror(what);
  exit(1);
}

static int write_all(int socket, const char *bytes, size_t count) {
  while (count > 0) {
    ssize_t written = send(socket, bytes, count, MSG_NOSIGNAL);
    if (written < 0 && errno != EINTR) return -1;
    if (written > 0) {
      bytes += written;
      count -= written;
    }
  }
  return 0;
}

/* Puts the header of a frame right before its payload, for which there must be LONGEST_HEADER bytes of room. */
static char *frame(int type, char *payload, size_t count) {
  int header = count < 126 ? 2 : count <= 0xffff ? 4 : 10;
  unsigned char *begin = (unsigned char *)payload - header;
  begin[0] = type;
  if (header == 2) {
    begin[1] = count;
  } else {
    begin[1] = header == 4 ? 126 : 127;
    for (int i = header - 1; i > 1; i--, count >>= 8) begin[i] = count & 0xff;
  }
  return (char *)begin;
}

static int send_frame(struct connection *connection, int type, char *payload, size_t count) {
  char *begin = frame(type, payload, count);
  pthread_mutex_lock(&connection->lock);
  int result = write_all(connection->socket, begin, payload + count - begin);
  pthread_mutex_unlock(&connection->lock);
  return result;
}

static void release(struct connection *connection) {
  pthread_mutex_lock(&connection->lock);
  int holders = --connection->holders;
  pthread_mutex_unlock(&connection->lock);
  if (holders == 0) {
    close(connection->socket);
    pthread_mutex_destroy(&connection->lock);
    free(connection);
  }
}

static void start_thread(void *(*run)(void *), void *argument) {
  pthread_t thread;
  pthread_attr_t attributes;
  pthread_attr_init(&attributes);
  pthread_attr_setdetachstate(&attributes, PTHREAD_CREATE_DETACHED);
  pthread_attr_setstacksize(&attributes, STACK_BYTES);
  if (pthread_create(&thread, &attributes, run, argument) != 0) die("pthread_create");
  pthread_attr_destroy(&attributes);
}

static void forget(struct execution *execution) {
  struct connection *connection = execution->connection;
  pthread_mutex_lock(&connection->lock);
  struct execution **link = &connection->executions;
  while (*link != execution) link = &(*link)->next;
  *link = execution->next;
  pthread_mutex_unlock(&connection->lock);
}

static void *copy_output(void *argument) {
  struct execution *execution = argument;
  struct connection *connection = execution->connection;
  char *buffer = malloc(LONGEST_HEADER + READ_BYTES);
  char *payload = buffer + LONGEST_HEADER;
  unsigned long long bytes = 0;
  int gone = 0;
  ssize_t count;
  while ((count = read(execution->pipe, payload, READ_BYTES)) > 0 || (count < 0 && errno == EINTR)) {
    if (count < 0 || gone) continue;
    bytes += count;
    gone = send_frame(connection, BINARY, payload, count) < 0;
  }
  pid_t pid = execution->pid;
  forget(execution); /* before it is reaped, so that no cancel can meet a stranger */
  waitpid(pid, NULL, 0);
  if (!gone) send_frame(connection, TEXT, payload, sprintf(payload, "end %s %llu", execution->id, bytes));
  close(execution->pipe);
  free(buffer);
  free(execution);
  release(connection);
  return NULL;
}

static pid_t spawn(char **argv, int output) {
  pid_t pid;
  posix_spawn_file_actions_t actions;
  posix_spawnattr_t attributes;
  posix_spawn_file_actions_init(&actions);
  posix_spawn_file_actions_addopen(&actions, 0, "/dev/null", O_RDONLY, 0);
  posix_spawn_file_actions_adddup2(&actions, output, 1);
  posix_spawnattr_init(&attributes);
  posix_spawnattr_setflags(&attributes, POSIX_SPAWN_SETPGROUP);
  int error = posix_spawnp(&pid, argv[0], &actions, &attributes, argv, environ);
  posix_spawn_file_actions_destroy(&actions);
  posix_spawnattr_destroy(&attributes);
  return error == 0 ? pid : -1;
}

static void run(struct connection *connection, const char *id, char **argv) {
  int pipe[2];
  if (pipe2(pipe, O_CLOEXEC) < 0) die("pipe2");
  if (pipe_bytes > 0 && fcntl(pipe[1], F_SETPIPE_SZ, pipe_bytes) < 0) die("F_SETPIPE_SZ");
  pid_t pid = spawn(argv, pipe[1]);
  close(pipe[1]);
  if (pid < 0) {
    char message[LONGEST_HEADER + ID_BYTES * 2];
    close(pipe[0]);
    send_frame(connection, TEXT, message + LONGEST_HEADER, sprintf(message + LONGEST_HEADER, "\"error\": %s", id));
    return;
  }
  struct execution *execution = calloc(1, sizeof *execution);
  snprintf(execution->id, ID_BYTES, "%s", id);
  execution->connection = connection;
  execution->pid = pid;
  execution->pipe = pipe[0];
  pthread_mutex_lock(&connection->lock);
  connection->holders++;
  execution->next = connection->executions;
  connection->executions = execution;
  pthread_mutex_unlock(&connection->lock);
  start_thread(copy_output, execution);
}

/* A NULL for the id means all. It waits while a frame is being written: the client reads on, or has been shut out. */
static void cancel(struct connection *connection, const char *id) {
  pthread_mutex_lock(&connection->lock);
  for (struct execution *each = connection->executions; each != NULL; each = each->next) {
    if (id == NULL || strcmp(each->id, id) == 0) kill(-each->pid, SIGKILL);
  }
  pthread_mutex_unlock(&connection->lock);
}

static void obey(struct connection *connection, char *message) {
  char *rest = strchr(message, '\n');
  if (rest != NULL) *rest++ = 0;
  if (strncmp(message, "cancel ", 7) == 0) {
    cancel(connection, message + 7);
  } else if (strncmp(message, "run ", 4) == 0) {
    char *argv[MOST_ARGUMENTS + 1];
    int count = 0;
    for (char *word = rest; word != NULL && count < MOST_ARGUMENTS; count++) {
      argv[count] = word;
      word = strchr(word, '\n');
      if (word != NULL) *word++ = 0;
    }
    argv[count] = NULL;
    run(connection, message + 4, argv);
  }
}

static int read_fully(int socket, void *into, size_t count) {
  return count == 0 || recv(socket, into, count, MSG_WAITALL) == (ssize_t)count ? 0 : -1;
}

/* Reads one masked frame of a client (RFC 6455, 5.2); returns its type, or -1. */
static int read_message(int socket, char *message) {
  unsigned char header[2];
  unsigned char mask[4];
  if (read_fully(socket, header, 2) < 0) return -1;
  size_t count = header[1] & 0x7f;
  if (count == 126) {
    unsigned char length[2];
    if (read_fully(socket, length, 2) < 0) return -1;
    count = length[0] << 8 | length[1];
  }
  if (count >= MESSAGE_BYTES || read_fully(socket, mask, 4) < 0 || read_fully(socket, message, count) < 0) return -1;
  for (size_t i = 0; i < count; i++) message[i] ^= mask[i % 4];
  message[count] = 0;
  return header[0];
}

static int upgrade(int socket) {
  static const char answer[] =
      "HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n";
  char request[4096];
  size_t count = 0;
  do {
    ssize_t more = recv(socket, request + count, sizeof request - 1 - count, 0);
    if (more <= 0) return -1;
    request[count += more] = 0;
  } while (strstr(request, "\r\n\r\n") == NULL);
  return write_all(socket, answer, sizeof answer - 1);
}

static void *serve(void *argument) {
  struct connection *connection = argument;
  char *message = malloc(MESSAGE_BYTES);
  if (upgrade(connection->socket) == 0) {
    if (blast != NULL) {
      while (write_all(connection->socket, blast, blast_bytes) == 0) continue;
    } else {
      while (read_message(connection->socket, message) == TEXT) obey(connection, message);
    }
  }
  free(message);
  shutdown(connection->socket, SHUT_RDWR); /* wakes a thread that waits to write, and so lets go of the lock */
  cancel(connection, NULL);
  release(connection);
  return NULL;
}

static void listen_and_serve(void) {
  struct sockaddr_in address = {.sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
  socklen_t length = sizeof address;
  int on = 1;
  int listening = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  if (bind(listening, (struct sockaddr *)&address, length) < 0 || listen(listening, SOMAXCONN) < 0) die("listen");
  getsockname(listening, (struct sockaddr *)&address, &length);
  printf("listening on %d\n", ntohs(address.sin_port));
  fflush(stdout);
  for (;;) {
    int client = accept4(listening, NULL, NULL, SOCK_CLOEXEC);
    if (client < 0) die("accept");
    setsockopt(client, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
    struct connection *connection = calloc(1, sizeof *connection);
    connection->socket = client;
    connection->holders = 1;
    pthread_mutex_init(&connection->lock, NULL);
    start_thread(serve, connection);
  }
}

static void read_blast(const char *path) {
  struct stat status;
  int file = open(path, O_RDONLY);
  if (file < 0 || fstat(file, &status) < 0) die(path);
  blast_bytes = status.st_size;
  blast = malloc(blast_bytes);
  if (read(file, blast, blast_bytes) != status.st_size) die(path);
  close(file);
}

static void time_spawns(int count) {
  char *argv[] = {"/bin/true", NULL};
  while (count-- > 0) {
    struct timespec begin, end;
    pid_t pid;
    clock_gettime(CLOCK_MONOTONIC, &begin);
    if (posix_spawn(&pid, argv[0], NULL, NULL, argv, environ) != 0 || waitpid(pid, NULL, 0) != pid) die("spawn");
    clock_gettime(CLOCK_MONOTONIC, &end);
    printf("%lld\n", (end.tv_sec - begin.tv_sec) * 1000000000LL + end.tv_nsec - begin.tv_nsec);
  }
}

int main(int count, char **arguments) {
  const char *mode = count > 1 ? arguments[1] : "";
  if (strcmp(mode, "spawn") == 0 && count == 3) {
    time_spawns(atoi(arguments[2]));
  } else if (strcmp(mode, "blast") == 0 && count == 3) {
    read_blast(arguments[2]);
    listen_and_serve();
  } else if (strcmp(mode, "serve") == 0) {
    pipe_bytes = count > 2 ? atol(arguments[2]) : 0;
    listen_and_serve();
  } else {
    fprintf(stderr, "floor serve [PIPE_BYTES] | blast FILE | spawn N\n");
    return 2;
  }
  return 0;
}
