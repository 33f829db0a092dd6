// Prints the curl command for a request, for curl_test.py:
//   print_curl URL REGION signed|unsigned CA-BUNDLE < PARAMETERS.json
// An empty word is no CA bundle.

#include <cstdio>
#include <string>
#include <string_view>

#include "cli/shown_forms.h"
#include "send_bounce/model/ses_model.h"
#include "send_bounce/protocol/query.h"
#include "send_bounce/text/json_document.h"

namespace send_bounce {
namespace {

std::string read_stdin() {
  std::string text;
  for (int c = std::getchar(); c != EOF; c = std::getchar()) text += static_cast<char>(c);
  return text;
}

Result<std::string> command(char** words, const std::string& document) {
  CallSettings call;
  ASSIGN_OR_RETURN(call.endpoint, resolve_endpoint({words[2], false, false, words[1]}));
  call.transport.ca_bundle = words[4];
  call.transport.read_timeout = 20;
  ASSIGN_OR_RETURN(const Value value, read_json_document(document));
  const Map* parameters = value.get<Map>();
  if (parameters == nullptr) return fail(ErrorKind::General, "not an object");
  ASSIGN_OR_RETURN(const std::string body, serialize_query(kSendBounce, *parameters));
  return curl_command(call, body, std::string_view(words[3]) == "signed");
}

}  // namespace
}  // namespace send_bounce

int main(int count, char** words) {
  if (count != 5) return 2;
  const auto text = send_bounce::command(words, send_bounce::read_stdin());
  if (!text) {
    std::fprintf(stderr, "print_curl: %s\n", text.error().message.c_str());
    return 1;
  }
  std::fputs(text->c_str(), stdout);
  return 0;
}
