#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

/// A file of PEM certificates (RFC 7468) as a place to look one up by its subject. Decoding the
/// hundred and more of a trust store takes several times as long as all else of a call, so only the
/// text and the way to each subject are walked.
namespace send_bounce {

class CertificateBundle {
 public:
  /// Of the labels "CERTIFICATE", "X509 CERTIFICATE" and "TRUSTED CERTIFICATE"; all else is passed
  /// over, as OpenSSL does. A broken block does not spoil the others.
  explicit CertificateBundle(std::string text);
  CertificateBundle(const CertificateBundle&) = delete;
  CertificateBundle& operator=(const CertificateBundle&) = delete;

  struct Certificate {
    std::size_t number = 0;  ///< in the text, from 1
    bool has_trust = false;  ///< OpenSSL's settings of trust stand behind it
    std::string der;
  };
  /// Those that may have that subject, in their order; `name` is a DER Name. Whoever decodes them
  /// compares: two names that are equal by RFC 5280 §7.1 are never told apart here, but different
  /// ones may be taken for equal.
  std::vector<Certificate> with_subject(std::string_view name) const;

  /// Of the blocks that can be read.
  std::size_t size() const { return entries_.size(); }
  struct Fault {
    std::size_t number = 0;   ///< of the block, from 1
    std::string_view reason;  ///< in OpenSSL's words: "bad base64 decode"
  };
  /// The first block that cannot be read.
  const std::optional<Fault>& fault() const { return fault_; }

 private:
  struct Entry {
    std::uint64_t key = 0;
    std::size_t number = 0;
    bool has_trust = false;
    std::string_view body;  // of text_
  };
  void read();
  std::string_view add(const Entry& found, std::string& buffer);

  std::string text_;
  std::vector<Entry> entries_;
  std::optional<Fault> fault_;
};

/// The subject of a DER certificate, itself as DER; nullopt where the way to it is barred.
std::optional<std::string_view> subject_of(std::string_view certificate);

/// The same number for all names that are equal by RFC 5280 §7.1, in whatever type of string.
std::uint64_t name_key(std::string_view name);

}  // namespace send_bounce
