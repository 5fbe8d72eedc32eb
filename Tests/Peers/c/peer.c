// libmacaroons 0.3.0 behind the line protocol of Tests/Peers/README.md; V1 tokens only.
//
// The library aborts or crashes on some inputs (fields of 32 KiB, a verification id of a wrong
// length, V1 without signature, ...). Each request is therefore answered by a forked child: when it
// dies, the answer is an error that names the signal.
#include <ctype.h>
#include <macaroons.h>
#include <signal.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

// Memory is never given back: a request's child ends after one answer.

static void *need(void *p) {
  if (p == NULL) abort();
  return p;
}

// MARK: answers

static void print_string(const char *text) {
  putchar('"');
  for (const unsigned char *c = (const unsigned char *)text; *c; c++) {
    if (*c == '"' || *c == '\\') printf("\\%c", *c);
    else if (*c < 0x20 || *c >= 0x7f) printf("\\u%04x", *c);
    else putchar(*c);
  }
  putchar('"');
}

static void print_hex(const unsigned char *bytes, size_t count) {
  putchar('"');
  for (size_t i = 0; i < count; i++) printf("%02x", bytes[i]);
  putchar('"');
}

static _Noreturn void answer_end(void) {
  putchar('\n');
  fflush(stdout);
  _exit(0);
}

static _Noreturn void fail(const char *format, ...) {
  char text[500];
  va_list arguments;
  va_start(arguments, format);
  vsnprintf(text, sizeof text, format, arguments);
  va_end(arguments);
  printf("{\"ok\":false,\"error\":");
  print_string(text);
  putchar('}');
  answer_end();
}

static const char *name_of(enum macaroon_returncode code) {
  switch (code) {
  case MACAROON_SUCCESS: return "success";
  case MACAROON_OUT_OF_MEMORY: return "out of memory";
  case MACAROON_HASH_FAILED: return "hash failed";
  case MACAROON_INVALID: return "invalid";
  case MACAROON_TOO_MANY_CAVEATS: return "too many caveats";
  case MACAROON_CYCLE: return "cycle";
  case MACAROON_BUF_TOO_SMALL: return "buffer too small";
  case MACAROON_NOT_AUTHORIZED: return "not authorized";
  case MACAROON_NO_JSON_SUPPORT: return "no JSON support";
  }
  return "unknown";
}

// MARK: requests (JSON)

enum kind { NOTHING, TRUTH, NUMBER, STRING, ARRAY, OBJECT };

struct value {
  enum kind kind;
  double number;       // also 0 or 1 for TRUTH
  char *text;          // STRING
  size_t count;        // members of ARRAY and OBJECT
  char **names;        // OBJECT
  struct value *items; // ARRAY, OBJECT
};

static const char *at;

static void blanks(void) {
  while (*at == ' ' || *at == '\t' || *at == '\n' || *at == '\r') at++;
}

static bool eat(char c) {
  blanks();
  if (*at != c) return false;
  at++;
  return true;
}

static void expect(char c) {
  if (!eat(c)) fail("JSON: expected '%c'", c);
}

static unsigned hex_digit(int c) {
  if (!isxdigit(c)) fail("not a hex digit: '%c'", c);
  return isdigit(c) ? (unsigned)c - '0' : (unsigned)tolower(c) - 'a' + 10;
}

static unsigned unit(void) {
  unsigned u = 0;
  for (int i = 0; i < 4; i++) u = u * 16 + hex_digit((unsigned char)*at++);
  return u;
}

