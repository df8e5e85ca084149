/*
 * Drive a live-board server with many WebSocket clients from one core, and measure how their messages arrive.
 *
 *     cc -O2 -Wall -Wextra -o generator generator.c
 *     generator SCRIPT HOST PORT MODE RATE SECONDS PIDS [BURST] [SLOW]
 *
 * SCRIPT  what each client says, in the format that the head of scripts.js describes
 * HOST    an IPv4 address
 * MODE    "load": all join, then send RATE operations a second for SECONDS, each awaited by every other client
 *         "open": all join, and that is measured; RATE and SECONDS are not used
 * PIDS    processes of the server, separated by commas; their descendants count as well
 * BURST   so many clients may be joining at once, 64 unless told
 * SLOW    so many clients, the last of the script, stop reading once all have joined, and send nothing; 0 unless told
 *
 * Environment: CONN_TO, seconds that joining may take, 40 unless told; SENDERS, so many clients send, the first of the
 * script, all but the slow ones unless told.
 *
 * The answer is one line of JSON on standard output. Of mode "load":
 *     mode, n, rate, dur              as asked, n clients
 *     ready, alive_end, conn_ms       clients that joined, that are still there in the end, time in which all joined
 *     sent, skipped                   operations; skipped for want of a live sender with something left to say
 *     expected, delivered, lost       deliveries: an operation is delivered once to each reader but its sender
 *     deliv_s, ops_s_client           deliveries a second within SECONDS, in all and for one reader
 *     p50, p95, p99, max              milliseconds from sending to arrival, -1 when nothing arrived
 *     frames, mb_in                   what the clients received, in frames and megabytes
 *     self, self_ms                   operations that came back to their sender, and their mean time
 *     srv_cpu, srv_us_per_deliv, rss  the server: cores in use, microseconds a delivery, resident megabytes
 *     lg_cpu                          cores that the generator used; near 1, it measures itself and not the server
 *     foreign0, foreign1              work of others on cores 0 (meant for the server) and 1 (for the generator)
 *     win                             seconds from the first operation to the end
 * Of mode "open": mode, n, ready, dead, p50_ms, p95_ms, max_ms and all_ms of joining, bytes_per_client, srv_cpu_s,
 * lg_cpu_s, rss_mb.
 */
#define _GNU_SOURCE
#include <arpa/inet.h>
#include <dirent.h>
#include <errno.h>
#include <inttypes.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

/* Times are in nanoseconds of the monotonic clock. */
#define MILLISECOND 1000000ull
#define SECOND 1000000000ull
#define SETTLING (1500 * MILLISECOND) /* after joining, before the first operation */
#define PATIENCE (6 * SECOND)         /* after the window closed, for deliveries still on their way */
#define LONGEST_WAIT 5                /* milliseconds */

#define LEAST_ROOM 65536 /* bytes free before a read */
#define MOST_READS 9     /* of one client in a row, then the others have their turn */
#define MOST_EVENTS 512
#define MOST_COMPLAINTS 3

/* In an operation's text: the mark, the time of sending, the number of the sender, the number of the operation. */
#define MARK "@#@#"
#define MARK_LENGTH 4
#define TIME_DIGITS 16
#define SENDER_DIGITS 4
#define OPERATION_DIGITS 6
#define STAMP_DIGITS (TIME_DIGITS + SENDER_DIGITS + OPERATION_DIGITS)
#define MARKED_LENGTH (MARK_LENGTH + STAMP_DIGITS)

#define MOST_ROOTS 64
#define MOST_PROCESSES 8000
#define PID_LIMIT 4194304 /* the greatest pid_max that Linux takes */
#define MOST_ANCESTORS 40

enum Opcode { TEXT = 1, CLOSE = 8, PING = 9, PONG = 10 };

enum State { IDLE, CONNECTING, UPGRADING, JOINING, READY, DEAD };

enum StepKind { SAY = 0, AWAIT = 1 };

/* Bytes between start and end are in use. */
struct Buffer {
    uint8_t *data;
    size_t capacity, start, end;
};

struct Bytes {
    uint8_t *data;
    uint32_t length;
};

struct Frame {
    uint8_t opcode;
    struct Bytes payload;
};

/* One step of joining: a frame to say, or words to await in a frame of the server. */
struct Step {
    enum StepKind kind;
    struct Frame frame;
};

struct Operation {
    uint32_t frame_count;
    struct Frame *frames;
};

