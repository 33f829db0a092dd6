#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string>
#include <string_view>

#include "send_bounce/protocol/certificate_bundle.h"

/// Hostile bundles, as PEM and, without that around it, as DER. Each certificate that is counted
/// must be found again by its own subject.
namespace {

void require(bool holds) {
  if (!holds) std::abort();
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view bytes(reinterpret_cast<const char*>(data), size);
  (void)send_bounce::name_key(bytes);
  if (const auto subject = send_bounce::subject_of(bytes)) {
    require(subject->data() >= bytes.data() &&
            subject->data() + subject->size() <= bytes.data() + bytes.size());
    (void)send_bounce::name_key(*subject);
  }
  const send_bounce::CertificateBundle bundle{std::string(bytes)};
  for (const auto& found : bundle.with_subject("")) {
    const auto subject = send_bounce::subject_of(found.der);
    require(subject.has_value());
    bool is_there = false;
    for (const auto& again : bundle.with_subject(*subject)) {
      is_there = is_there || again.number == found.number;
    }
    require(is_there);
  }
  return 0;
}
