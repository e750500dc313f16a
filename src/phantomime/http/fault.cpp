#include "phantomime/http/fault.hpp"

#include "phantomime/base/time_text.hpp"

namespace phantomime::http {
namespace {

std::string content_words(const Fault& fault) {
  switch (fault.content) {
    case Fault::Content::reply:
      break;
    case Fault::Content::garbage:
      return "garbage";
    case Fault::Content::garbage_body:
      return "garbage_body";
    case Fault::Content::malformed_chunk:
      return "malformed_chunk";
    case Fault::Content::wrong_length:
      return "content_length " + std::string{fault.relative && fault.length >= 0 ? "+" : ""} +
             std::to_string(fault.length);
  }
  return {};
}

std::string end_words(const Fault& fault) {
  switch (fault.end) {
    case Fault::End::as_framed:
      break;
    case Fault::End::close:
      return "close " + place_text(fault.end_at);
    case Fault::End::reset:
      return "reset " + place_text(fault.end_at);
    case Fault::End::without_last_chunk:
      return "truncate last_chunk";
  }
  return {};
}

std::string pace_words(const Fault& fault) {
  const std::string amount = std::to_string(fault.amount);
  switch (fault.pace) {
    case Fault::Pace::at_once:
      break;
    case Fault::Pace::drip_bytes:
      return "drip " + amount + " bytes every " + format_duration(fault.time);
    case Fault::Pace::drip_chunks:
      return "drip " + amount + " chunks every " + format_duration(fault.time);
    case Fault::Pace::drip_pieces:
      return "drip over " + format_duration(fault.time);
    case Fault::Pace::bandwidth:
      return "bandwidth " + amount;
    case Fault::Pace::stall:
      return "stall " + place_text(fault.stall_at) + (fault.time == for_ever ? "" : " " + format_duration(fault.time));
  }
  return {};
}

}  // namespace

std::string place_text(const Fault::Place& place) {
  switch (place.where) {
    case Fault::Place::Where::before_head:
      return "before_head";
    case Fault::Place::Where::in_head:
      return "in_head";
    case Fault::Place::Where::after_head:
      return "after_head";
    case Fault::Place::Where::in_body:
      break;
  }
  return std::to_string(place.bytes);
}

std::string fault_text(const Fault& fault) {
  std::string text;
  for (const std::string& words : {content_words(fault), pace_words(fault), end_words(fault)})
    if (!words.empty()) text += (text.empty() ? "" : ", ") + words;
  return text;
}

}  // namespace phantomime::http
