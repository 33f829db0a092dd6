#pragma once

#include <optional>

#include "send_bounce/values/error.h"
#include "send_bounce/world/http.h"

namespace send_bounce {

/// What a load balancer or proxy answers in the service's stead, whatever the protocol: a status
/// from 500 on with an empty body, or one that begins with "<html>". An error of the kind Service
/// with the status as code and its phrase as message; nullopt for any other answer.
std::optional<Error> generic_http_error(const HttpResponse& response);

}  // namespace send_bounce
