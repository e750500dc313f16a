#include "phantomime/directives/content_coding.hpp"

#include <limits>

#include <brotli/encode.h>
#include <zlib.h>

namespace phantomime::directives {
namespace {

/// zlib counts what goes in with 32 bits; bodies are far smaller (64 MiB).
constexpr std::size_t largest = std::numeric_limits<uInt>::max() / 2;

Error refused(std::string_view coding) {
  return Error{ErrorCode::limit, "the body cannot be coded as " + std::string{coding}, std::nullopt, {}};
}

/// `wrapping` is zlib's windowBits: 15 for zlib's format, 31 for gzip's.
Result<std::string> deflated(std::string_view bytes, int wrapping, std::string_view name) {
  if (bytes.size() > largest) return refused(name);
  z_stream stream{};
  if (deflateInit2(&stream, Z_DEFAULT_COMPRESSION, Z_DEFLATED, wrapping, 8, Z_DEFAULT_STRATEGY) != Z_OK)
    return refused(name);
  // zlib leaves gzip's time at zero; its "operating system" byte would be the only other thing that varies.
  gz_header header{};
  header.os = 255;
  if (wrapping > 15) deflateSetHeader(&stream, &header);
  std::string coded(deflateBound(&stream, static_cast<uLong>(bytes.size())), '\0');
  stream.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(bytes.data()));  // zlib only reads it
  stream.avail_in = static_cast<uInt>(bytes.size());
  stream.next_out = reinterpret_cast<Bytef*>(coded.data());
  stream.avail_out = static_cast<uInt>(coded.size());
  const int result = deflate(&stream, Z_FINISH);
  coded.resize(stream.total_out);
  deflateEnd(&stream);
  if (result != Z_STREAM_END) return refused(name);
  return coded;
}

Result<std::string> brotli(std::string_view bytes) {
  // The best quality costs seconds for megabytes; this one is about gzip's speed.
  constexpr int quality = 5;
  std::size_t size = BrotliEncoderMaxCompressedSize(bytes.size());
  if (size == 0) return refused("br");
  std::string coded(size, '\0');
  if (BrotliEncoderCompress(quality, BROTLI_DEFAULT_WINDOW, BROTLI_MODE_GENERIC, bytes.size(),
                            reinterpret_cast<const std::uint8_t*>(bytes.data()), &size,
                            reinterpret_cast<std::uint8_t*>(coded.data())) != BROTLI_TRUE)
    return refused("br");
  coded.resize(size);
  return coded;
}

}  // namespace

Result<std::string> encode(std::string_view bytes, Coding coding) {
  switch (coding) {
    case Coding::gzip:
      return deflated(bytes, 15 + 16, "gzip");
    case Coding::deflate:
      return deflated(bytes, 15, "deflate");
    case Coding::brotli:
      return brotli(bytes);
    case Coding::identity:
      break;
  }
  return std::string{bytes};
}

std::string_view to_string(Coding coding) noexcept {
  switch (coding) {
    case Coding::gzip:
      return "gzip";
    case Coding::deflate:
      return "deflate";
    case Coding::brotli:
      return "br";
    case Coding::identity:
      break;
  }
  return "identity";
}

}  // namespace phantomime::directives