struct Client {
    int socket;
    enum State state;
    bool awaits_room; /* whether epoll tells when more can be sent */
    uint64_t connected_at, ready_at;
    struct Bytes handshake;
    struct Step *steps;
    uint32_t step_count, next_step;
    struct Operation *operations;
    uint32_t operation_count, next_operation;
    struct Buffer input, output;
};

struct Options {
    const char *mode;
    struct sockaddr_in address;
    double rate, seconds, joining_seconds;
    int burst, slow, senders;
};

/* Latencies in microseconds. */
struct Latencies {
    uint32_t *values;
    size_t count, capacity;
};

struct Arrivals {
    uint64_t bytes, frames;
    uint64_t delivered, delivered_in_time;
    uint64_t echoes, echo_time;
    struct Latencies latencies;
};

/* What was asked of the clients while the window is open. */
struct Load {
    uint64_t planned, asked, skipped, expected;
    uint64_t senders, stride;
    int ready, readers;
};

struct Usage {
    double cpu_seconds, megabytes;
};

struct Reading {
    struct Usage server;
    double own_seconds, core_seconds[2];
    uint64_t bytes, frames;
};

static struct Options options;
static struct Client *clients;
static int client_count;
static int settled_count; /* clients that joined or died in trying */
static int dead_count;
static int poller;
static struct Arrivals arrivals;

/* Only operations sent since the window opened count, and it is not open until everybody joined and settled. */
static struct {
    uint64_t opens_at, closes_at;
} window = {UINT64_MAX, UINT64_MAX};

static int server_roots[MOST_ROOTS];
static int server_root_count;

/* ---- Time and memory ---- */

static uint64_t now(void)
{
    struct timespec time;
    clock_gettime(CLOCK_MONOTONIC, &time);
    return (uint64_t)time.tv_sec * SECOND + (uint64_t)time.tv_nsec;
}

static void fail(const char *reason)
{
    fprintf(stderr, "%s\n", reason);
    exit(2);
}

static void *checked(void *memory)
{
    if (memory == NULL)
        fail("out of memory");
    return memory;
}

static void *allocate(size_t count, size_t size)
{
    return checked(calloc(count ? count : 1, size));
}

/* Make room for so many more bytes at the end. It seldom allocates, for buffers stay as large as they once were. */
static void reserve(struct Buffer *buffer, size_t wanted)
{
    if (buffer->capacity - buffer->end >= wanted)
        return;
    if (buffer->start > 0) {
        memmove(buffer->data, buffer->data + buffer->start, buffer->end - buffer->start);
        buffer->end -= buffer->start;
        buffer->start = 0;
    }
    if (buffer->capacity - buffer->end >= wanted)
        return;
    buffer->capacity = (buffer->end + wanted) * 2;
    buffer->data = checked(realloc(buffer->data, buffer->capacity));
}

static void append(struct Buffer *buffer, const void *data, size_t length)
{
    if (length == 0)
        return;
    reserve(buffer, length);
    memcpy(buffer->data + buffer->end, data, length);
    buffer->end += length;
}

/* ---- The script ---- */

static uint32_t read_number(FILE *script)
{
    uint32_t number;
    if (fread(&number, sizeof number, 1, script) != 1)
        fail("short script");
    return number;
}

static struct Bytes read_bytes(FILE *script)
{
    struct Bytes bytes = {.length = read_number(script)};
    bytes.data = allocate(bytes.length, 1);
    if (fread(bytes.data, 1, bytes.length, script) != bytes.length)
        fail("short script");
    return bytes;
}

static struct Frame read_frame(FILE *script)
{
    struct Frame frame = {.opcode = (uint8_t)read_number(script)};
    frame.payload = read_bytes(script);
    return frame;
}

static struct Step read_step(FILE *script)
{
    struct Step step = {.kind = read_number(script)};
    step.frame = read_frame(script);
    return step;
}

static struct Operation read_operation(FILE *script)
{
    struct Operation operation = {.frame_count = read_number(script)};
    operation.frames = allocate(operation.frame_count, sizeof *operation.frames);
    for (uint32_t i = 0; i < operation.frame_count; i++)
        operation.frames[i] = read_frame(script);
    return operation;
}

static void read_client(FILE *script, struct Client *client)
{
    client->handshake = read_bytes(script);
    client->step_count = read_number(script);
    client->steps = allocate(client->step_count, sizeof *client->steps);
    for (uint32_t i = 0; i < client->step_count; i++)
        client->steps[i] = read_step(script);
    client->operation_count = read_number(script);
    client->operations = allocate(client->operation_count, sizeof *client->operations);
    for (uint32_t i = 0; i < client->operation_count; i++)
        client->operations[i] = read_operation(script);
}

