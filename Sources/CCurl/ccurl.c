#include "CCurl.h"

#include <dlfcn.h>
#include <pthread.h>
#include <signal.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

// curl.h wraps two of them in macros that check types.
#undef curl_easy_setopt
#undef curl_easy_getinfo

struct CCurlLibrary {
  enum CCurlOpening opening;
  const curl_version_info_data *about;
  __typeof__(&curl_global_init) global_init;
  __typeof__(&curl_version) version;
  __typeof__(&curl_version_info) version_info;
  __typeof__(&curl_easy_init) init;
  __typeof__(&curl_easy_cleanup) cleanup;
  __typeof__(&curl_easy_reset) reset;
  __typeof__(&curl_easy_perform) perform;
  __typeof__(&curl_easy_setopt) setopt;
  __typeof__(&curl_easy_getinfo) getinfo;
  __typeof__(&curl_slist_append) slist_append;
  __typeof__(&curl_slist_free_all) slist_free_all;
  __typeof__(&curl_url) url;
  __typeof__(&curl_url_cleanup) url_cleanup;
  __typeof__(&curl_url_set) url_set;
  __typeof__(&curl_url_get) url_get;
  __typeof__(&curl_free) free;
  __typeof__(&curl_easy_strerror) strerror;
  __typeof__(&curl_getdate) getdate;
  __typeof__(&curl_mime_init) mime_init;
  __typeof__(&curl_mime_free) mime_free;
  __typeof__(&curl_mime_addpart) mime_addpart;
  __typeof__(&curl_mime_name) mime_name;
  __typeof__(&curl_mime_filename) mime_filename;
  __typeof__(&curl_mime_type) mime_type;
  __typeof__(&curl_mime_encoder) mime_encoder;
  __typeof__(&curl_mime_data) mime_data;
  __typeof__(&curl_mime_filedata) mime_filedata;
  __typeof__(&curl_mime_subparts) mime_subparts;
  __typeof__(&curl_mime_headers) mime_headers;
};

// A list that an option points to.
struct list {
  CURLoption option;
  struct curl_slist *lines;
  struct list *next;
};

struct CCurlEasy {
  const CCurlLibrary *library;
  CURL *handle;
  CURLU *url;
  struct list *lists;
  curl_mime *mime;
  char error[CURL_ERROR_SIZE];
};

#define RESOLVE(member, name) \
  (library->member = (__typeof__(library->member))dlsym(handle, name))

static bool resolve(CCurlLibrary *library, void *handle) {
  return RESOLVE(global_init, "curl_global_init") && RESOLVE(version, "curl_version") &&
    RESOLVE(version_info, "curl_version_info") && RESOLVE(init, "curl_easy_init") &&
    RESOLVE(cleanup, "curl_easy_cleanup") && RESOLVE(reset, "curl_easy_reset") &&
    RESOLVE(perform, "curl_easy_perform") && RESOLVE(setopt, "curl_easy_setopt") &&
    RESOLVE(getinfo, "curl_easy_getinfo") && RESOLVE(slist_append, "curl_slist_append") &&
    RESOLVE(slist_free_all, "curl_slist_free_all") && RESOLVE(url, "curl_url") &&
    RESOLVE(url_cleanup, "curl_url_cleanup") && RESOLVE(url_set, "curl_url_set") &&
    RESOLVE(url_get, "curl_url_get") && RESOLVE(free, "curl_free") &&
    RESOLVE(strerror, "curl_easy_strerror") && RESOLVE(getdate, "curl_getdate") &&
    RESOLVE(mime_init, "curl_mime_init") && RESOLVE(mime_free, "curl_mime_free") &&
    RESOLVE(mime_addpart, "curl_mime_addpart") && RESOLVE(mime_name, "curl_mime_name") &&
    RESOLVE(mime_filename, "curl_mime_filename") && RESOLVE(mime_type, "curl_mime_type") &&
    RESOLVE(mime_encoder, "curl_mime_encoder") && RESOLVE(mime_data, "curl_mime_data") &&
    RESOLVE(mime_filedata, "curl_mime_filedata") &&
    RESOLVE(mime_subparts, "curl_mime_subparts") && RESOLVE(mime_headers, "curl_mime_headers");
}

static void open_library(const char *file, CCurlLibrary *library) {
  library->opening = CCurlOpeningLibraryMissing;
  // Its dozens of libraries take a tenth longer where all that they might call is looked up first.
  void *handle = dlopen(file, RTLD_LAZY | RTLD_LOCAL);
  if (!handle) return;
  if (!resolve(library, handle)) {
    // A curl of before 7.62 lacks the URL functions: still a curl.
    library->about = library->version_info ? library->version_info(CURLVERSION_FIRST) : NULL;
    if (library->about) {
      library->opening = CCurlOpeningLibraryTooOld;
    } else {
      dlclose(handle);
    }
    return;
  }
  library->about = library->version_info(CURLVERSION_NOW);
  library->opening =
    library->global_init(CURL_GLOBAL_DEFAULT) ? CCurlOpeningFailed : CCurlOpeningReady;
}

