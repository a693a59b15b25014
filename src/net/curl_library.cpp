#include "net/curl_library.h"

#include <dlfcn.h>

namespace sentinel {

namespace {

struct Loaded {
  CurlLibrary library;
  std::string problem;  // empty: usable
};

Loaded load() {
  Loaded loaded;
  // Local, so that its OpenSSL and ours, which is linked statically, never see each other.
  void* handle = dlopen("libcurl.so.4", RTLD_NOW | RTLD_LOCAL);
  if (handle == nullptr) {
    loaded.problem = "the library libcurl.so.4 is missing";
    return loaded;
  }
  const auto take = [&](auto& function, const char* name) {
    void* symbol = dlsym(handle, name);
    if (symbol == nullptr && loaded.problem.empty()) {
      loaded.problem = std::string("libcurl.so.4 is too old: it has no ") + name;
    }
    function = reinterpret_cast<std::remove_reference_t<decltype(function)>>(symbol);
  };
  CurlLibrary& curl = loaded.library;
  take(curl.global_init, "curl_global_init");
  take(curl.easy_init, "curl_easy_init");
  take(curl.easy_cleanup, "curl_easy_cleanup");
  take(curl.easy_setopt, "curl_easy_setopt");
  take(curl.easy_getinfo, "curl_easy_getinfo");
  take(curl.easy_strerror, "curl_easy_strerror");
  take(curl.slist_append, "curl_slist_append");
  take(curl.slist_free_all, "curl_slist_free_all");
  take(curl.multi_init, "curl_multi_init");
  take(curl.multi_cleanup, "curl_multi_cleanup");
  take(curl.multi_add_handle, "curl_multi_add_handle");
  take(curl.multi_remove_handle, "curl_multi_remove_handle");
  take(curl.multi_perform, "curl_multi_perform");
  take(curl.multi_poll, "curl_multi_poll");
  take(curl.multi_wakeup, "curl_multi_wakeup");
  take(curl.multi_info_read, "curl_multi_info_read");
  take(curl.version_info, "curl_version_info");
  if (loaded.problem.empty() && curl.global_init(CURL_GLOBAL_DEFAULT) != CURLE_OK) {
    loaded.problem = "libcurl could not be set up";
  }
  return loaded;
}

}  // namespace

Result<const CurlLibrary*> load_curl() {
  static const Loaded kLoaded = load();
  if (!kLoaded.problem.empty()) {
    return fail(ErrorKind::kNetwork, kLoaded.problem, {}, "install libcurl 7.68 or later (Debian: libcurl4)");
  }
  return &kLoaded.library;
}

}  // namespace sentinel