static char *parse_string(void) {
  expect('"');
  char *text = need(malloc(strlen(at) + 1)), *out = text;
  while (*at != '"') {
    if (*at == 0) fail("JSON: the string does not end");
    if (*at != '\\') {
      *out++ = *at++;
      continue;
    }
    at++;
    unsigned u;
    switch (*at++) {
    case '"': *out++ = '"'; break;
    case '\\': *out++ = '\\'; break;
    case '/': *out++ = '/'; break;
    case 'b': *out++ = '\b'; break;
    case 'f': *out++ = '\f'; break;
    case 'n': *out++ = '\n'; break;
    case 'r': *out++ = '\r'; break;
    case 't': *out++ = '\t'; break;
    case 'u':
      u = unit();
      if (u >= 0xd800 && u < 0xdc00 && at[0] == '\\' && at[1] == 'u') {
        at += 2;
        u = 0x10000 + ((u - 0xd800) << 10) + ((unit() - 0xdc00) & 0x3ff);
      }
      if (u == 0) fail("JSON: a NUL in a string");
      if (u < 0x80) {
        *out++ = (char)u;
      } else if (u < 0x800) {
        *out++ = (char)(0xc0 | u >> 6), *out++ = (char)(0x80 | (u & 63));
      } else if (u < 0x10000) {
        *out++ = (char)(0xe0 | u >> 12), *out++ = (char)(0x80 | (u >> 6 & 63));
        *out++ = (char)(0x80 | (u & 63));
      } else {
        *out++ = (char)(0xf0 | u >> 18), *out++ = (char)(0x80 | (u >> 12 & 63));
        *out++ = (char)(0x80 | (u >> 6 & 63)), *out++ = (char)(0x80 | (u & 63));
      }
      break;
    default: fail("JSON: unknown escape");
    }
  }
  at++;
  *out = 0;
  return text;
}

static struct value parse_value(int depth) {
  struct value v = {0};
  char *end;
  if (depth > 20) fail("JSON: too deep");
  blanks();
  if (*at == '"') {
    v.kind = STRING;
    v.text = parse_string();
  } else if (*at == '{' || *at == '[') {
    char close = *at == '{' ? '}' : ']';
    v.kind = *at++ == '{' ? OBJECT : ARRAY;
    if (eat(close)) return v;
    do {
      v.items = need(realloc(v.items, (v.count + 1) * sizeof *v.items));
      v.names = need(realloc(v.names, (v.count + 1) * sizeof *v.names));
      v.names[v.count] = NULL;
      if (v.kind == OBJECT) {
        blanks();
        v.names[v.count] = parse_string();
        expect(':');
      }
      v.items[v.count++] = parse_value(depth + 1);
    } while (eat(','));
    expect(close);
  } else if (strncmp(at, "true", 4) == 0) {
    v.kind = TRUTH, v.number = 1, at += 4;
  } else if (strncmp(at, "false", 5) == 0) {
    v.kind = TRUTH, at += 5;
  } else if (strncmp(at, "null", 4) == 0) {
    at += 4;
  } else {
    v.kind = NUMBER;
    v.number = strtod(at, &end);
    if (end == at) fail("JSON: unexpected '%c'", *at);
    at = end;
  }
  return v;
}

static struct value parse_line(const char *line) {
  at = line;
  struct value v = parse_value(0);
  blanks();
  if (*at || v.kind != OBJECT) fail("JSON: expected one object");
  return v;
}

static const struct value *member(const struct value *object, const char *name, enum kind kind) {
  for (size_t i = 0; object->kind == OBJECT && i < object->count; i++)
    if (strcmp(object->names[i], name) == 0 && object->items[i].kind == kind)
      return &object->items[i];
  return NULL;
}

static const char *text(const struct value *object, const char *name) {
  const struct value *v = member(object, name, STRING);
  if (v == NULL) fail("the request lacks a string \"%s\"", name);
  return v->text;
}

struct bytes {
  unsigned char *start;
  size_t count;
};

static struct bytes unhex(const char *digits) {
  size_t length = strlen(digits);
  if (length % 2) fail("an odd number of hex digits");
  struct bytes b = {need(malloc(length / 2 + 1)), length / 2};
  for (size_t i = 0; i < b.count; i++)
    b.start[i] = (unsigned char)(hex_digit((unsigned char)digits[2 * i]) * 16 +
                                 hex_digit((unsigned char)digits[2 * i + 1]));
  return b;
}

// MARK: tokens

static struct macaroon *decode(const char *token) {
  enum macaroon_returncode code = MACAROON_INVALID;
  if (token[0] == '{') fail("only V1 is supported");
  struct macaroon *m = macaroon_deserialize(token, &code);
  if (m == NULL) fail("parse: %s", name_of(code));
  return m;
}

static char *encode(const struct macaroon *m) {
  enum macaroon_returncode code = MACAROON_INVALID;
  size_t size = macaroon_serialize_size_hint(m) + 1;
  char *token = need(calloc(1, size));
  if (macaroon_serialize(m, token, size, &code) != 0) fail("serialise: %s", name_of(code));
  return token;
}