static CCurlLibrary kept;
static pthread_once_t once = PTHREAD_ONCE_INIT;

static void keep_library(void) { open_library("libcurl.so.4", &kept); }

enum CCurlOpening ccurl_open(const char *file, uint32_t needed, const CCurlLibrary **library) {
  CCurlLibrary *opened = &kept;
  *library = NULL;
  if (!file) {
    pthread_once(&once, keep_library);
  } else {
    opened = calloc(1, sizeof *opened);
    if (!opened) return CCurlOpeningFailed;
    open_library(file, opened);
  }
  enum CCurlOpening opening = opened->opening;
  if (opening == CCurlOpeningReady && opened->about->version_num < needed) {
    opening = CCurlOpeningLibraryTooOld;
  }
  if (opening == CCurlOpeningReady || opening == CCurlOpeningLibraryTooOld) {
    *library = opened;
  } else if (file) {
    free(opened);
  }
  return opening;
}

uint32_t ccurl_version_number(const CCurlLibrary *library) { return library->about->version_num; }
const char *ccurl_version_text(const CCurlLibrary *library) { return library->about->version; }
const char *ccurl_full_version_text(const CCurlLibrary *library) { return library->version(); }

static void set_error_buffer(CCurlEasy *easy) {
  easy->error[0] = 0;
  easy->library->setopt(easy->handle, CURLOPT_ERRORBUFFER, easy->error);
}

CCurlEasy *ccurl_easy_new(const CCurlLibrary *library) {
  CCurlEasy *easy = calloc(1, sizeof *easy);
  if (!easy) return NULL;
  easy->library = library;
  easy->handle = library->init();
  if (!easy->handle) {
    free(easy);
    return NULL;
  }
  set_error_buffer(easy);
  return easy;
}

// What the options of the handle point to; the handle must not be used before a reset.
static void free_parts(CCurlEasy *easy) {
  while (easy->lists) {
    struct list *list = easy->lists;
    easy->lists = list->next;
    easy->library->slist_free_all(list->lines);
    free(list);
  }
  easy->library->mime_free(easy->mime);
  easy->library->url_cleanup(easy->url);
  easy->mime = NULL;
  easy->url = NULL;
}

void ccurl_easy_free(CCurlEasy *easy) {
  easy->library->cleanup(easy->handle);
  free_parts(easy);
  free(easy);
}

void ccurl_easy_reset(CCurlEasy *easy) {
  easy->library->reset(easy->handle);
  free_parts(easy);
  set_error_buffer(easy);
}

// With CURLOPT_NOSIGNAL the library leaves SIGPIPE to us. Only this thread is touched, and a
// SIGPIPE that was pending before stays pending.
CURLcode ccurl_easy_perform(CCurlEasy *easy) {
  sigset_t pipe, pending, before;
  sigemptyset(&pipe);
  sigaddset(&pipe, SIGPIPE);
  sigpending(&pending);
  bool was_pending = sigismember(&pending, SIGPIPE) == 1;
  bool is_blocked = !pthread_sigmask(SIG_BLOCK, &pipe, &before);
  easy->error[0] = 0;
  CURLcode code = easy->library->perform(easy->handle);
  if (is_blocked) {
    const struct timespec now = {0};
    if (!was_pending) sigtimedwait(&pipe, NULL, &now);
    pthread_sigmask(SIG_SETMASK, &before, NULL);
  }
  return code;
}

const char *ccurl_easy_error_text(const CCurlEasy *easy) { return easy->error; }

// The ten thousands of an option's number are its type (curl.h, CURLOPTTYPE_LONG and others).
static bool has_type(CURLoption option, long type) {
  return option >= type && option < type + 10000;
}

CURLcode ccurl_set_long(CCurlEasy *easy, CURLoption option, long value) {
  if (!has_type(option, CURLOPTTYPE_LONG)) return CURLE_BAD_FUNCTION_ARGUMENT;
  return easy->library->setopt(easy->handle, option, value);
}

CURLcode ccurl_set_offset(CCurlEasy *easy, CURLoption option, int64_t value) {
  if (!has_type(option, CURLOPTTYPE_OFF_T)) return CURLE_BAD_FUNCTION_ARGUMENT;
  return easy->library->setopt(easy->handle, option, (curl_off_t)value);
}

