#include "cli/stderr_gate.h"

#include <algorithm>

#include "send_bounce/text/encoding.h"
#include "send_bounce/text/redaction.h"

namespace send_bounce {
namespace {

// A report on ten thousand faulty recipients fits; what somebody else's text may add does not.
constexpr std::size_t kLongestText = std::size_t{4} << 20U;
constexpr std::size_t kShortestSecret = 4;
constexpr std::size_t kShortestWord = 8;

bool is_letter(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); }

void replace_all(std::string& text, const std::string& what, const std::string& by) {
  for (std::size_t at = text.find(what); at != std::string::npos;
       at = text.find(what, at + by.size())) {
    text.replace(at, what.size(), by);
  }
}

// C0 but for line end and tab, DEL, C1, and what turns the direction of writing (Unicode, UAX #9).
bool is_dangerous(char32_t c) {
  if (c < 0x20) return c != U'\n' && c != U'\t';
  if (c >= 0x7F && c <= 0x9F) return true;
  return c == 0x061C || c == 0x200E || c == 0x200F || (c >= 0x2028 && c <= 0x202E) ||
         (c >= 0x2066 && c <= 0x2069);
}

std::string printable(std::string_view text) {
  const std::string clean = replace_invalid_utf8(text);
  std::string out;
  out.reserve(clean.size());
  std::size_t at = 0;
  while (at < clean.size()) {
    const std::size_t start = at;
    const char32_t c = next_code_point(clean, at).value_or(U'\uFFFD');
    if (is_dangerous(c)) {
      out += escape_of(c);
    } else {
      out.append(clean, start, at - start);
    }
  }
  return out;
}

std::string cut(std::string text) {
  if (text.size() <= kLongestText) return text;
  const std::string rest = std::to_string(text.size() - kLongestText);
  text.resize(kLongestText);
  return text + "\n(and " + rest + " more bytes)\n";
}

}  // namespace

StderrGate::StderrGate(Output& err, TextEncoding encoding)
    : err_(err), encoding_(std::move(encoding)) {}

tl::expected<void, SystemError> StderrGate::write(std::string_view text) {
  return pass(shown(text));
}

tl::expected<void, SystemError> StderrGate::write_coloured(std::string_view text) {
  return pass(cut(without_secrets(text)));
}

void StderrGate::hide(const std::string& secret) {
  if (secret.size() < kShortestSecret) return;
  const bool is_word = std::all_of(secret.begin(), secret.end(), is_letter);
  if (is_word && secret.size() < kShortestWord) return;
  // A secret inside another one must not be taken out first.
  const auto place = std::find_if(secrets_.begin(), secrets_.end(), [&](const std::string& other) {
    return other.size() < secret.size();
  });
  secrets_.insert(place, secret);
}

std::string StderrGate::shown(std::string_view text) const {
  return printable(cut(without_secrets(text)));
}

std::string StderrGate::without_secrets(std::string_view text) const {
  std::string out(text);
  for (const std::string& secret : secrets_) replace_all(out, secret, kHidden);
  return out;
}

tl::expected<void, SystemError> StderrGate::pass(std::string text) {
  return err_.write(encode_what_can_be(text, encoding_));
}

}  // namespace send_bounce
