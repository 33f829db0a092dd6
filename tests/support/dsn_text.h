#pragma once

#include <string>
#include <string_view>
#include <vector>

/// A notification without what differs from one writing to the next, so that two can be compared as
/// texts.
namespace send_bounce {

/// Lines end in LF. Of the header these fields are left out: dates and ids (Date, Message-ID), what
/// only Amazon or a receiver writes (Return-Path, DKIM-Signature, Feedback-ID, X-SES-Outgoing), and
/// X-Send-Bounce-Preview. The boundary is "B"; the value of Arrival-Date is "*".
inline std::string comparable_dsn(std::string_view mail) {
  std::string text;
  for (const char c : mail)
    if (c != '\r') text += c;
  const std::size_t start = text.find("boundary=\"") + std::string_view("boundary=\"").size();
  const std::string boundary = text.substr(start, text.find('"', start) - start);
  for (std::size_t at = 0; (at = text.find(boundary, at)) != std::string::npos; ++at)
    text.replace(at, boundary.size(), "B");

  const std::vector<std::string> left_out = {
      "Return-Path:",    "DKIM-Signature:",       "Date:", "Message-ID:", "Feedback-ID:",
      "X-SES-Outgoing:", "X-Send-Bounce-Preview:"};
  std::string kept;
  bool is_header = true;
  bool is_left_out = false;
  for (std::size_t at = 0; at < text.size();) {
    const std::size_t end = text.find('\n', at);
    const std::string line = text.substr(at, end == std::string::npos ? end : end + 1 - at);
    at += line.size();
    if (line == "\n") is_header = false;
    if (is_header && line.front() != ' ' && line.front() != '\t') {
      is_left_out = false;
      for (const std::string& name : left_out) is_left_out |= line.starts_with(name);
    }
    if (is_header && is_left_out) continue;
    kept += line.starts_with("Arrival-Date:") ? "Arrival-Date: *\n" : line;
  }
  return kept;
}

}  // namespace send_bounce