CURLcode ccurl_set_text(CCurlEasy *easy, CURLoption option, const char *value) {
  return ccurl_set_pointer(easy, option, value);
}

CURLcode ccurl_set_pointer(CCurlEasy *easy, CURLoption option, const void *value) {
  if (!has_type(option, CURLOPTTYPE_OBJECTPOINT)) return CURLE_BAD_FUNCTION_ARGUMENT;
  return easy->library->setopt(easy->handle, option, value);
}

CURLcode ccurl_set_blob(CCurlEasy *easy, CURLoption option, const void *bytes, size_t count) {
  if (!has_type(option, CURLOPTTYPE_BLOB)) return CURLE_BAD_FUNCTION_ARGUMENT;
  struct curl_blob blob = {.data = (void *)bytes, .len = count, .flags = CURL_BLOB_COPY};
  return easy->library->setopt(easy->handle, option, bytes ? &blob : NULL);
}

// The list of an option; a new one where there is none yet, null for want of memory.
static struct list *list_of(CCurlEasy *easy, CURLoption option) {
  for (struct list *list = easy->lists; list; list = list->next) {
    if (list->option == option) return list;
  }
  struct list *list = calloc(1, sizeof *list);
  if (!list) return NULL;
  list->option = option;
  list->next = easy->lists;
  easy->lists = list;
  return list;
}

CURLcode ccurl_add_line(CCurlEasy *easy, CURLoption option, const char *line) {
  struct list *list = list_of(easy, option);
  struct curl_slist *longer = list ? easy->library->slist_append(list->lines, line) : NULL;
  if (!longer) return CURLE_OUT_OF_MEMORY;
  list->lines = longer;
  return CURLE_OK;
}

CURLcode ccurl_set_list(CCurlEasy *easy, CURLoption option) {
  if (!has_type(option, CURLOPTTYPE_OBJECTPOINT)) return CURLE_BAD_FUNCTION_ARGUMENT;
  struct list *list = list_of(easy, option);
  if (!list) return CURLE_OUT_OF_MEMORY;
  return easy->library->setopt(easy->handle, option, list->lines);
}

curl_mime *ccurl_mime_new(CCurlEasy *easy) { return easy->library->mime_init(easy->handle); }

curl_mimepart *ccurl_mime_add_part(CCurlEasy *easy, curl_mime *mime) {
  return easy->library->mime_addpart(mime);
}

CURLcode ccurl_part_set_name(CCurlEasy *easy, curl_mimepart *part, const char *name) {
  return easy->library->mime_name(part, name);
}

CURLcode ccurl_part_set_data(
  CCurlEasy *easy, curl_mimepart *part, const void *bytes, size_t count) {
  return easy->library->mime_data(part, bytes ? bytes : "", count);
}

CURLcode ccurl_part_set_file(CCurlEasy *easy, curl_mimepart *part, const char *path) {
  return easy->library->mime_filedata(part, path);
}

CURLcode ccurl_part_set_file_name(CCurlEasy *easy, curl_mimepart *part, const char *name) {
  return easy->library->mime_filename(part, name);
}

CURLcode ccurl_part_set_type(CCurlEasy *easy, curl_mimepart *part, const char *type) {
  return easy->library->mime_type(part, type);
}

CURLcode ccurl_part_set_encoder(CCurlEasy *easy, curl_mimepart *part, const char *encoder) {
  return easy->library->mime_encoder(part, encoder);
}

CURLcode ccurl_part_set_header(
  CCurlEasy *easy, curl_mimepart *part, const char *const *lines, size_t count) {
  struct curl_slist *list = NULL;
  for (size_t index = 0; index < count; index++) {
    struct curl_slist *longer = easy->library->slist_append(list, lines[index]);
    if (!longer) {
      easy->library->slist_free_all(list);
      return CURLE_OUT_OF_MEMORY;
    }
    list = longer;
  }
  return easy->library->mime_headers(part, list, 1);
}

CURLcode ccurl_part_set_parts(CCurlEasy *easy, curl_mimepart *part, curl_mime *parts) {
  return easy->library->mime_subparts(part, parts);
}

CURLcode ccurl_set_mime(CCurlEasy *easy, curl_mime *mime) {
  easy->library->mime_free(easy->mime);
  easy->mime = mime;
  return easy->library->setopt(easy->handle, CURLOPT_MIMEPOST, mime);
}

void ccurl_mime_free(CCurlEasy *easy, curl_mime *mime) { easy->library->mime_free(mime); }

