#include "CQRencode.h"

#include <dlfcn.h>
#include <errno.h>
#include <limits.h>
#include <pthread.h>
#include <qrencode.h>
#include <string.h>

// The header gives the types alone: a call by name would link the library.
typedef struct {
  void *handle;
  __typeof__(&QRinput_new2) new_input;
  __typeof__(&QRinput_append) append;
  __typeof__(&QRinput_free) free_input;
  __typeof__(&QRcode_encodeInput) encode;
  __typeof__(&QRcode_free) free_code;
} qrencode;

#define RESOLVE(member, name) \
  (library.member = (__typeof__(library.member))dlsym(library.handle, name))

static qrencode open_library(const char *file) {
  qrencode library = {.handle = dlopen(file, RTLD_NOW | RTLD_LOCAL)};
  if (!library.handle) return library;
  if (RESOLVE(new_input, "QRinput_new2") && RESOLVE(append, "QRinput_append") &&
      RESOLVE(free_input, "QRinput_free") && RESOLVE(encode, "QRcode_encodeInput") &&
      RESOLVE(free_code, "QRcode_free")) {
    return library;
  }
  dlclose(library.handle);
  library.handle = NULL;
  return library;
}

static qrencode kept;
static pthread_once_t once = PTHREAD_ONCE_INIT;

static void keep_library(void) { kept = open_library("libqrencode.so.4"); }

// One segment in alphanumeric mode. QRcode_encodeString would part off digits, and then finds no
// room for some texts that do fit: 4,034 characters with a letter after every 14 digits.
static QRcode *draw(qrencode library, const char *text) {
  // Version 0 is the smallest that fits.
  QRinput *input = library.new_input(0, QR_ECLEVEL_L);
  if (!input) return NULL;
  QRcode *code = NULL;
  size_t length = strlen(text);
  if (length > INT_MAX) {
    errno = ERANGE;
  } else if (!library.append(input, QR_MODE_AN, (int)length, (const unsigned char *)text)) {
    code = library.encode(input);
  }
  int error = errno;
  library.free_input(input);
  errno = error;
  return code;
}

static enum CQRencodeResult encode(
  qrencode library, const char *text, uint8_t *modules, size_t capacity, size_t *width) {
  errno = 0;
  QRcode *code = draw(library, text);
  if (!code) {
    switch (errno) {
    case ERANGE: return CQRencodeResultTooLong;
    case ENOMEM: return CQRencodeResultOutOfMemory;
    default: return CQRencodeResultFailed;
    }
  }
  enum CQRencodeResult result = CQRencodeResultFailed;
  size_t side = code->width > 0 ? (size_t)code->width : 0;
  if (side > 0 && side <= CQRENCODE_WIDTH_MAX && side * side <= capacity) {
    // Bit 0 is the module; the others tell what it belongs to.
    for (size_t i = 0; i < side * side; i++) modules[i] = code->data[i] & 1;
    *width = side;
    result = CQRencodeResultSuccess;
  }
  library.free_code(code);
  return result;
}

enum CQRencodeResult cqrencode_encode(
  const char *file, const char *text, uint8_t *modules, size_t capacity, size_t *width) {
  if (!file) {
    pthread_once(&once, keep_library);
    if (!kept.handle) return CQRencodeResultLibraryMissing;
    return encode(kept, text, modules, capacity, width);
  }
  qrencode library = open_library(file);
  if (!library.handle) return CQRencodeResultLibraryMissing;
  enum CQRencodeResult result = encode(library, text, modules, capacity, width);
  dlclose(library.handle);
  return result;
}