static void read_script(const char *path)
{
    FILE *script = fopen(path, "rb");
    if (script == NULL)
        fail("no such script");
    client_count = (int)read_number(script);
    clients = allocate(client_count, sizeof *clients);
    for (int i = 0; i < client_count; i++)
        read_client(script, &clients[i]);
    fclose(script);
}

/* ---- Sending ---- */

static int number_of(const struct Client *client)
{
    return (int)(client - clients);
}

static void bury(struct Client *client, const char *reason)
{
    if (client->state == DEAD)
        return;
    if (dead_count < MOST_COMPLAINTS)
        fprintf(stderr, "client %d dead in state %d: %s\n", number_of(client), client->state, reason);
    dead_count++;
    if (client->state != READY)
        settled_count++;
    client->state = DEAD;
    close(client->socket);
}

static void await_room(struct Client *client, bool is_wanted)
{
    if (client->awaits_room == is_wanted)
        return;
    client->awaits_room = is_wanted;
    struct epoll_event event = {.events = EPOLLIN | (is_wanted ? EPOLLOUT : 0), .data.ptr = client};
    epoll_ctl(poller, EPOLL_CTL_MOD, client->socket, &event);
}

/* Send what the socket takes now; the rest goes when epoll tells of room. */
static void flush(struct Client *client)
{
    struct Buffer *output = &client->output;
    while (output->start < output->end) {
        ssize_t count = send(client->socket, output->data + output->start, output->end - output->start, MSG_NOSIGNAL);
        if (count < 0 && (errno == EAGAIN || errno == EWOULDBLOCK)) {
            await_room(client, true);
            return;
        }
        if (count < 0) {
            bury(client, strerror(errno));
            return;
        }
        output->start += (size_t)count;
    }
    output->start = 0;
    output->end = 0;
    await_room(client, false);
}

/* A client has to mask what it sends; the mask of zeros leaves the payload as it is. */
static void append_frame(struct Buffer *output, uint8_t opcode, const uint8_t *payload, size_t length)
{
    static const uint8_t mask[4] = {0, 0, 0, 0};
    uint8_t header[10] = {0x80 | opcode};
    size_t size = 2;
    int length_bytes = length < 126 ? 0 : length < 65536 ? 2 : 8;
    header[1] = 0x80 | (length_bytes == 0 ? (uint8_t)length : length_bytes == 2 ? 126 : 127);
    for (int i = length_bytes - 1; i >= 0; i--)
        header[size++] = (uint8_t)((uint64_t)length >> (8 * i));
    append(output, header, size);
    append(output, mask, sizeof mask);
    append(output, payload, length);
}

/* ---- Joining ---- */

/* Say all up to the next words to await; a client with no step left is ready. */
static void take_steps(struct Client *client)
{
    while (client->next_step < client->step_count && client->steps[client->next_step].kind == SAY) {
        const struct Frame *frame = &client->steps[client->next_step++].frame;
        append_frame(&client->output, frame->opcode, frame->payload.data, frame->payload.length);
    }
    if (client->next_step == client->step_count) {
        client->state = READY;
        client->ready_at = now();
        settled_count++;
    }
    flush(client);
}

static void hear_while_joining(struct Client *client, const uint8_t *payload, size_t length)
{
    const struct Bytes *words = &client->steps[client->next_step].frame.payload;
    if (words->length > 0 && memmem(payload, length, words->data, words->length) == NULL)
        return;
    client->next_step++;
    take_steps(client);
}

static void take_upgrade(struct Client *client)
{
    struct Buffer *input = &client->input;
    const uint8_t *end = memmem(input->data, input->end, "\r\n\r\n", 4);
    if (end == NULL)
        return;
    if (memmem(input->data, input->end, " 101 ", 5) == NULL) {
        if (dead_count < MOST_COMPLAINTS)
            fprintf(stderr, "answer to the handshake: %.*s\n", (int)(end - input->data), input->data);
        bury(client, "no upgrade");
        return;
    }
    input->start = (size_t)(end + 4 - input->data);
    client->state = JOINING;
    take_steps(client);
}

/* ---- Receiving ---- */

static void note_latency(struct Latencies *latencies, uint64_t microseconds)
{
    if (latencies->count == latencies->capacity) {
        latencies->capacity = latencies->capacity ? latencies->capacity * 2 : 1 << 20;
        latencies->values = checked(realloc(latencies->values, latencies->capacity * sizeof *latencies->values));
    }
    latencies->values[latencies->count++] = microseconds < UINT32_MAX ? (uint32_t)microseconds : UINT32_MAX;
}

