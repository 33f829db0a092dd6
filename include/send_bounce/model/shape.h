#pragma once

#include <cstdint>
#include <span>
#include <string_view>

/// The service as data, in the terms of the AWS API models (Smithy calls them the same): every step
/// from the typed word to the wire walks these tables and knows no member by name.
namespace send_bounce {

enum class ShapeType : std::uint8_t { String, Timestamp, Structure, List };

struct Member;

/// How the API's documentation bounds a string, though the model does not (see model/limits.h).
enum class TextLimit : std::uint8_t { None, ExtensionName, ExtensionValue, FinalRecipient };

struct Shape {
  std::string_view name;
  ShapeType type = ShapeType::String;
  std::span<const std::string_view> enumeration = {};  ///< String: the documented values, if any
  std::span<const Member> members = {};                ///< Structure: in model order
  std::span<const std::string_view> required = {};     ///< Structure: in the model's own order
  const Shape* element = nullptr;                      ///< List
  TextLimit limit = TextLimit::None;
  /// String: an empty one cannot be meant, so in a document it is what the skeleton printed there.
  bool empty_is_unfilled = false;
  /// The shortest text or the smallest number that the reference sends; 0 in all of SES's model.
  std::int64_t least = 0;
};

struct Member {
  std::string_view name;  ///< the service's own spelling: "BouncedRecipientInfoList"
  const Shape* shape = nullptr;
  bool required = false;
  /// Our own words. The first sentence, up to the first full stop followed by a space, must stand
  /// alone: skeletons and completions show only that.
  std::string_view documentation;
};

/// An error of the service that is more than code and message.
struct ErrorShape {
  std::string_view code;
  std::span<const std::string_view> members = {};  ///< what the reference prints below the message
  bool is_transient = false;                       ///< worth another attempt, whatever its status
};

struct Operation {
  std::string_view name;         ///< "SendBounce"
  std::string_view api_version;  ///< "2010-12-01"
  std::string_view result_wrapper;
  const Shape* input = nullptr;
  const Shape* output = nullptr;
  std::span<const ErrorShape> errors = {};
  /// True if an error message may quote an answer that cannot be read. It is false unless the model
  /// says otherwise, because the answers of some calls hold credentials.
  bool may_quote_answer = false;
};

/// nullptr for a code that the table does not have.
const ErrorShape* find_error_shape(std::span<const ErrorShape> errors, std::string_view code);

/// nullptr where the structure has no such member.
const Member* find_member(const Shape& structure, std::string_view name);

/// Up to the first full stop that a space or the end follows.
std::string_view first_sentence(std::string_view documentation);

}  // namespace send_bounce
