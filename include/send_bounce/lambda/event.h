#pragma once

#include <chrono>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "send_bounce/received/received_message.h"
#include "send_bounce/values/value.h"

/// Events of AWS Lambda and what is answered to them. Pure. docs/lambda.md has the table of
/// answers.
namespace send_bounce {

/// Who waits for the answer, and so what it looks like and which exit codes are failures.
enum class EventSource : std::uint8_t {
  Direct,     ///< a receipt rule, SNS, EventBridge, or a person
  Queue,      ///< SQS, whose failed records come again or go to its dead-letter queue
  FifoQueue,  ///< the same, in order: whatever follows a failed record comes again, too
};

struct LambdaEvent {
  EventSource source = EventSource::Direct;
  /// At least one. What cannot be taken apart at all is one record with that error.
  std::vector<ReceivedRecord> records;
};

/// Reads the bytes of an event, in any envelope that --received takes.
LambdaEvent read_lambda_event(std::string_view json);

/// What came of one record.
struct RecordOutcome {
  int exit_code = 255;  ///< that of a single call
  std::string state;    ///< "sent", "refused"; counted in the log
  bool is_bounced = false;
  std::string message = {};   ///< of a fault; empty for none. Without secrets
  Map noted = {};             ///< further members of the record's entry in the log
  bool is_for_now = false;    ///< the service refused the caller, not the message: it has failed,
                              ///< whatever the code
  bool ends_event = false;    ///< the records behind it cannot be handled
  bool ends_process = false;  ///< the credentials have expired; another process gets new ones
};

/// Whether the sender of the event must learn of it: for a queue all but 0, 77 and 254, else all
/// but 0, 65 and 77; and what is true for now only.
bool is_failure(EventSource source, const RecordOutcome& outcome);

/// True where the records behind that one are left alone.
bool ends_event(EventSource source, const RecordOutcome& outcome);

struct LambdaAnswer {
  std::string body;        ///< JSON
  std::string error_type;  ///< "SendBounce.75"; empty for a response
  std::string summary;     ///< for the log: "STOP_RULE_SET", "1 of 3 failed", "SendBounce.75"
};

/// An answer that is an error: {"errorMessage": …, "errorType": "SendBounce.252", "stackTrace": []}
LambdaAnswer error_answer(int exit_code, const std::string& message);

/// `outcomes` are those of the first records of the event; the rest was not reached and has failed.
LambdaAnswer answer_to(const LambdaEvent& event, const std::vector<RecordOutcome>& outcomes);

/// What the line of an event says beside what came of its records.
struct LambdaLogFacts {
  std::string request_id;
  std::string trace_id;  ///< may be empty
  std::chrono::milliseconds duration{0};
};

/// The line of an event, a JSON object with its line end. It has no addresses, but for what the
/// outcomes have noted: those of a dry run have its plan.
std::string lambda_log_line(const LambdaLogFacts& facts, const LambdaEvent& event,
                            const std::vector<RecordOutcome>& outcomes, const LambdaAnswer& answer);

}  // namespace send_bounce
