#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "send_bounce/values/error.h"

/// The header of a mail as it is stored in a file: RFC 5322 §2.2, read leniently, since a mail that
/// somebody received is as it is. Bytes in, bytes out; no charset is assumed.
namespace send_bounce {

struct HeaderField {
  std::string name;   ///< as spelled: "Message-ID"
  std::string raw;    ///< everything after the colon, line ends and folding included
  std::string value;  ///< unfolded (each line end and the blanks after it are one space), trimmed
};

struct MailMessage {
  std::vector<HeaderField> fields;  ///< from the top
  /// The header as it stands, up to the empty line and without it; without a leading mbox line.
  std::string header_block;
  std::size_t body_offset = 0;  ///< where the body begins in the bytes that were read

  /// The topmost field of that name, in any case; nullptr where there is none.
  const HeaderField* find(std::string_view name) const;
};

/// Longer headers are refused: no mail system accepts them either.
inline constexpr std::size_t kMaxHeaderBytes = 256 * 1024;
inline constexpr std::size_t kMaxHeaderFields = 5000;

/// Reads the header; the body is not looked at. Lines may end in CRLF or LF, also mixed. A leading
/// "From " line of an mbox is passed over. A line that is neither a field nor a continuation ends
/// the header and begins the body. ErrorKind::General where no field is found, the header is longer
/// than kMaxHeaderBytes, or has more than kMaxHeaderFields fields.
Result<MailMessage> read_mail(std::string_view bytes);

}  // namespace send_bounce