static _Noreturn void answer_token(const struct macaroon *m) {
  const char *token = encode(m);
  printf("{\"ok\":true,\"token\":");
  print_string(token);
  putchar('}');
  answer_end();
}

static struct macaroon *create(const struct value *request) {
  enum macaroon_returncode code = MACAROON_INVALID;
  if (strcmp(text(request, "format"), "v1") != 0) fail("only V1 is supported");
  struct bytes key = unhex(text(request, "root_key")), id = unhex(text(request, "identifier"));
  const char *location = text(request, "location");
  struct macaroon *m = macaroon_create((const unsigned char *)location, strlen(location), key.start,
                                       key.count, id.start, id.count, &code);
  if (m == NULL) fail("create: %s", name_of(code));
  return m;
}

static struct macaroon *add_first_party(struct macaroon *m, const char *digits) {
  enum macaroon_returncode code = MACAROON_INVALID;
  struct bytes condition = unhex(digits);
  m = macaroon_add_first_party_caveat(m, condition.start, condition.count, &code);
  if (m == NULL) fail("add caveat: %s", name_of(code));
  return m;
}

static struct macaroon *add_third_party(struct macaroon *m, const struct value *third) {
  enum macaroon_returncode code = MACAROON_INVALID;
  struct bytes key = unhex(text(third, "root_key")), id = unhex(text(third, "identifier"));
  const char *location = text(third, "location");
  m = macaroon_add_third_party_caveat(m, (const unsigned char *)location, strlen(location),
                                      key.start, key.count, id.start, id.count, &code);
  if (m == NULL) fail("add third-party caveat: %s", name_of(code));
  return m;
}

static const char *string_item(const struct value *array, size_t i) {
  if (array->items[i].kind != STRING) fail("expected an array of strings");
  return array->items[i].text;
}

// MARK: operations

static _Noreturn void mint(const struct value *request) {
  struct macaroon *m = create(request);
  const struct value *caveats = member(request, "caveats", ARRAY);
  const struct value *third = member(request, "third_party", ARRAY);
  size_t count = caveats ? caveats->count : 0;
  for (size_t i = 0; i <= count; i++) {
    for (size_t t = 0; third && t < third->count; t++) {
      const struct value *after = member(&third->items[t], "after", NUMBER);
      if (after == NULL) fail("a third-party caveat lacks \"after\"");
      if (after->number == (double)i) m = add_third_party(m, &third->items[t]);
    }
    if (i < count) m = add_first_party(m, string_item(caveats, i));
  }
  answer_token(m);
}

static _Noreturn void attenuate(const struct value *request) {
  struct macaroon *m = decode(text(request, "token"));
  const struct value *caveats = member(request, "caveats", ARRAY);
  for (size_t i = 0; caveats && i < caveats->count; i++)
    m = add_first_party(m, string_item(caveats, i));
  answer_token(m);
}

static _Noreturn void discharge(const struct value *request) {
  enum macaroon_returncode code = MACAROON_INVALID;
  struct macaroon *root = decode(text(request, "bind_to")), *m = create(request);
  const struct value *caveats = member(request, "caveats", ARRAY);
  for (size_t i = 0; caveats && i < caveats->count; i++)
    m = add_first_party(m, string_item(caveats, i));
  m = macaroon_prepare_for_request(root, m, &code);
  if (m == NULL) fail("bind: %s", name_of(code));
  answer_token(m);
}

struct verdict {
  const struct value *met;
  bool all;
};

static int check(void *context, const unsigned char *predicate, size_t count) {
  const struct verdict *verdict = context;
  if (verdict->all) return 0;
  for (size_t i = 0; verdict->met && i < verdict->met->count; i++) {
    struct bytes b = unhex(string_item(verdict->met, i));
    if (b.count == count && memcmp(b.start, predicate, count) == 0) return 0;
  }
  return -1;
}

