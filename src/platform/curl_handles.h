#pragma once

#include <curl/curl.h>

#include <memory>
#include <string>

#include "send_bounce/values/freed.h"

/// libcurl's handles with owners.
namespace send_bounce {

using Easy = std::unique_ptr<CURL, Freed<curl_easy_cleanup>>;
using Multi = std::unique_ptr<CURLM, Freed<curl_multi_cleanup>>;

class HeaderList {
 public:
  void add(const std::string& line) {
    curl_slist* longer = curl_slist_append(list_.get(), line.c_str());
    if (longer == nullptr) return;
    (void)list_.release();
    list_.reset(longer);
  }
  curl_slist* get() const { return list_.get(); }

 private:
  std::unique_ptr<curl_slist, Freed<curl_slist_free_all>> list_;
};

}  // namespace send_bounce
