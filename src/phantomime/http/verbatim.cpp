#include "phantomime/http/verbatim.hpp"

#include "phantomime/http/reply_parts.hpp"

namespace phantomime::http {
namespace {

void append_lines(std::string& out, const Headers& lines) {
  for (const Header& line : lines)
    if (is_line_name(line.name)) append_line(out, line.name, one_line(line.value));
}

bool is_chunked(const Headers& headers) {
  for (const std::string_view value : headers.all("Transfer-Encoding"))
    if (ends_with_chunked(one_line(value))) return true;
  return false;
}

/// Where the body's end is not told by what the head says any more, the line that told it is put right: a length where
/// redaction changed the body's, and chunks for a client that knows none.
void append_head(std::string& out, const Reply& reply, bool chunks_to_length, bool mend_length) {
  const std::string length = std::to_string(reply.body_text().size());
  for (const Header& line : reply.headers) {
    if (!is_line_name(line.name)) continue;
    if (chunks_to_length && same_name(line.name, "Transfer-Encoding"))
      append_line(out, "Content-Length", length);
    else if (mend_length && same_name(line.name, "Content-Length"))
      append_line(out, line.name, length);
    else
      append_line(out, line.name, one_line(line.value));
  }
}

}  // namespace

void append_verbatim(const Reply& reply, const Framing& framing, std::string& out) {
  const Verbatim& seen = *reply.verbatim;
  const bool knows_chunks = framing.request_minor_version >= 1;
  if (knows_chunks)
    for (const Verbatim::Interim& interim : seen.interim) {
      append_status_line(out, 1, interim.status, interim.reason);
      append_lines(out, interim.headers);
      out.append("\r\n");
    }
  append_status_line(out, seen.minor_version, reply.status, reply.reason);
  const bool has_body = may_have_body(reply.status) && !framing.head_request;
  const bool chunked = has_body && is_chunked(reply.headers);
  append_head(out, reply, chunked && !knows_chunks, has_body && !chunked && seen.end == Verbatim::End::whole);
  out.append("\r\n");
  if (!has_body) return;
  if (!chunked || !knows_chunks) {
    out.append(reply.body_text());
    return;
  }
  append_chunks(out, reply.body_text(), reply.chunks.get());
  if (seen.end == Verbatim::End::cut) return;
  out.append("0\r\n");
  append_lines(out, seen.trailers);
  out.append("\r\n");
}

bool verbatim_leaves_usable(const Reply& reply, bool head_request) {
  if (reply.status < 200 || connection_says(reply.headers, "close")) return false;
  if (reply.verbatim->minor_version == 0 && !connection_says(reply.headers, "keep-alive")) return false;
  if (head_request || !may_have_body(reply.status)) return true;
  if (reply.verbatim->end == Verbatim::End::cut) return false;
  return is_chunked(reply.headers) || reply.headers.all("Content-Length").size() == 1;
}

}  // namespace phantomime::http
