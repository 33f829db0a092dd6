#include "stand_in/service_fault.h"

#include <utility>

namespace send_bounce::stand_in {

ServiceFault stand_in_fault(std::string code, std::string_view message) {
  return {400, std::move(code), std::string(kStandInSpeaks) + std::string(message)};
}

}  // namespace send_bounce::stand_in
