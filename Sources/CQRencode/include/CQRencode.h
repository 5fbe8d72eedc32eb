#ifndef CQRENCODE_H
#define CQRENCODE_H

#include <stddef.h>
#include <stdint.h>

// Modules a side of the largest QR code, version 40 of ISO/IEC 18004.
#define CQRENCODE_WIDTH_MAX 177

// What came of encoding a text.
enum __attribute__((enum_extensibility(closed))) CQRencodeResult {
  CQRencodeResultSuccess,
  // The library is not there, or is another than we know.
  CQRencodeResultLibraryMissing,
  CQRencodeResultTooLong,
  CQRencodeResultOutOfMemory,
  // Any other failure of the library.
  CQRencodeResultFailed,
};

// Encodes a text as the smallest QR code of error correction level L that holds it in alphanumeric
// mode; a text with other characters fails.
//
// `modules` receives a byte a module, row by row, 1 for dark; `capacity` is how many fit, and
// CQRENCODE_WIDTH_MAX squared always do. `width` receives the modules a side.
//
// A null `library` is libqrencode.so.4, opened on the first call and kept. Any other is the file to
// open for this call alone.
enum CQRencodeResult cqrencode_encode(
  const char *_Nullable library, const char *_Nonnull text, uint8_t *_Nonnull modules,
  size_t capacity, size_t *_Nonnull width);

#endif
