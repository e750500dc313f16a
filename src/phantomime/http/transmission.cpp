#include "phantomime/http/transmission.hpp"

#include <algorithm>
#include <charconv>
#include <utility>

#include "phantomime/base/random.hpp"

namespace phantomime::http {
namespace {

using std::chrono::nanoseconds;

constexpr std::string_view last_chunk = "0\r\n\r\n";
/// A size line without a hexadecimal digit.
constexpr std::string_view no_size_line = "zz\r\n";
/// A bandwidth is kept to in steps of this part of a second.
constexpr std::size_t bandwidth_steps = 10;
constexpr std::size_t handshake_garbage = 64;

std::string garbage(std::size_t bytes, std::uint64_t chance) {
  Random random{chance};
  std::string text(bytes, '\0');
  for (char& c : text) c = static_cast<char>(random.next() >> 56);
  return text;
}

bool needs_chunks(const Fault& fault) {
  return fault.content == Fault::Content::malformed_chunk || fault.end == Fault::End::without_last_chunk;
}

bool can_have_chunks(const Reply& reply, const Framing& framing) {
  return may_have_body(reply.status) && framing.request_minor_version >= 1;
}

/// The reply whose head the client is to see.
Reply as_told(const Reply& reply, const Framing& framing) {
  const Fault& fault = *reply.fault;
  Reply told = reply;
  told.head = nullptr;
  if (fault.content == Fault::Content::wrong_length) {
    const std::int64_t right = static_cast<std::int64_t>(reply.body_text().size());
    const std::int64_t wrong = fault.relative ? right + fault.length : fault.length;
    told.headers.set("Content-Length", std::to_string(std::max<std::int64_t>(wrong, 0)));
  }
  if (needs_chunks(fault) && can_have_chunks(reply, framing)) {
    told.headers.remove("Content-Length");
    told.headers.set("Transfer-Encoding", "chunked");
  }
  return told;
}

/// Puts what the client gets instead behind the head.
void spoil_body(Transmission& out, std::size_t head, const Reply& reply, const Framing& framing) {
  const Fault& fault = *reply.fault;
  if (fault.content == Fault::Content::garbage_body) {
    out.bytes.resize(head);
    out.bytes += garbage(fault.garbage_bytes, reply.chance);
  } else if (needs_chunks(fault) && !can_have_chunks(reply, framing)) {
    out.bytes.resize(head);
  } else if (framing.head_request) {
    return;
  } else if (fault.content == Fault::Content::malformed_chunk) {
    out.bytes.resize(head);
    out.bytes.append(no_size_line).append(reply.body_text()).append("\r\n").append(last_chunk);
  } else if (fault.end == Fault::End::without_last_chunk) {
    out.bytes.resize(out.bytes.size() - last_chunk.size());
  }
}

std::size_t offset_of(const Fault::Place& place, std::size_t head, std::size_t all) {
  switch (place.where) {
    case Fault::Place::Where::before_head:
      return 0;
    case Fault::Place::Where::in_head:
      return std::min(head / 2, all);
    case Fault::Place::Where::after_head:
      return std::min(head, all);
    case Fault::Place::Where::in_body:
      break;
  }
  return head >= all || place.bytes > all - head ? all : head + place.bytes;
}

void cut(Transmission& out, const Fault& fault, std::size_t head) {
  if (fault.end == Fault::End::close || fault.end == Fault::End::reset)
    out.bytes.resize(offset_of(fault.end_at, head, out.bytes.size()));
  if (fault.end == Fault::End::reset)
    out.end = Transmission::End::reset;
  else if (fault.end != Fault::End::as_framed || fault.content != Fault::Content::reply)
    out.end = Transmission::End::close;
}

/// Cuts the body into equal pieces, the last of which leaves when the time is up.
void drip_pieces(Transmission& out, const Fault& fault) {
  const std::size_t body = out.bytes.size() - out.from;
  const std::size_t pieces = std::clamp<std::size_t>(fault.amount, 1, body);
  out.unit = Transmission::Unit::bytes;
  out.amount = (body + pieces - 1) / pieces;
  const std::size_t made = (body + out.amount - 1) / out.amount;
  out.pause = fault.time / static_cast<std::int64_t>(made);
}

void set_pace(Transmission& out, const Fault& fault, std::size_t head) {
  if (fault.pace == Fault::Pace::at_once) return;
  if (fault.pace == Fault::Pace::stall) {
    out.from = offset_of(fault.stall_at, head, out.bytes.size());
    out.pause = fault.time;
    return;
  }
  out.from = fault.pace == Fault::Pace::bandwidth ? 0 : head;
  if (out.from >= out.bytes.size()) {
    out.from = 0;
    return;  // there is nothing to be slow with
  }
  if (fault.pace == Fault::Pace::drip_pieces) return drip_pieces(out, fault);
  out.unit = fault.pace == Fault::Pace::drip_chunks ? Transmission::Unit::chunks : Transmission::Unit::bytes;
  out.amount = std::max<std::size_t>(fault.amount, 1);
  out.pause = fault.time;
  if (fault.pace == Fault::Pace::bandwidth) {
    const auto rate = static_cast<double>(out.amount);
    out.amount = std::max<std::size_t>(out.amount / bandwidth_steps, 1);
    out.pause = nanoseconds{static_cast<std::int64_t>(1e9 * static_cast<double>(out.amount) / rate)};
  }
}

/// Where the chunk that begins at an offset ends; the end of all where none begins there.
std::size_t end_of_chunk(std::string_view bytes, std::size_t offset) {
  std::size_t size = 0;
  const char* const begin = bytes.data() + offset;
  const auto [stop, error] = std::from_chars(begin, bytes.data() + bytes.size(), size, 16);
  const std::size_t line = static_cast<std::size_t>(stop - begin) + 2;
  const std::size_t left = bytes.size() - offset;
  if (error != std::errc{} || line + 2 > left || size > left - line - 2) return bytes.size();
  return offset + line + size + 2;
}

std::size_t end_of_chunks(std::string_view bytes, std::size_t offset, std::size_t count) {
  for (; count > 0 && offset < bytes.size(); --count) offset = end_of_chunk(bytes, offset);
  // The last one holds nothing: it does not come alone.
  return bytes.substr(offset) == last_chunk ? bytes.size() : offset;
}

}  // namespace

Transmission::Leg Transmission::leg(std::size_t offset) const {
  const std::size_t all = bytes.size();
  if (!pauses()) return {all, nanoseconds{0}};
  if (offset < from) return {std::min(from, all), pause};
  std::size_t until = all;
  if (unit == Unit::bytes && amount < all - offset) until = offset + amount;
  if (unit == Unit::chunks) until = end_of_chunks(bytes, offset, amount);
  return {until, until < all ? pause : nanoseconds{0}};
}

Transmission transmission(const Reply& reply, const Framing& framing) {
  Transmission out;
  if (!reply.fault) {
    out.bytes = serialise(reply, framing);
    return out;
  }
  const Fault& fault = *reply.fault;
  std::size_t head = 0;
  if (fault.content == Fault::Content::garbage) {
    out.bytes = garbage(fault.garbage_bytes, reply.chance);
  } else {
    out.bytes = serialise(as_told(reply, framing), framing);
    head = out.bytes.find("\r\n\r\n") + 4;
    spoil_body(out, head, reply, framing);
  }
  cut(out, fault, head);
  set_pace(out, fault, head);
  return out;
}

Transmission transmission(HandshakeFault fault, std::uint64_t chance) {
  Transmission out;
  out.end = fault == HandshakeFault::reset ? Transmission::End::reset : Transmission::End::close;
  // RFC 8446, 5.1 and 6: an alert record, fatal (2), handshake_failure (40).
  if (fault == HandshakeFault::alert) out.bytes = {0x15, 0x03, 0x03, 0x00, 0x02, 0x02, 0x28};
  if (fault == HandshakeFault::garbage) out.bytes = garbage(handshake_garbage, chance);
  return out;
}

}  // namespace phantomime::http