static void count_arrival(const struct Client *client, uint64_t sender, uint64_t sent_at, uint64_t arrived_at)
{
    if (sender == (uint64_t)number_of(client)) {
        arrivals.echoes++;
        arrivals.echo_time += arrived_at - sent_at;
        return;
    }
    arrivals.delivered++;
    if (arrived_at <= window.closes_at)
        arrivals.delivered_in_time++;
    note_latency(&arrivals.latencies, (arrived_at - sent_at) / 1000);
}

static inline int value_of_digit(uint8_t digit)
{
    if (digit >= '0' && digit <= '9')
        return digit - '0';
    if (digit >= 'a' && digit <= 'f')
        return digit - 'a' + 10;
    return -1;
}

static inline bool parse_hex(const uint8_t *digits, int count, uint64_t *number)
{
    *number = 0;
    for (int i = 0; i < count; i++) {
        int value = value_of_digit(digits[i]);
        if (value < 0)
            return false;
        *number = *number * 16 + (uint64_t)value;
    }
    return true;
}

/* Return the first mark that has room for a whole stamp behind it, or NULL. */
static inline uint8_t *find_mark(const uint8_t *data, size_t length)
{
    uint8_t *mark = length < MARKED_LENGTH ? NULL : memmem(data, length, MARK, MARK_LENGTH);
    return mark != NULL && data + length - mark >= MARKED_LENGTH ? mark : NULL;
}

/* A frame may bring many operations: all that are in it arrive at the same time. */
static void count_arrivals(const struct Client *client, const uint8_t *data, size_t length)
{
    const uint8_t *end = data + length;
    const uint8_t *mark;
    uint64_t arrived_at = 0, sent_at, sender;
    while ((mark = find_mark(data, (size_t)(end - data))) != NULL) {
        data = mark + MARK_LENGTH;
        if (!parse_hex(data, TIME_DIGITS, &sent_at) || !parse_hex(data + TIME_DIGITS, SENDER_DIGITS, &sender))
            continue;
        data += STAMP_DIGITS;
        if (sent_at < window.opens_at)
            continue;
        if (arrived_at == 0)
            arrived_at = now();
        count_arrival(client, sender, sent_at, arrived_at);
    }
}

static void answer(struct Client *client, uint8_t opcode, const uint8_t *payload, size_t length)
{
    append_frame(&client->output, opcode, payload, length);
    flush(client);
}

static void hear_close(struct Client *client, const uint8_t *payload, size_t length)
{
    if (dead_count < MOST_COMPLAINTS && length >= 2)
        fprintf(stderr, "close code %d %.*s\n", payload[0] * 256 + payload[1], (int)length - 2, payload + 2);
    bury(client, "close frame");
}

static void hear_frame(struct Client *client, uint8_t opcode, const uint8_t *payload, size_t length)
{
    arrivals.frames++;
    if (opcode == PING)
        answer(client, PONG, payload, length);
    else if (opcode == CLOSE)
        hear_close(client, payload, length);
    else if (opcode == TEXT && length == 1 && payload[0] == '2') /* the ping of Engine.IO */
        answer(client, TEXT, (const uint8_t *)"3", 1);
    else if (client->state == JOINING)
        hear_while_joining(client, payload, length);
    else
        count_arrivals(client, payload, length);
}

/* Hear the first frame of the input, if all of it is there. */
static bool take_frame(struct Client *client)
{
    struct Buffer *input = &client->input;
    const uint8_t *frame = input->data + input->start;
    size_t available = input->end - input->start;
    if (available < 2)
        return false;
    uint64_t length = frame[1] & 127;
    size_t length_bytes = length < 126 ? 0 : length == 126 ? 2 : 8;
    size_t header = 2 + length_bytes;
    if (available < header)
        return false;
    if (length_bytes > 0)
        length = 0;
    for (size_t i = 2; i < header; i++)
        length = length * 256 + frame[i];
    if (available - header < length)
        return false;
    input->start += header + length;
    hear_frame(client, frame[0] & 15, frame + header, length);
    return true;
}

static void take_frames(struct Client *client)
{
    struct Buffer *input = &client->input;
    while (client->state != DEAD && take_frame(client))
        continue;
    if (input->start == input->end) {
        input->start = 0;
        input->end = 0;
    }
}