static _Noreturn void verify(const struct value *request) {
  enum macaroon_returncode code = MACAROON_SUCCESS;
  struct macaroon *m = decode(text(request, "token"));
  struct bytes key = unhex(text(request, "root_key"));
  const struct value *tokens = member(request, "discharges", ARRAY);
  const struct value *all = member(request, "all", TRUTH);
  size_t count = tokens ? tokens->count : 0;
  struct macaroon **discharges = need(calloc(count + 1, sizeof *discharges));
  for (size_t i = 0; i < count; i++) discharges[i] = decode(string_item(tokens, i));
  struct verdict verdict = {member(request, "true", ARRAY), all && all->number != 0};
  struct macaroon_verifier *v = need(macaroon_verifier_create());
  if (macaroon_verifier_satisfy_general(v, check, &verdict, &code) != 0)
    fail("verifier: %s", name_of(code));
  int result = macaroon_verify(v, m, key.start, key.count, discharges, count, &code);
  if (result == 0) printf("{\"ok\":true,\"valid\":true}");
  else printf("{\"ok\":true,\"valid\":false,\"error\":\"%s\"}", name_of(code));
  answer_end();
}

static int base64_value(char c) {
  const char *alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
  const char *found = strchr(alphabet, c == '+' ? '-' : c == '/' ? '_' : c);
  return c && found ? (int)(found - alphabet) : -1;
}

static struct bytes unbase64(const char *token) {
  struct bytes b = {need(malloc(strlen(token) + 1)), 0};
  unsigned bits = 0, held = 0;
  for (; *token && *token != '='; token++) {
    int value = base64_value(*token);
    if (value < 0) fail("the library wrote a character that is not base64");
    bits = bits << 6 | (unsigned)value, held += 6;
    if (held >= 8) held -= 8, b.start[b.count++] = (unsigned char)(bits >> held);
  }
  return b;
}

// The library shows no caveats but third-party ones, so its own serialisation of what it parsed is
// read: packets of 4 hex digits (length of all), name, blank, data, newline.
static _Noreturn void parse(const struct value *request) {
  struct macaroon *m = decode(text(request, "token"));
  struct bytes all = unbase64(encode(m));
  const unsigned char *p = all.start, *end = p + all.count;
  const unsigned char *location, *identifier, *signature;
  size_t location_count, identifier_count, signature_count;
  macaroon_location(m, &location, &location_count);
  macaroon_identifier(m, &identifier, &identifier_count);
  macaroon_signature(m, &signature, &signature_count);
  printf("{\"ok\":true,\"location_hex\":");
  print_hex(location, location_count);
  printf(",\"identifier\":");
  print_hex(identifier, identifier_count);
  printf(",\"signature\":");
  print_hex(signature, signature_count);
  printf(",\"caveats\":[");
  bool open = false, has_vid = false, has_location = false, first = true;
  while (end - p >= 6) {
    size_t length = 0;
    for (int i = 0; i < 4; i++) length = length * 16 + hex_digit(p[i]);
    if (length < 6 || length > (size_t)(end - p)) break;
    const unsigned char *name = p + 4, *space = memchr(name, ' ', length - 5);
    if (space == NULL) break;
    const unsigned char *data = space + 1;
    size_t count = (size_t)(p + length - 1 - data), name_count = (size_t)(space - name);
#define IS(text) (name_count == strlen(text) && memcmp(name, text, name_count) == 0)
    if (open && (IS("cid") || IS("signature"))) {
      if (!has_vid) printf(",\"vid\":null");
      if (!has_location) printf(",\"location_hex\":\"\"");
      putchar('}');
      open = false;
    }
    if (IS("cid")) {
      printf(first ? "{\"cid\":" : ",{\"cid\":");
      print_hex(data, count);
      open = true, has_vid = has_location = first = false;
    } else if (open && IS("vid")) {
      printf(",\"vid\":");
      print_hex(data, count);
      has_vid = true;
    } else if (open && IS("cl")) {
      printf(",\"location_hex\":");
      print_hex(data, count);
      has_location = true;
    }
    p += length;
  }
  printf("]}");
  answer_end();
}

static _Noreturn void respond(const char *line) {
  struct value request = parse_line(line);
  const char *op = text(&request, "op");
  if (strcmp(op, "mint") == 0) mint(&request);
  if (strcmp(op, "attenuate") == 0) attenuate(&request);
  if (strcmp(op, "parse") == 0) parse(&request);
  if (strcmp(op, "verify") == 0) verify(&request);
  if (strcmp(op, "discharge") == 0) discharge(&request);
  fail("unknown op \"%s\"", op);
}

