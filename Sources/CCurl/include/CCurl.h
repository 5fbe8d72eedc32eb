#ifndef CCURL_H
#define CCURL_H

// The types and constants only: a call by name would link the library. Options that were replaced
// since are still what older releases know.
#define CURL_DISABLE_DEPRECATION
#include <curl/curl.h>
#include <stddef.h>
#include <stdint.h>

// libcurl, once it was opened; usable from any thread, never closed.
typedef struct CCurlLibrary CCurlLibrary;

// What came of opening it.
enum __attribute__((enum_extensibility(closed))) CCurlOpening {
  CCurlOpeningReady,
  // The library is not there, or is another than we know.
  CCurlOpeningLibraryMissing,
  CCurlOpeningLibraryTooOld,
  // It is there and could not be made ready, for want of memory or of its TLS library.
  CCurlOpeningFailed,
};

// Opens libcurl and makes it ready. `needed` is the least version, 0x075000 for 7.80.0.
//
// A null `file` is libcurl.so.4, opened on the first call and kept. Any other is the file to open
// for this call; it is never closed either, for its threads and exit handlers may still run.
//
// `library` is set when it is ready, and when it is too old, to ask for its version.
enum CCurlOpening ccurl_open(
  const char *_Nullable file, uint32_t needed,
  const CCurlLibrary *_Nullable *_Nonnull library);

// The version of the opened library, 0x075801 for 7.88.1.
uint32_t ccurl_version_number(const CCurlLibrary *_Nonnull library);
// The same as text, "7.88.1".
const char *_Nonnull ccurl_version_text(const CCurlLibrary *_Nonnull library);
// The version of it and of the libraries that it uses, as `curl --version` writes them.
const char *_Nonnull ccurl_full_version_text(const CCurlLibrary *_Nonnull library);

// A handle: the connections it keeps, and the options of the next transfer. For one thread at a
// time. Null when there is no memory.
typedef struct CCurlEasy CCurlEasy;
CCurlEasy *_Nullable ccurl_easy_new(const CCurlLibrary *_Nonnull library);
void ccurl_easy_free(CCurlEasy *_Nonnull easy);
// Forgets all options, the URL, the lists and the error text; keeps the connections.
void ccurl_easy_reset(CCurlEasy *_Nonnull easy);
// Runs one transfer, with SIGPIPE held back from this thread.
CURLcode ccurl_easy_perform(CCurlEasy *_Nonnull easy);
// What the library said of the last failure; empty when it said nothing. May repeat parts of the
// options, a proxy's password included.
const char *_Nonnull ccurl_easy_error_text(const CCurlEasy *_Nonnull easy);

// Setters, since curl_easy_setopt is variadic. An option of another type than the setter's is
// CURLE_BAD_FUNCTION_ARGUMENT, one that the library does not know CURLE_UNKNOWN_OPTION.
CURLcode ccurl_set_long(CCurlEasy *_Nonnull easy, CURLoption option, long value);
CURLcode ccurl_set_offset(CCurlEasy *_Nonnull easy, CURLoption option, int64_t value);
// The library copies the text; null takes the option back.
CURLcode ccurl_set_text(
  CCurlEasy *_Nonnull easy, CURLoption option, const char *_Nullable value);
// Memory that must stay until the transfer is over.
CURLcode ccurl_set_pointer(
  CCurlEasy *_Nonnull easy, CURLoption option, const void *_Nullable value);
// The library copies the bytes; none takes the option back.
CURLcode ccurl_set_blob(
  CCurlEasy *_Nonnull easy, CURLoption option, const void *_Nullable bytes, size_t count);
// Appends a line, which is copied, to the request header; all at once go to the library by
// ccurl_set_header_lines.
CURLcode ccurl_add_header_line(CCurlEasy *_Nonnull easy, const char *_Nonnull line);
CURLcode ccurl_set_header_lines(CCurlEasy *_Nonnull easy);

// The URL, by the library's own parser, with `flags` of CURLU_..; the transfer uses what was parsed.
CURLUcode ccurl_set_url(CCurlEasy *_Nonnull easy, const char *_Nonnull url, unsigned flags);
// A part of the URL that was set, to be freed with ccurl_free; null when it has none.
char *_Nullable ccurl_url_part(CCurlEasy *_Nonnull easy, CURLUPart part, unsigned flags);
void ccurl_free(CCurlEasy *_Nonnull easy, char *_Nullable text);

// Callbacks, each with the context it is called with. The bytes are theirs for the call only.
typedef size_t (*ccurl_receive)(
  char *_Nullable bytes, size_t size, size_t count, void *_Nullable context);
typedef size_t (*ccurl_supply)(
  char *_Nonnull buffer, size_t size, size_t count, void *_Nullable context);
typedef int (*ccurl_progress)(
  void *_Nullable context, curl_off_t download_total, curl_off_t downloaded,
  curl_off_t upload_total, curl_off_t uploaded);
typedef int (*ccurl_before_request)(
  void *_Nullable context, char *_Nullable peer_address, char *_Nullable own_address,
  int peer_port, int own_port);
// CURLOPT_WRITEFUNCTION: pieces of the body.
CURLcode ccurl_set_on_body(
  CCurlEasy *_Nonnull easy, ccurl_receive _Nonnull callback, void *_Nullable context);
// CURLOPT_HEADERFUNCTION: whole lines of the header.
CURLcode ccurl_set_on_header(
  CCurlEasy *_Nonnull easy, ccurl_receive _Nonnull callback, void *_Nullable context);
// CURLOPT_READFUNCTION: the next bytes to send.
CURLcode ccurl_set_on_upload(
  CCurlEasy *_Nonnull easy, ccurl_supply _Nonnull callback, void *_Nullable context);
// CURLOPT_XFERINFOFUNCTION: called often, and about once a second when nothing happens.
CURLcode ccurl_set_on_progress(
  CCurlEasy *_Nonnull easy, ccurl_progress _Nonnull callback, void *_Nullable context);
// CURLOPT_PREREQFUNCTION: the connection is ready, no byte of the request has left.
CURLcode ccurl_set_before_request(
  CCurlEasy *_Nonnull easy, ccurl_before_request _Nonnull callback, void *_Nullable context);

// What is known after a transfer; 0 or null where it is not.
long ccurl_get_long(CCurlEasy *_Nonnull easy, CURLINFO info);
int64_t ccurl_get_offset(CCurlEasy *_Nonnull easy, CURLINFO info);
const char *_Nullable ccurl_get_text(CCurlEasy *_Nonnull easy, CURLINFO info);

#endif