static void take_input(struct Client *client)
{
    struct Buffer *input = &client->input;
    for (int reads = 0; reads < MOST_READS; reads++) {
        reserve(input, LEAST_ROOM);
        size_t room = input->capacity - input->end;
        ssize_t count = recv(client->socket, input->data + input->end, room, 0);
        if (count < 0 && errno == EAGAIN)
            return;
        if (count <= 0) {
            bury(client, count == 0 ? "end of stream" : strerror(errno));
            return;
        }
        input->end += (size_t)count;
        arrivals.bytes += (uint64_t)count;
        if (client->state == UPGRADING)
            take_upgrade(client);
        if (client->state == JOINING || client->state == READY)
            take_frames(client);
        if (client->state == DEAD || (size_t)count < room)
            return;
    }
}

/* ---- Events ---- */

static void start_connecting(struct Client *client)
{
    const int yes = 1;
    client->state = CONNECTING;
    client->connected_at = now();
    client->socket = socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK, 0);
    setsockopt(client->socket, IPPROTO_TCP, TCP_NODELAY, &yes, sizeof yes);
    int result = connect(client->socket, (const struct sockaddr *)&options.address, sizeof options.address);
    if (result < 0 && errno != EINPROGRESS) {
        bury(client, strerror(errno));
        return;
    }
    client->awaits_room = true;
    struct epoll_event event = {.events = EPOLLIN | EPOLLOUT, .data.ptr = client};
    epoll_ctl(poller, EPOLL_CTL_ADD, client->socket, &event);
}

static void finish_connecting(struct Client *client)
{
    int error = 0;
    socklen_t size = sizeof error;
    getsockopt(client->socket, SOL_SOCKET, SO_ERROR, &error, &size);
    if (error) {
        bury(client, strerror(error));
        return;
    }
    client->state = UPGRADING;
    append(&client->output, client->handshake.data, client->handshake.length);
    flush(client);
}

static void take_event(struct Client *client, uint32_t events)
{
    if (client->state == CONNECTING && (events & (EPOLLOUT | EPOLLERR | EPOLLHUP))) {
        finish_connecting(client);
        return;
    }
    if (client->state != DEAD && (events & EPOLLOUT))
        flush(client);
    if (client->state != DEAD && (events & (EPOLLIN | EPOLLHUP | EPOLLERR)))
        take_input(client);
}

static void take_events(int milliseconds)
{
    static struct epoll_event events[MOST_EVENTS];
    int count = epoll_wait(poller, events, MOST_EVENTS, milliseconds);
    for (int i = 0; i < count; i++)
        take_event(events[i].data.ptr, events[i].events);
}

/* ---- What the processors did ---- */

struct Process {
    int pid;
    struct Usage usage;
};

static int parent_of[PID_LIMIT];

static bool is_of_server(int pid)
{
    for (int generation = 0; pid > 1 && generation < MOST_ANCESTORS; generation++) {
        for (int i = 0; i < server_root_count; i++)
            if (server_roots[i] == pid)
                return true;
        pid = pid < PID_LIMIT ? parent_of[pid] : 0;
    }
    return false;
}

/* Put the text of /proc/PID/stat behind the name, which may hold anything, into text. */
static bool read_stat(int pid, char *text, size_t size)
{
    char path[64];
    snprintf(path, sizeof path, "/proc/%d/stat", pid);
    FILE *file = fopen(path, "r");
    if (file == NULL)
        return false;
    size_t length = fread(text, 1, size - 1, file);
    fclose(file);
    text[length] = 0;
    const char *name_end = strrchr(text, ')');
    if (name_end == NULL)
        return false;
    memmove(text, name_end + 1, strlen(name_end));
    return true;
}

/* A process answers also for the children that it had and that ended. */
static bool read_process(int pid, struct Process *process)
{
    char text[1024];
    unsigned long user, kernel;
    long children_user, children_kernel, pages;
    int parent;
    if (pid <= 0 || pid >= PID_LIMIT || !read_stat(pid, text, sizeof text))
        return false;
    const char *format = " %*c %d %*d %*d %*d %*d %*u %*u %*u %*u %*u %lu %lu %ld %ld %*d %*d %*d %*d %*u %*u %ld";
    if (sscanf(text, format, &parent, &user, &kernel, &children_user, &children_kernel, &pages) < 6)
        return false;
    double ticks = (double)user + (double)kernel + (double)children_user + (double)children_kernel;
    parent_of[pid] = parent;
    process->pid = pid;
    process->usage.cpu_seconds = ticks / (double)sysconf(_SC_CLK_TCK);
    process->usage.megabytes = (double)pages * (double)sysconf(_SC_PAGESIZE) / 1048576;
    return true;
}