// Answers in a child whose output is handed on only when it ended well.
static void serve(void) {
  char *line = NULL;
  size_t size = 0;
  setrlimit(RLIMIT_CORE, &(struct rlimit){0, 0});
  while (getline(&line, &size, stdin) > 0) {
    int ends[2];
    if (pipe(ends) != 0) exit(71);
    pid_t child = fork();
    if (child < 0) exit(71);
    if (child == 0) {
      dup2(ends[1], STDOUT_FILENO);
      close(ends[0]);
      close(ends[1]);
      if (freopen("/dev/null", "w", stderr) == NULL) _exit(71);  // the library's assertions
      alarm(20);
      respond(line);
    }
    close(ends[1]);
    char *reply = NULL;
    size_t count = 0, room = 0;
    for (;;) {
      if (room - count < 65536) reply = need(realloc(reply, room += 65536 + room));
      ssize_t got = read(ends[0], reply + count, room - count);
      if (got <= 0) break;
      count += (size_t)got;
    }
    close(ends[0]);
    int status = 0;
    waitpid(child, &status, 0);
    if (WIFSIGNALED(status))
      printf("{\"ok\":false,\"error\":\"crash: %s\"}\n", strsignal(WTERMSIG(status)));
    else
      fwrite(reply, 1, count, stdout);
    fflush(stdout);
    free(reply);
  }
}

// MARK: measures

static double now(void) {
  struct timespec t;
  clock_gettime(CLOCK_MONOTONIC, &t);
  return (double)t.tv_sec + (double)t.tv_nsec / 1e9;
}

static int accept_all(void *context, const unsigned char *predicate, size_t count) {
  (void)context, (void)predicate, (void)count;
  return 0;
}

static void bench_verify(double seconds) {
  char *line = NULL;
  size_t size = 0;
  if (getline(&line, &size, stdin) <= 0) exit(66);
  struct value request = parse_line(line);
  const char *token = text(&request, "token");
  struct bytes key = unhex(text(&request, "root_key"));
  enum macaroon_returncode code = MACAROON_SUCCESS;
  struct macaroon_verifier *v = need(macaroon_verifier_create());
  macaroon_verifier_satisfy_general(v, accept_all, NULL, &code);
  long operations = 0;
  double start = now();
  while (now() - start < seconds)
    for (int i = 0; i < 100; i++, operations++) {
      struct macaroon *m = decode(token);
      if (macaroon_verify(v, m, key.start, key.count, NULL, 0, &code) != 0)
        fail("verify: %s", name_of(code));
      macaroon_destroy(m);
    }
  printf("{\"ops\":%ld,\"seconds\":%.6f}\n", operations, now() - start);
}

static void bench_mint(double seconds) {
  static const char *caveats[] = {"services=api:0", "api_valid_until=1900000000",
                                  "path=/v1/reports/**"};
  static const char *location = "https://api.example";
  unsigned char id[66], key[32];
  for (unsigned i = 0; i < 66; i++) id[i] = (unsigned char)(i < 2 ? 0 : i);
  for (unsigned i = 0; i < 32; i++) key[i] = (unsigned char)i;
  enum macaroon_returncode code = MACAROON_SUCCESS;
  long operations = 0;
  double start = now();
  while (now() - start < seconds)
    for (int i = 0; i < 100; i++, operations++) {
      struct macaroon *m = need(macaroon_create((const unsigned char *)location, strlen(location),
                                                key, sizeof key, id, sizeof id, &code));
      for (int c = 0; c < 3; c++) {
        struct macaroon *next = need(macaroon_add_first_party_caveat(
            m, (const unsigned char *)caveats[c], strlen(caveats[c]), &code));
        macaroon_destroy(m);
        m = next;
      }
      free(encode(m));
      macaroon_destroy(m);
    }
  printf("{\"ops\":%ld,\"seconds\":%.6f}\n", operations, now() - start);
}

int main(int count, char **arguments) {
  const char *bench = NULL;
  double seconds = 1;
  for (int i = 1; i + 1 < count; i += 2) {
    if (strcmp(arguments[i], "--bench") == 0) bench = arguments[i + 1];
    if (strcmp(arguments[i], "--seconds") == 0) seconds = atof(arguments[i + 1]);
  }
  if (bench == NULL) serve();
  else if (strcmp(bench, "verify") == 0) bench_verify(seconds);
  else if (strcmp(bench, "mint") == 0) bench_mint(seconds);
  else return 64;
}
