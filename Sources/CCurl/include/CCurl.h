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
// Appends a line, which is copied, to the list of an option such as CURLOPT_HTTPHEADER; a list goes to
// the library as a whole by ccurl_set_list, and without lines takes the option back.
CURLcode ccurl_add_line(
  CCurlEasy *_Nonnull easy, CURLoption option, const char *_Nonnull line);
CURLcode ccurl_set_list(CCurlEasy *_Nonnull easy, CURLoption option);

// Forms: made, filled, and given to the handle, which frees them with its options.
curl_mime *_Nullable ccurl_mime_new(CCurlEasy *_Nonnull easy);
curl_mimepart *_Nullable ccurl_mime_add_part(
  CCurlEasy *_Nonnull easy, curl_mime *_Nonnull mime);
// The library copies all of it; a file is read while it is sent.
CURLcode ccurl_part_set_name(
  CCurlEasy *_Nonnull easy, curl_mimepart *_Nonnull part, const char *_Nonnull name);
CURLcode ccurl_part_set_data(
  CCurlEasy *_Nonnull easy, curl_mimepart *_Nonnull part, const void *_Nullable bytes,
  size_t count);
CURLcode ccurl_part_set_file(
  CCurlEasy *_Nonnull easy, curl_mimepart *_Nonnull part, const char *_Nonnull path);
CURLcode ccurl_part_set_file_name(
  CCurlEasy *_Nonnull easy, curl_mimepart *_Nonnull part, const char *_Nullable name);
CURLcode ccurl_part_set_type(
  CCurlEasy *_Nonnull easy, curl_mimepart *_Nonnull part, const char *_Nonnull type);
CURLcode ccurl_part_set_encoder(
  CCurlEasy *_Nonnull easy, curl_mimepart *_Nonnull part, const char *_Nonnull encoder);
CURLcode ccurl_part_set_header(
  CCurlEasy *_Nonnull easy, curl_mimepart *_Nonnull part, const char *const _Nullable *_Nonnull lines,
  size_t count);
// The part owns the other form from then on.
CURLcode ccurl_part_set_parts(
  CCurlEasy *_Nonnull easy, curl_mimepart *_Nonnull part, curl_mime *_Nonnull parts);
// The handle owns it from then on.
CURLcode ccurl_set_mime(CCurlEasy *_Nonnull easy, curl_mime *_Nonnull mime);
void ccurl_mime_free(CCurlEasy *_Nonnull easy, curl_mime *_Nonnull mime);

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
typedef int (*ccurl_seek)(void *_Nullable context, curl_off_t offset, int origin);
typedef int (*ccurl_trace)(
  CURL *_Nullable handle, curl_infotype kind, char *_Nullable bytes, size_t count,
  void *_Nullable context);
// CURLOPT_WRITEFUNCTION: pieces of the body.
CURLcode ccurl_set_on_body(
  CCurlEasy *_Nonnull easy, ccurl_receive _Nonnull callback, void *_Nullable context);
// CURLOPT_HEADERFUNCTION: whole lines of the header.
CURLcode ccurl_set_on_header(
  CCurlEasy *_Nonnull easy, ccurl_receive _Nonnull callback, void *_Nullable context);
// CURLOPT_READFUNCTION: the next bytes to send.
CURLcode ccurl_set_on_upload(
  CCurlEasy *_Nonnull easy, ccurl_supply _Nonnull callback, void *_Nullable context);
// CURLOPT_SEEKFUNCTION: goes back to an offset of what is sent.
CURLcode ccurl_set_on_seek(
  CCurlEasy *_Nonnull easy, ccurl_seek _Nonnull callback, void *_Nullable context);
// CURLOPT_DEBUGFUNCTION: what is said and exchanged, with CURLOPT_VERBOSE.
CURLcode ccurl_set_on_trace(
  CCurlEasy *_Nonnull easy, ccurl_trace _Nonnull callback, void *_Nullable context);
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

// What a code means, in the library's words.
const char *_Nonnull ccurl_error_words(const CCurlLibrary *_Nonnull library, CURLcode code);
// A date in any of the forms that the library knows, in unix seconds; -1 for none.
int64_t ccurl_date(const CCurlLibrary *_Nonnull library, const char *_Nonnull text);

// A URL apart from any transfer; null when it is none that the library takes.
typedef struct CCurlURL CCurlURL;
CCurlURL *_Nullable ccurl_url_new(
  const CCurlLibrary *_Nonnull library, const char *_Nonnull text, unsigned flags,
  CURLUcode *_Nonnull code);
void ccurl_url_free(CCurlURL *_Nonnull url);
// A part, to be freed with free(); null when it has none.
char *_Nullable ccurl_url_get(CCurlURL *_Nonnull url, CURLUPart part, unsigned flags);
// Null takes the part away.
CURLUcode ccurl_url_put(
  CCurlURL *_Nonnull url, CURLUPart part, const char *_Nullable text, unsigned flags);

#endif
