#pragma once

#include <string>

#include "send_bounce/model/request.h"
#include "send_bounce/model/shape.h"
#include "send_bounce/values/error.h"
#include "send_bounce/values/value.h"
#include "send_bounce/world/http.h"

/// The AWS query protocol (Smithy: awsQuery): a form body in, XML out.
namespace send_bounce {

/// "Action=SendBounce&Version=2010-12-01&…": members in the order of the map, lists as
/// Name.member.N from 1, an empty list as "Name=". Fails, with ErrorKind::General, only for
/// requests made without validation whose values no shape can carry (an unknown member, text for a
/// list).
Result<std::string> serialize_query(const Operation& operation, const Map& parameters);

/// The result of the operation as a map of its output members, or the service's error. A result
/// without members is an empty map.
/// ErrorKind::Service for an error document, any other well-formed XML with a status from 300 on,
/// or a generic answer of status 500 and above; code_state and message_state tell whether the
/// document had them, details are the members of a modelled error in model order.
/// ErrorKind::BadReply for anything that is no answer of the operation; the message shows at most
/// the first 2,000 bytes of a body that is no XML, and nothing of it unless the operation's
/// may_quote_answer is true.
/// Of such a body the reference says that further retries may succeed; here only a refusal says so,
/// and only where no attempt `before` it may have been accepted.
Result<Value> parse_query_reply(const Operation& operation, const HttpResponse& response,
                                Outcome before = Outcome::NotSent);

/// The inverse of serialize_query, for the stand-in: a form body back to parameters by shape.
/// Values stay text, members stand in the order of their first fields, and Action and Version are
/// left out, whatever they say. ParamValidation names the field that no shape has, that is given
/// twice or is no percent-encoded UTF-8, a list index outside 1 to 10,000 or a gap in a list.
Result<Map> parse_query_form(const Operation& operation, const std::string& body);

}  // namespace send_bounce