static struct Usage usage_of_server(void)
{
    static struct Process processes[MOST_PROCESSES];
    int count = 0;
    struct Usage sum = {0, 0};
    DIR *folder = opendir("/proc");
    if (folder == NULL)
        fail("no /proc");
    for (struct dirent *entry = readdir(folder); entry != NULL && count < MOST_PROCESSES; entry = readdir(folder))
        if (read_process(atoi(entry->d_name), &processes[count]))
            count++;
    closedir(folder);
    for (int i = 0; i < count; i++) {
        if (!is_of_server(processes[i].pid))
            continue;
        sum.cpu_seconds += processes[i].usage.cpu_seconds;
        sum.megabytes += processes[i].usage.megabytes;
    }
    return sum;
}

/* Seconds that a core was busy since the machine started: all but idle and waiting for disks. */
static double busy_seconds_of_core(int core)
{
    char name[16], line[512];
    unsigned long user, nice, kernel, idle, waiting, interrupts, soft_interrupts, stolen;
    double ticks = 0;
    FILE *file = fopen("/proc/stat", "r");
    if (file == NULL)
        fail("no /proc/stat");
    snprintf(name, sizeof name, "cpu%d ", core);
    while (fgets(line, sizeof line, file) != NULL) {
        if (strncmp(line, name, strlen(name)) != 0)
            continue;
        if (sscanf(line + strlen(name), "%lu %lu %lu %lu %lu %lu %lu %lu", &user, &nice, &kernel, &idle, &waiting,
                   &interrupts, &soft_interrupts, &stolen) == 8)
            ticks = (double)(user + nice + kernel + interrupts + soft_interrupts + stolen);
    }
    fclose(file);
    return ticks / (double)sysconf(_SC_CLK_TCK);
}

static double seconds_of(struct timeval time)
{
    return (double)time.tv_sec + (double)time.tv_usec / 1e6;
}

static double own_seconds(void)
{
    struct rusage usage;
    getrusage(RUSAGE_SELF, &usage);
    return seconds_of(usage.ru_utime) + seconds_of(usage.ru_stime);
}

static struct Reading take_reading(void)
{
    struct Reading reading = {.bytes = arrivals.bytes, .frames = arrivals.frames};
    for (int core = 0; core < 2; core++)
        reading.core_seconds[core] = busy_seconds_of_core(core);
    reading.server = usage_of_server();
    reading.own_seconds = own_seconds();
    return reading;
}

/* ---- The course of a run ---- */

static int count_ready(void)
{
    int count = 0;
    for (int i = 0; i < client_count; i++)
        count += clients[i].state == READY;
    return count;
}

static void join_all(uint64_t began_at)
{
    uint64_t patience = (uint64_t)(options.joining_seconds * SECOND);
    int started = 0;
    while (settled_count < client_count && now() - began_at < patience) {
        while (started < client_count && started - settled_count < options.burst)
            start_connecting(&clients[started++]);
        take_events(5);
    }
}

static void settle(void)
{
    uint64_t began_at = now();
    while (now() - began_at < SETTLING)
        take_events(10);
}

/* Without epoll nobody reads what arrives for the slow clients, until their sockets are full. */
static void stop_reading_slow_clients(void)
{
    struct epoll_event unused;
    for (int i = client_count - options.slow; i < client_count; i++)
        if (clients[i].state != IDLE && clients[i].state != DEAD)
            epoll_ctl(poller, EPOLL_CTL_DEL, clients[i].socket, &unused);
}

static uint64_t greatest_common_divisor(uint64_t one, uint64_t other)
{
    while (other > 0) {
        uint64_t rest = one % other;
        one = other;
        other = rest;
    }
    return one;
}

/*
 * From sender to sender by the golden ratio: who sends next sits far away in the script, and all have sent before one
 * sends again, for the stride has no divisor in common with their number.
 */
static uint64_t stride_among(uint64_t senders)
{
    uint64_t stride = senders > 7 ? (uint64_t)((double)senders * 0.618) : 1;
    while (greatest_common_divisor(stride, senders) != 1)
        stride++;
    return stride;
}

static struct Load plan_load(void)
{
    struct Load load = {.planned = (uint64_t)(options.rate * options.seconds + 0.5)};
    load.senders = (uint64_t)options.senders;
    load.stride = stride_among(load.senders);
    load.ready = count_ready();
    load.readers = load.ready - options.slow;
    return load;
}

static void say_operation(struct Client *client, struct Operation *operation)
{
    char time[TIME_DIGITS + 1];
    snprintf(time, sizeof time, "%016" PRIx64, now());
    for (uint32_t i = 0; i < operation->frame_count; i++) {
        struct Frame *frame = &operation->frames[i];
        uint8_t *mark = find_mark(frame->payload.data, frame->payload.length);
        if (mark != NULL)
            memcpy(mark + MARK_LENGTH, time, TIME_DIGITS);
        append_frame(&client->output, frame->opcode, frame->payload.data, frame->payload.length);
    }
    flush(client);
}

