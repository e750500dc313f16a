#include "phantomime/http/content_decoding.hpp"

#include <algorithm>
#include <array>
#include <cstdint>

#include <brotli/decode.h>
#include <zlib.h>

#include "phantomime/base/ascii.hpp"
#include "phantomime/http/headers.hpp"

namespace phantomime::http {
namespace {

constexpr std::size_t most_codings = 4;

Error not_so_coded(std::string_view coding) {
  return {ErrorCode::bad_value, "the body is not " + std::string{coding}, {}, ""};
}
Error too_long(std::size_t limit) {
  return {ErrorCode::limit, "the decoded body has more than " + std::to_string(limit) + " bytes", {}, ""};
}

/// `window_bits` as inflateInit2 has them: 15 zlib's head, 31 gzip's, -15 none.
Result<std::string> inflate_all(std::string_view bytes, int window_bits, std::size_t limit, std::string_view coding) {
  z_stream stream{};
  if (inflateInit2(&stream, window_bits) != Z_OK) return Error{ErrorCode::limit, "zlib refused", {}, ""};
  struct End {
    z_stream& stream;
    ~End() { inflateEnd(&stream); }
  } const end{stream};
  std::string out;
  std::array<unsigned char, 32768> buffer;
  std::size_t at = 0;
  int code = Z_OK;
  while (code != Z_STREAM_END || (window_bits == 31 && at < bytes.size())) {
    if (code == Z_STREAM_END && inflateReset(&stream) != Z_OK) return not_so_coded(coding);  // another gzip member
    if (stream.avail_in == 0) {
      const std::size_t some = std::min<std::size_t>(bytes.size() - at, 1u << 20);
      // zlib's interface is not const; it reads only.
      stream.next_in = reinterpret_cast<unsigned char*>(const_cast<char*>(bytes.data() + at));
      stream.avail_in = static_cast<uInt>(some);
    }
    const std::size_t before = stream.avail_in;
    stream.next_out = buffer.data();
    stream.avail_out = static_cast<uInt>(buffer.size());
    code = inflate(&stream, Z_NO_FLUSH);
    at += before - stream.avail_in;
    const std::size_t got = buffer.size() - stream.avail_out;
    if (code != Z_OK && code != Z_STREAM_END) return not_so_coded(coding);
    if (out.size() + got > limit) return too_long(limit);
    out.append(reinterpret_cast<const char*>(buffer.data()), got);
  }
  if (at < bytes.size()) return not_so_coded(coding);
  return out;
}

Result<std::string> decode_brotli(std::string_view bytes, std::size_t limit) {
  BrotliDecoderState* const state = BrotliDecoderCreateInstance(nullptr, nullptr, nullptr);
  if (!state) return Error{ErrorCode::limit, "brotli refused", {}, ""};
  struct End {
    BrotliDecoderState* state;
    ~End() { BrotliDecoderDestroyInstance(state); }
  } const end{state};
  std::string out;
  std::array<std::uint8_t, 32768> buffer;
  std::size_t left = bytes.size();
  const auto* next = reinterpret_cast<const std::uint8_t*>(bytes.data());
  for (;;) {
    std::size_t room = buffer.size();
    std::uint8_t* to = buffer.data();
    const auto code = BrotliDecoderDecompressStream(state, &left, &next, &room, &to, nullptr);
    if (out.size() + (buffer.size() - room) > limit) return too_long(limit);
    out.append(reinterpret_cast<const char*>(buffer.data()), buffer.size() - room);
    if (code == BROTLI_DECODER_RESULT_SUCCESS && left == 0) return out;
    if (code != BROTLI_DECODER_RESULT_NEEDS_MORE_OUTPUT) return not_so_coded("br");
  }
}

Result<std::string> decode_one(std::string_view bytes, std::string_view coding, std::size_t limit) {
  if (coding.empty() || same_name(coding, "identity")) return std::string{bytes};
  if (same_name(coding, "gzip") || same_name(coding, "x-gzip")) return inflate_all(bytes, 31, limit, "gzip");
  if (same_name(coding, "br")) return decode_brotli(bytes, limit);
  if (same_name(coding, "deflate")) {
    auto with_head = inflate_all(bytes, 15, limit, "deflate");
    if (with_head || with_head.error().code == ErrorCode::limit) return with_head;
    return inflate_all(bytes, -15, limit, "deflate");  // as some servers send it against RFC 9110
  }
  return Error{
      ErrorCode::not_found, "the content coding '" + std::string{coding.substr(0, 40)} + "' is not known", {}, ""};
}

}  // namespace

Result<std::string> decode_content(std::string_view bytes, std::string_view codings, std::size_t limit) {
  std::string decoded{bytes};
  for (std::size_t count = 0; !codings.empty() && count < most_codings; ++count) {
    const std::size_t comma = codings.rfind(',');
    const std::size_t begin = comma == std::string_view::npos ? 0 : comma + 1;
    auto once = decode_one(decoded, trimmed(codings.substr(begin)), limit);
    if (!once) return once;
    decoded = std::move(*once);
    codings = codings.substr(0, begin == 0 ? 0 : comma);
  }
  if (!codings.empty()) return Error{ErrorCode::limit, "there are too many content codings", {}, ""};
  return decoded;
}

}  // namespace phantomime::http