CURLUcode ccurl_set_url(CCurlEasy *easy, const char *url, unsigned flags) {
  if (!easy->url) easy->url = easy->library->url();
  if (!easy->url) return CURLUE_OUT_OF_MEMORY;
  CURLUcode code = easy->library->url_set(easy->url, CURLUPART_URL, url, flags);
  if (code) return code;
  return easy->library->setopt(easy->handle, CURLOPT_CURLU, easy->url) ? CURLUE_BAD_HANDLE
                                                                       : CURLUE_OK;
}

char *ccurl_url_part(CCurlEasy *easy, CURLUPart part, unsigned flags) {
  char *text = NULL;
  if (!easy->url || easy->library->url_get(easy->url, part, &text, flags)) return NULL;
  return text;
}

void ccurl_free(CCurlEasy *easy, char *text) { easy->library->free(text); }

static CURLcode set_callback(
  CCurlEasy *easy, CURLoption function, void (*callback)(void), CURLoption data, void *context) {
  CURLcode code = easy->library->setopt(easy->handle, function, callback);
  return code ? code : easy->library->setopt(easy->handle, data, context);
}

#define SET_CALLBACK(name) \
  set_callback( \
    easy, CURLOPT_##name##FUNCTION, (void (*)(void))callback, CURLOPT_##name##DATA, context)

CURLcode ccurl_set_on_body(CCurlEasy *easy, ccurl_receive callback, void *context) {
  return SET_CALLBACK(WRITE);
}

CURLcode ccurl_set_on_header(CCurlEasy *easy, ccurl_receive callback, void *context) {
  return SET_CALLBACK(HEADER);
}

CURLcode ccurl_set_on_upload(CCurlEasy *easy, ccurl_supply callback, void *context) {
  return SET_CALLBACK(READ);
}

CURLcode ccurl_set_on_seek(CCurlEasy *easy, ccurl_seek callback, void *context) {
  return SET_CALLBACK(SEEK);
}

CURLcode ccurl_set_on_trace(CCurlEasy *easy, ccurl_trace callback, void *context) {
  return SET_CALLBACK(DEBUG);
}

CURLcode ccurl_set_on_progress(CCurlEasy *easy, ccurl_progress callback, void *context) {
  return SET_CALLBACK(XFERINFO);
}

CURLcode ccurl_set_before_request(
  CCurlEasy *easy, ccurl_before_request callback, void *context) {
  return SET_CALLBACK(PREREQ);
}

long ccurl_get_long(CCurlEasy *easy, CURLINFO info) {
  long value = 0;
  if ((info & CURLINFO_TYPEMASK) != CURLINFO_LONG) return 0;
  return easy->library->getinfo(easy->handle, info, &value) ? 0 : value;
}

int64_t ccurl_get_offset(CCurlEasy *easy, CURLINFO info) {
  curl_off_t value = 0;
  if ((info & CURLINFO_TYPEMASK) != CURLINFO_OFF_T) return 0;
  return easy->library->getinfo(easy->handle, info, &value) ? 0 : value;
}

const char *ccurl_get_text(CCurlEasy *easy, CURLINFO info) {
  const char *value = NULL;
  if ((info & CURLINFO_TYPEMASK) != CURLINFO_STRING) return NULL;
  return easy->library->getinfo(easy->handle, info, &value) ? NULL : value;
}

const char *ccurl_error_words(const CCurlLibrary *library, CURLcode code) {
  return library->strerror(code);
}

int64_t ccurl_date(const CCurlLibrary *library, const char *text) {
  return library->getdate(text, NULL);
}

struct CCurlURL {
  const CCurlLibrary *library;
  CURLU *url;
};

CCurlURL *ccurl_url_new(
  const CCurlLibrary *library, const char *text, unsigned flags, CURLUcode *code) {
  CCurlURL *url = calloc(1, sizeof *url);
  CURLU *handle = url ? library->url() : NULL;
  *code = CURLUE_OUT_OF_MEMORY;
  if (handle) *code = library->url_set(handle, CURLUPART_URL, text, flags);
  if (*code) {
    library->url_cleanup(handle);
    free(url);
    return NULL;
  }
  url->library = library;
  url->url = handle;
  return url;
}

void ccurl_url_free(CCurlURL *url) {
  url->library->url_cleanup(url->url);
  free(url);
}

char *ccurl_url_get(CCurlURL *url, CURLUPart part, unsigned flags) {
  char *text = NULL;
  if (url->library->url_get(url->url, part, &text, flags)) return NULL;
  char *copy = strdup(text);
  url->library->free(text);
  return copy;
}

CURLUcode ccurl_url_put(CCurlURL *url, CURLUPart part, const char *text, unsigned flags) {
  return url->library->url_set(url->url, part, text, flags);
}