static void ask_next(struct Load *load)
{
    struct Client *client = &clients[load->asked * load->stride % load->senders];
    load->asked++;
    if (client->state != READY || client->next_operation == client->operation_count) {
        load->skipped++;
        return;
    }
    say_operation(client, &client->operations[client->next_operation++]);
    load->expected += (uint64_t)(load->readers - 1);
}

static uint64_t next_due_at(const struct Load *load)
{
    return window.opens_at + (uint64_t)((double)load->asked * 1e9 / options.rate);
}

static int milliseconds_to_wait(const struct Load *load, uint64_t time)
{
    if (load->asked == load->planned)
        return LONGEST_WAIT;
    uint64_t due_at = next_due_at(load);
    uint64_t wait = due_at > time ? (due_at - time) / MILLISECOND : 0;
    return wait < LONGEST_WAIT ? (int)wait : LONGEST_WAIT;
}

static bool is_over(const struct Load *load, uint64_t time)
{
    if (time <= window.closes_at || load->asked < load->planned)
        return false;
    return arrivals.delivered >= load->expected || time > window.closes_at + PATIENCE;
}

/* Operations are due by the clock: a server that falls behind is not spared the next ones. */
static void drive(struct Load *load)
{
    window.opens_at = now();
    window.closes_at = window.opens_at + (uint64_t)(options.seconds * SECOND);
    for (;;) {
        uint64_t time = now();
        while (load->asked < load->planned && next_due_at(load) <= time)
            ask_next(load);
        if (is_over(load, time))
            return;
        take_events(milliseconds_to_wait(load, time));
    }
}

/* ---- Reports ---- */

static int compare(const void *one, const void *other)
{
    uint32_t left = *(const uint32_t *)one;
    uint32_t right = *(const uint32_t *)other;
    return (left > right) - (left < right);
}

static void sort(struct Latencies *latencies)
{
    if (latencies->count > 0)
        qsort(latencies->values, latencies->count, sizeof *latencies->values, compare);
}

/* Milliseconds within which this share of the sorted latencies lies. */
static double quantile(const struct Latencies *latencies, double share)
{
    if (latencies->count == 0)
        return -1;
    size_t index = (size_t)(share * (double)latencies->count);
    if (index >= latencies->count)
        index = latencies->count - 1;
    return latencies->values[index] / 1000.0;
}

static void print_quantiles(const struct Latencies *latencies, const char *unit)
{
    printf("\"p50%s\":%.2f,\"p95%s\":%.2f,", unit, quantile(latencies, 0.5), unit, quantile(latencies, 0.95));
}

static void report_opening(const struct Usage *before, uint64_t began_at)
{
    struct Usage after = usage_of_server();
    struct Latencies joining = {0};
    uint64_t last_at = began_at;
    for (int i = 0; i < client_count; i++) {
        if (clients[i].state != READY)
            continue;
        note_latency(&joining, (clients[i].ready_at - clients[i].connected_at) / 1000);
        if (clients[i].ready_at > last_at)
            last_at = clients[i].ready_at;
    }
    sort(&joining);
    printf("{\"mode\":\"open\",\"n\":%d,\"ready\":%zu,\"dead\":%d,", client_count, joining.count, dead_count);
    print_quantiles(&joining, "_ms");
    printf("\"max_ms\":%.2f,\"all_ms\":%.2f,", quantile(&joining, 1), (double)(last_at - began_at) / 1e6);
    printf("\"bytes_per_client\":%.0f,", (double)arrivals.bytes / client_count);
    printf("\"srv_cpu_s\":%.2f,\"lg_cpu_s\":%.2f,", after.cpu_seconds - before->cpu_seconds, own_seconds());
    printf("\"rss_mb\":%.1f}\n", after.megabytes);
    free(joining.values);
}

static void print_deliveries(const struct Load *load)
{
    double per_second = (double)arrivals.delivered_in_time / options.seconds;
    printf("\"sent\":%" PRIu64 ",\"skipped\":%" PRIu64 ",", load->asked - load->skipped, load->skipped);
    printf("\"expected\":%" PRIu64 ",\"delivered\":%" PRIu64 ",", load->expected, arrivals.delivered);
    printf("\"lost\":%" PRId64 ",", (int64_t)load->expected - (int64_t)arrivals.delivered);
    printf("\"deliv_s\":%.0f,\"ops_s_client\":%.1f,", per_second, per_second / (load->readers ? load->readers : 1));
}

