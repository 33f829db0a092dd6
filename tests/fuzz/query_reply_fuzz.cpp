#include <array>
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string>

#include "send_bounce/model/ses_model.h"
#include "send_bounce/protocol/query.h"

/// Hostile answers, and hostile forms as the stand-in receives them. The first byte picks the HTTP
/// status, the rest is the body. Beyond not crashing: every failure has a message and a kind of its
/// contract, and a form that was read is written and read again as the same parameters.
namespace {

void require(bool holds) {
  if (!holds) std::abort();
}

void check_reply(int status, const std::string& body) {
  using namespace send_bounce;
  const auto value = parse_query_reply(kSendBounce, HttpResponse{status, {}, body});
  if (value) {
    require(status < 300 && value->get<Map>() != nullptr);
  } else if (value.error().kind == ErrorKind::Service) {
    require(status >= 300 && !value.error().code.empty());
  } else {
    require(value.error().kind == ErrorKind::BadReply && !value.error().message.empty());
  }
}

void check_form(const std::string& body) {
  using namespace send_bounce;
  const auto parameters = parse_query_form(kSendBounce, body);
  if (!parameters) {
    require(parameters.error().kind == ErrorKind::ParamValidation);
    require(!parameters.error().message.empty());
    return;
  }
  const auto written = serialize_query(kSendBounce, *parameters);
  require(written.has_value());
  const auto again = parse_query_form(kSendBounce, *written);
  require(again.has_value() && *again == *parameters);
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  constexpr std::array<int, 8> kStatuses = {200, 204, 300, 302, 400, 403, 500, 503};
  if (size == 0) return 0;
  const std::string body(reinterpret_cast<const char*>(data) + 1, size - 1);
  check_reply(kStatuses[data[0] % kStatuses.size()], body);
  check_form(body);
  return 0;
}