static void print_latencies(void)
{
    struct Latencies *latencies = &arrivals.latencies;
    sort(latencies);
    print_quantiles(latencies, "");
    printf("\"p99\":%.2f,\"max\":%.2f,", quantile(latencies, 0.99), quantile(latencies, 1));
}

static void print_usage(const struct Reading *before, const struct Reading *after, double seconds)
{
    double server_seconds = after->server.cpu_seconds - before->server.cpu_seconds;
    double generator_seconds = after->own_seconds - before->own_seconds;
    double foreign0 = after->core_seconds[0] - before->core_seconds[0] - server_seconds;
    double foreign1 = after->core_seconds[1] - before->core_seconds[1] - generator_seconds;
    double delivered = arrivals.delivered ? (double)arrivals.delivered : 1;
    printf("\"srv_cpu\":%.3f,\"srv_us_per_deliv\":%.2f,", server_seconds / seconds, server_seconds * 1e6 / delivered);
    printf("\"lg_cpu\":%.3f,\"rss\":%.1f,", generator_seconds / seconds, after->server.megabytes);
    printf("\"foreign0\":%.2f,\"foreign1\":%.2f,", foreign0 / seconds, foreign1 / seconds);
}

static void report_load(const struct Load *load, const struct Reading *before, double joining_milliseconds)
{
    double seconds = (double)(now() - window.opens_at) / 1e9;
    struct Reading after = take_reading();
    double echo_time = arrivals.echoes ? (double)arrivals.echo_time / 1e6 / (double)arrivals.echoes : 0;
    printf("{\"mode\":\"load\",\"n\":%d,\"rate\":%.0f,\"dur\":%.1f,", client_count, options.rate, options.seconds);
    printf("\"ready\":%d,\"alive_end\":%d,\"conn_ms\":%.0f,", load->ready, count_ready(), joining_milliseconds);
    print_deliveries(load);
    print_latencies();
    printf("\"frames\":%" PRIu64 ",\"mb_in\":%.1f,", after.frames - before->frames,
           (double)(after.bytes - before->bytes) / 1e6);
    printf("\"self\":%" PRIu64 ",\"self_ms\":%.2f,", arrivals.echoes, echo_time);
    print_usage(before, &after, seconds);
    printf("\"win\":%.2f}\n", seconds);
}

static void run_load(double joining_milliseconds)
{
    settle();
    stop_reading_slow_clients();
    struct Load load = plan_load();
    struct Reading before = take_reading();
    drive(&load);
    report_load(&load, &before, joining_milliseconds);
}

/* ---- The command line ---- */

static void read_pids(char *text)
{
    for (char *pid = strtok(text, ","); pid != NULL && server_root_count < MOST_ROOTS; pid = strtok(NULL, ","))
        server_roots[server_root_count++] = atoi(pid);
}

static void read_options(int count, char **values)
{
    options.address.sin_family = AF_INET;
    options.address.sin_port = htons((uint16_t)atoi(values[3]));
    if (inet_pton(AF_INET, values[2], &options.address.sin_addr) != 1)
        fail("HOST is an IPv4 address");
    options.mode = values[4];
    options.rate = atof(values[5]);
    options.seconds = atof(values[6]);
    read_pids(values[7]);
    options.burst = count > 8 ? atoi(values[8]) : 64;
    options.slow = count > 9 ? atoi(values[9]) : 0;
    const char *joining_seconds = getenv("CONN_TO");
    options.joining_seconds = joining_seconds ? atof(joining_seconds) : 40;
}

static void choose_senders(void)
{
    const char *senders = getenv("SENDERS");
    int most = client_count - options.slow;
    options.senders = senders ? atoi(senders) : most;
    if (options.senders > most)
        options.senders = most;
    if (options.slow < 0 || options.senders < 1)
        fail("nobody is left to send");
}

int main(int count, char **values)
{
    if (count < 8) {
        fprintf(stderr, "usage: generator SCRIPT HOST PORT MODE RATE SECONDS PIDS [BURST] [SLOW]\n");
        return 1;
    }
    read_options(count, values);
    read_script(values[1]);
    choose_senders();
    poller = epoll_create1(0);
    struct Usage before = usage_of_server();
    uint64_t began_at = now();
    join_all(began_at);
    double joining_milliseconds = (double)(now() - began_at) / 1e6;
    if (strcmp(options.mode, "open") == 0)
        report_opening(&before, began_at);
    else
        run_load(joining_milliseconds);
    return 0;
}
